//! Who works in the two agencies.

use directory::entity::{agency, person, post, unit};
use kernel::{
    Actor, Office,
    actor::Role,
    id::{AccountId, AgencyId, Id as _, PersonId, PostId, UnitId},
};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use uuid::Uuid;

use super::{COMMITTEE, DEPARTMENT};

pub(crate) fn agency_id(number: u128) -> AgencyId {
    AgencyId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn actor(number: u128, name: &str, agency: u128, unit: u128, roles: &[Role]) -> Actor {
    let unit = UnitId::from_uuid(Uuid::from_u128(unit));
    Actor {
        account: AccountId::from_uuid(Uuid::from_u128(number)),
        person: PersonId::from_uuid(Uuid::from_u128(number)),
        name: name.into(),
        post: PostId::from_uuid(Uuid::from_u128(number)),
        title: title(number).into(),
        unit,
        units: vec![unit],
        agency: agency_id(agency),
        roles: roles.iter().copied().collect(),
        on_behalf: None,
    }
}

fn title(number: u128) -> &'static str {
    match number {
        14 => "Chủ tịch",
        13 => "Chánh Văn phòng",
        12 => "Trưởng phòng",
        _ => "Chuyên viên",
    }
}

pub(super) async fn people(office: &Office) {
    let change = office.database.begin().await.unwrap();
    let connection = change.connection();
    for (number, code, name, abbreviation) in [
        (COMMITTEE, "H42", "Ủy ban nhân dân tỉnh Ninh Bình", "UBND"),
        (DEPARTMENT, "H42.05", "Sở Tài chính", "STC"),
    ] {
        let row = agency::Model {
            id: agency_id(number),
            code: code.into(),
            parent: (number == DEPARTMENT).then(|| agency_id(COMMITTEE)),
            name: name.into(),
            abbreviation: abbreviation.into(),
            place: "Ninh Bình".into(),
            valid_from: time::macros::date!(2020 - 01 - 01),
            valid_to: None,
            version: 1,
        };
        agency::Entity::insert(row.into_active_model())
            .exec_without_returning(connection)
            .await
            .unwrap();
    }
    for (number, agency, name, abbreviation) in [
        (101_u128, COMMITTEE, "Văn phòng", "VP"),
        (102, COMMITTEE, "Phòng Văn xã", "VX"),
        (201, DEPARTMENT, "Văn phòng Sở", "VP"),
    ] {
        let row = unit::Model {
            id: UnitId::from_uuid(Uuid::from_u128(number)),
            agency: agency_id(agency),
            parent: None,
            name: name.into(),
            abbreviation: abbreviation.into(),
            ordinal: 1,
            closed: None,
            version: 1,
        };
        unit::Entity::insert(row.into_active_model())
            .exec_without_returning(connection)
            .await
            .unwrap();
    }
    for (number, name, agency, unit, roles) in [
        (11_u128, "Phạm Thị Lan", COMMITTEE, 102_u128, "officer"),
        (12, "Lê Văn Hùng", COMMITTEE, 102, "unit_head"),
        (13, "Đỗ Thị Mai", COMMITTEE, 101, "chief_of_office"),
        (14, "Trần Văn Bình", COMMITTEE, 101, "leader"),
        (15, "Ngô Thị Thu", COMMITTEE, 101, "clerk"),
        (16, "Vũ Thị Hạnh", COMMITTEE, 101, "clerk"),
        (21, "Bùi Văn Nam", DEPARTMENT, 201, "clerk"),
    ] {
        let id = PersonId::from_uuid(Uuid::from_u128(number));
        let row = person::Model {
            id,
            agency: agency_id(agency),
            name: name.into(),
            sort_name: name.into(),
            email: None,
            phone: None,
            version: 1,
        };
        person::Entity::insert(row.into_active_model())
            .exec_without_returning(connection)
            .await
            .unwrap();
        let row = post::Model {
            id: PostId::from_uuid(Uuid::from_u128(number)),
            person: id,
            unit: UnitId::from_uuid(Uuid::from_u128(unit)),
            agency: agency_id(agency),
            title: title(number).into(),
            roles: roles.into(),
            ordinal: 1,
            starts: time::macros::date!(2020 - 01 - 01),
            ends: None,
            version: 1,
        };
        post::Entity::insert(row.into_active_model())
            .exec_without_returning(connection)
            .await
            .unwrap();
    }
    change.commit().await.unwrap();
}
