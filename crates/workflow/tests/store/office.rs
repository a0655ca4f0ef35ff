use std::{collections::BTreeSet, sync::Arc};

use kernel::{
    Actor, Database, FixedClock, Office,
    actor::Role,
    files::Files,
    id::{AccountId, AgencyId, PersonId, PostId, UnitId},
    settings::Settings,
};
use sea_orm::ConnectionTrait as _;
use time::macros::datetime;

/// An empty database with its office and an administrator.
pub(crate) struct Fixture {
    pub(crate) office: Office,
    pub(crate) administrator: Actor,
    _folder: tempfile::TempDir,
}

impl Fixture {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        Self::open(&url, folder).await
    }

    pub(crate) async fn on_postgresql(address: &str, name: &str) -> Self {
        let server = Database::connect(address).await.unwrap();
        // PostgreSQL cuts names at 63 bytes.
        let name = name.chars().take(60).collect::<String>();
        server
            .for_migrations()
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let (host, _) = address.rsplit_once('/').unwrap();
        Self::open(&format!("{host}/{name}"), tempfile::tempdir().unwrap()).await
    }

    async fn open(url: &str, folder: tempfile::TempDir) -> Self {
        let database = Database::connect(url).await.unwrap();
        migrations::run(database.for_migrations()).await.unwrap();
        let office = Office {
            database,
            files: Files::in_folder(&folder.path().join("files")).unwrap(),
            clock: Arc::new(FixedClock::at(datetime!(2026-11-21 01:00 UTC))),
            settings: Arc::new(Settings::for_folder(folder.path())),
        };
        let administrator = actor(&office, Role::Administrator);
        Self {
            office,
            administrator,
            _folder: folder,
        }
    }
}

/// Somebody of an agency of their own.
pub(crate) fn actor(office: &Office, role: Role) -> Actor {
    let unit: UnitId = office.new_id();
    Actor {
        account: office.new_id::<AccountId>(),
        person: office.new_id::<PersonId>(),
        name: "Đinh Thị Hạnh".to_owned(),
        post: office.new_id::<PostId>(),
        title: "Quản trị".to_owned(),
        unit,
        units: vec![unit],
        agency: office.new_id::<AgencyId>(),
        roles: BTreeSet::from([role]),
        on_behalf: None,
    }
}
