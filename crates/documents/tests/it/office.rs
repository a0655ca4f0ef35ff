//! An office of two agencies with people in every role.

use std::{collections::BTreeSet, sync::Arc};

use directory::entity::{account, agency, person, post, unit};
use documents::{
    AssignmentId,
    entity::{arrival, assignment},
    inbound::{self, Direct, RawFacts, Register, Source},
};
use kernel::{
    Actor, Database, FixedClock, Office,
    actor::Role,
    files::Files,
    id::{AccountId, AgencyId, PersonId, PostId, UnitId},
    settings::Settings,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use sea_orm_migration::MigratorTrait as _;
use tempfile::TempDir;
use time::macros::{date, datetime};

/// A province with its people, one department and another agency.
pub(crate) struct TestOffice {
    pub(crate) office: Office,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) clerk: Actor,
    pub(crate) leader: Actor,
    pub(crate) head: Actor,
    pub(crate) officer: Actor,
    pub(crate) cooperating_head: Actor,
    pub(crate) stranger: Actor,
    pub(crate) foreign_clerk: Actor,
    _folder: TempDir,
}

impl TestOffice {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        let database = Database::connect(&url).await.unwrap();
        migrations::Migrator::up(database.for_migrations(), None)
            .await
            .unwrap();
        let clock = Arc::new(FixedClock::at(datetime!(2026-03-05 08:00 +07:00)));
        let office = Office {
            database,
            files: Files::in_folder(&folder.path().join("files")).unwrap(),
            clock: clock.clone(),
            settings: Arc::new(Settings::for_folder(folder.path())),
        };
        documents::processes::ship(&office).await.unwrap();
        let province = add_agency(&office, "UBND tỉnh Ninh Bình").await;
        let other = add_agency(&office, "Sở Tài chính").await;
        let root = add_unit(&office, province, "Văn phòng").await;
        let culture = add_unit(&office, province, "Phòng Văn xã").await;
        let finance = add_unit(&office, province, "Phòng Kinh tế").await;
        let elsewhere = add_unit(&office, other, "Văn phòng").await;
        let hire = |name: &'static str, unit, agency, role| add_person(&office, name, unit, agency, role);
        Self {
            clerk: hire("Lê Thị Lan", root, province, Role::Clerk).await,
            leader: hire("Nguyễn Văn An", root, province, Role::Leader).await,
            head: hire("Trần Thị Hà", culture, province, Role::UnitHead).await,
            officer: hire("Phạm Văn Minh", culture, province, Role::Officer).await,
            cooperating_head: hire("Vũ Văn Tài", finance, province, Role::UnitHead).await,
            stranger: hire("Đỗ Thị Nga", finance, province, Role::Officer).await,
            foreign_clerk: hire("Hoàng Thị Mai", elsewhere, other, Role::Clerk).await,
            clock,
            office,
            _folder: folder,
        }
    }

    /// Registers a paper document with this number.
    pub(crate) async fn register(&self, number_symbol: &str) -> Result<arrival::Model, documents::Error> {
        inbound::register(&self.office, &self.clerk, paper(number_symbol)).await
    }

    /// Registers, submits and directs: the head leads, the other head cooperates.
    pub(crate) async fn directed(&self, number_symbol: &str) -> arrival::Model {
        let arrival = self.register(number_symbol).await.unwrap();
        inbound::submit(&self.office, &self.clerk, arrival.id, self.leader.post, None)
            .await
            .unwrap();
        inbound::direct(&self.office, &self.leader, self.directive(&arrival))
            .await
            .unwrap()
    }

    pub(crate) fn directive(&self, arrival: &arrival::Model) -> Direct {
        Direct {
            arrival: arrival.id,
            lead: self.head.unit,
            cooperating: vec![self.cooperating_head.unit],
            informed: Vec::new(),
            due: Some(date!(2026 - 03 - 20)),
            text: "Giao Phòng Văn xã tham mưu trả lời.".to_owned(),
            version: None,
        }
    }

    /// The open or ended part of somebody in an arrival.
    pub(crate) async fn part(&self, arrival: &arrival::Model, holder: &str) -> assignment::Model {
        assignment::Entity::find()
            .filter(assignment::Column::ArrivalId.eq(arrival.id))
            .filter(assignment::Column::HolderName.eq(holder))
            .one(self.office.database.read())
            .await
            .unwrap()
            .unwrap()
    }

    /// The head's part handed to the officer.
    pub(crate) async fn assigned(&self, arrival: &arrival::Model) -> AssignmentId {
        let unit = self.part(arrival, "Phòng Văn xã").await;
        let command = inbound::Assign {
            assignment: unit.id,
            post: self.officer.post,
            due: None,
            text: String::new(),
        };
        inbound::assign(&self.office, &self.head, command)
            .await
            .unwrap()
            .id
    }
}

