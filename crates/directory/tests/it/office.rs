//! An office with one agency and its administrator.

use std::sync::Arc;

use directory::{
    Identity, Secret,
    agency::AgencyFields,
    identity,
    person::PersonFields,
    setup::{self, First},
    sign_in::{SignIn, sign_in},
    unit::UnitFields,
};
use kernel::{Actor, Database, FixedClock, Office, files::Files, settings::Settings};
use time::macros::{date, datetime};

/// The administrator's password.
pub(crate) const PASSWORD: &str = "cánh đồng bên sông Đáy";

/// What a test works with.
pub(crate) struct Fixture {
    pub(crate) office: Office,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) administrator: Actor,
    _folder: tempfile::TempDir,
}

/// An agency's fields.
pub(crate) fn agency(code: &str, name: &str) -> AgencyFields {
    AgencyFields {
        code: code.to_owned(),
        parent: None,
        name: name.to_owned(),
        abbreviation: "UBND".to_owned(),
        place: "Ninh Bình".to_owned(),
        valid_from: date!(2020 - 01 - 01),
        valid_to: None,
    }
}

/// A unit's fields.
pub(crate) fn unit(name: &str, abbreviation: &str) -> UnitFields {
    UnitFields {
        parent: None,
        name: name.to_owned(),
        abbreviation: abbreviation.to_owned(),
        ordinal: 1,
        closed: None,
    }
}

/// A new installation with its first administrator, whose login is `quan.tri`.
pub(crate) async fn office() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings::for_folder(folder.path());
    let database = Database::connect(&settings.database()).await.unwrap();
    migrations::run(database.for_migrations()).await.unwrap();
    let clock = Arc::new(FixedClock::at(datetime!(2026-11-21 01:00 UTC)));
    let files = Files::in_folder(&folder.path().join("files")).unwrap();
    let office = Office {
        database,
        files,
        clock: clock.clone(),
        settings: Arc::new(settings),
    };
    let first = First {
        agency: agency("H42", "Ủy ban nhân dân tỉnh Ninh Bình"),
        unit: unit("Văn phòng", "VP"),
        administrator: PersonFields {
            name: "Đinh Thị Hạnh".to_owned(),
            ..PersonFields::default()
        },
        title: "Quản trị hệ thống".to_owned(),
        login: "quan.tri".to_owned(),
        password: PASSWORD.to_owned(),
        must_change_password: false,
    };
    let administrator = setup::begin(&office, first).await.unwrap();
    Fixture {
        office,
        clock,
        administrator,
        _folder: folder,
    }
}

/// Tries to sign in.
pub(crate) async fn try_sign_in(
    office: &Office,
    login: &str,
    password: &str,
) -> Result<Secret, directory::Error> {
    let attempt = SignIn {
        login: login.to_owned(),
        password: password.to_owned(),
        device: "Firefox".to_owned(),
        address: "10.0.0.7".to_owned(),
    };
    sign_in(office, attempt).await.map(|signed_in| signed_in.secret)
}

/// Signs the administrator in.
pub(crate) async fn signed_in(office: &Office) -> (Secret, Identity) {
    let secret = try_sign_in(office, "quan.tri", PASSWORD).await.unwrap();
    let identity = identity::of_session(office, &secret).await.unwrap().unwrap();
    (secret, identity)
}