/// What a clerk types for a paper document.
pub(crate) fn facts(number_symbol: &str) -> RawFacts {
    RawFacts {
        number_symbol: number_symbol.to_owned(),
        date: "02/03/2026".to_owned(),
        issuer: "Bộ Nội vụ".to_owned(),
        kind: "letter".to_owned(),
        subject: "Triển khai chuyển đổi số".to_owned(),
        ..RawFacts::default()
    }
}

pub(crate) fn paper(number_symbol: &str) -> Register {
    Register {
        source: Source::Paper,
        facts: facts(number_symbol),
        duplicates_seen: false,
        version: None,
    }
}

async fn insert<E>(office: &Office, row: impl sea_orm::IntoActiveModel<E::ActiveModel>)
where
    E: sea_orm::EntityTrait,
    E::ActiveModel: Send,
{
    let change = office.database.begin().await.unwrap();
    E::insert(row.into_active_model())
        .exec_without_returning(change.connection())
        .await
        .unwrap();
    change.commit().await.unwrap();
}

async fn add_agency(office: &Office, name: &str) -> AgencyId {
    let id: AgencyId = office.new_id();
    let row = agency::Model {
        id,
        code: id.to_string(),
        parent: None,
        name: name.to_owned(),
        abbreviation: "UBND".to_owned(),
        place: "Ninh Bình".to_owned(),
        valid_from: date!(2020 - 01 - 01),
        valid_to: None,
        version: 1,
    };
    insert::<agency::Entity>(office, row.into_active_model()).await;
    id
}

async fn add_unit(office: &Office, agency: AgencyId, name: &str) -> UnitId {
    let id: UnitId = office.new_id();
    let row = unit::Model {
        id,
        agency,
        parent: None,
        name: name.to_owned(),
        abbreviation: "VX".to_owned(),
        ordinal: 1,
        closed: None,
        version: 1,
    };
    insert::<unit::Entity>(office, row.into_active_model()).await;
    id
}

async fn add_person(office: &Office, name: &str, unit: UnitId, agency: AgencyId, role: Role) -> Actor {
    let (person, id): (PersonId, PostId) = (office.new_id(), office.new_id());
    let row = person::Model {
        id: person,
        agency,
        name: name.to_owned(),
        sort_name: name.to_owned(),
        email: None,
        phone: None,
        version: 1,
    };
    insert::<person::Entity>(office, row.into_active_model()).await;
    let row = post::Model {
        id,
        person,
        unit,
        agency,
        title: role.label().to_owned(),
        roles: role.code().to_owned(),
        ordinal: 1,
        starts: date!(2020 - 01 - 01),
        ends: None,
        version: 1,
    };
    insert::<post::Entity>(office, row.into_active_model()).await;
    let account_id: AccountId = office.new_id();
    let row = account::Model {
        id: account_id,
        person,
        login: id.to_string(),
        password_hash: String::new(),
        failed_attempts: 0,
        locked_until: None,
        must_change_password: false,
        disabled: false,
        created: office.now(),
        version: 1,
    };
    insert::<account::Entity>(office, row.into_active_model()).await;
    Actor {
        account: account_id,
        person,
        name: name.to_owned(),
        post: id,
        title: role.label().to_owned(),
        unit,
        units: vec![unit],
        agency,
        roles: BTreeSet::from([role]),
        on_behalf: None,
    }
}
