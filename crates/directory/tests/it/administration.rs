use std::collections::BTreeSet;

use directory::{
    Error, Permission, Require as _, account, agency as agencies, holiday, identity,
    person::{self, PersonFields},
    post::{self, PostFields},
    session, symbol, unit as units,
};
use kernel::{actor::Role, calendar::DayKind};
use time::macros::date;

use crate::office::{agency, office, signed_in, try_sign_in, unit};

fn named(name: &str) -> PersonFields {
    PersonFields {
        name: name.to_owned(),
        ..PersonFields::default()
    }
}

fn officer(unit: kernel::id::UnitId, role: Role) -> PostFields {
    PostFields {
        unit,
        title: "Chuyên viên".to_owned(),
        roles: BTreeSet::from([role]),
        ordinal: 1,
        starts: date!(2026 - 01 - 01),
        ends: None,
    }
}

#[tokio::test]
async fn an_officer_administers_nothing() {
    let fixture = office().await;
    let office = &fixture.office;
    let lan = person::add(
        office,
        &fixture.administrator,
        fixture.administrator.agency,
        named("Nguyễn Thị Lan"),
    )
    .await
    .unwrap();
    account::open(
        office,
        &fixture.administrator,
        lan.id,
        "lan.nguyen",
        "mưa tháng bảy gãy cành",
    )
    .await
    .unwrap();
    let post = post::add(
        office,
        &fixture.administrator,
        lan.id,
        officer(fixture.administrator.unit, Role::Officer),
    )
    .await
    .unwrap();
    let lan = identity::holder(office, post.id).await.unwrap();

    assert!(lan.may(Permission::WriteDraft));
    assert!(matches!(
        units::add(office, &lan, lan.agency, unit("Phòng Văn xã", "VX")).await,
        Err(Error::Forbidden(Permission::ManageDirectory))
    ));
    assert!(matches!(
        person::list(office, &lan, lan.agency, None, 10).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test]
async fn an_administrator_reaches_the_agencies_below_and_no_other() {
    let fixture = office().await;
    let office = &fixture.office;
    let province = &fixture.administrator;
    let below = |code: &str, name: &str| agencies::AgencyFields {
        parent: Some(province.agency),
        ..agency(code, name)
    };
    let health = agencies::add(office, province, below("H42.05", "Sở Y tế"))
        .await
        .unwrap();
    let culture = agencies::add(office, province, below("H42.06", "Sở Văn hóa"))
        .await
        .unwrap();
    let room = units::add(office, province, health.id, unit("Văn phòng Sở", "VP"))
        .await
        .unwrap();
    let minh = person::add(office, province, health.id, named("Trần Minh"))
        .await
        .unwrap();
    account::open(office, province, minh.id, "tran.minh", "mưa tháng bảy gãy cành")
        .await
        .unwrap();
    let post = post::add(office, province, minh.id, officer(room.id, Role::Administrator))
        .await
        .unwrap();
    let minh = identity::holder(office, post.id).await.unwrap();

    assert!(
        units::add(office, &minh, health.id, unit("Phòng Nghiệp vụ", "NV"))
            .await
            .is_ok()
    );
    assert!(matches!(
        units::add(office, &minh, culture.id, unit("Phòng", "P")).await,
        Err(Error::NotFound(_))
    ));
    assert!(matches!(
        units::add(office, &minh, province.agency, unit("Phòng", "P")).await,
        Err(Error::NotFound(_))
    ));
    assert_eq!(agencies::administered(office, province).await.unwrap().len(), 3);
    assert_eq!(agencies::administered(office, &minh).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_change_over_somebody_elses_change_is_refused() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let row = units::add(office, actor, actor.agency, unit("Phòng Văn xã", "VX"))
        .await
        .unwrap();

    let first = units::change(
        office,
        actor,
        row.id,
        row.version,
        unit("Phòng Khoa giáo - Văn xã", "KGVX"),
    )
    .await
    .unwrap();
    let second = units::change(office, actor, row.id, row.version, unit("Phòng Văn hóa", "VH")).await;

    assert_eq!(first.version, 2);
    assert!(matches!(second, Err(Error::Stale("unit"))));
}

#[tokio::test]
async fn a_unit_cannot_stand_below_itself() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let above = units::add(office, actor, actor.agency, unit("Khối tổng hợp", "TH"))
        .await
        .unwrap();
    let inner = units::UnitFields {
        parent: Some(above.id),
        ..unit("Phòng Văn xã", "VX")
    };
    let inner = units::add(office, actor, actor.agency, inner).await.unwrap();

    let circle = units::UnitFields {
        parent: Some(inner.id),
        ..unit("Khối tổng hợp", "TH")
    };
    let refused = units::change(office, actor, above.id, 1, circle).await;

    assert!(matches!(refused, Err(Error::Invalid(fields)) if fields[0].field == "parent"));
    let below = identity::units_below(office.database.read(), actor.agency, above.id)
        .await
        .unwrap();
    assert_eq!(below, [above.id, inner.id]);
}

#[tokio::test]
async fn people_are_listed_by_given_name_and_paged_by_key() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    for name in ["Vũ Thị Lan", "Trần Văn An", "Lê Thị Ánh", "Ngô Đạt"] {
        person::add(office, actor, actor.agency, named(name))
            .await
            .unwrap();
    }

    let first = person::list(office, actor, actor.agency, None, 2).await.unwrap();
    let key = first.last().map(|row| (row.sort_name.clone(), row.id));
    let rest = person::list(office, actor, actor.agency, key, 10).await.unwrap();

    let names: Vec<&str> = first.iter().chain(&rest).map(|row| row.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Trần Văn An",
            "Lê Thị Ánh",
            "Ngô Đạt",
            "Đinh Thị Hạnh",
            "Vũ Thị Lan"
        ]
    );
}

#[tokio::test]
async fn a_second_post_can_be_switched_to_and_brings_its_own_roles() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let clerk = PostFields {
        ordinal: 2,
        ..officer(actor.unit, Role::Clerk)
    };
    let second = post::add(office, actor, actor.person, clerk).await.unwrap();
    let (secret, identity) = signed_in(office).await;
    assert_eq!(identity.posts.len(), 2);

    session::switch_post(office, &identity, second.id).await.unwrap();

    let after = identity::of_session(office, &secret).await.unwrap().unwrap();
    assert_eq!(after.actor.post, second.id);
    assert_eq!(after.actor.roles, BTreeSet::from([Role::Clerk]));
    let stranger = kernel::id::PostId(actor.person.0);
    assert!(matches!(
        session::switch_post(office, &identity, stranger).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn a_post_that_has_ended_gives_no_way_in() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let minh = person::add(office, actor, actor.agency, named("Trần Minh"))
        .await
        .unwrap();
    account::open(office, actor, minh.id, "tran.minh", "mưa tháng bảy gãy cành")
        .await
        .unwrap();
    let row = post::add(office, actor, minh.id, officer(actor.unit, Role::Officer))
        .await
        .unwrap();
    let secret = try_sign_in(office, "tran.minh", "mưa tháng bảy gãy cành")
        .await
        .unwrap();

    let ended = PostFields {
        ends: Some(date!(2026 - 11 - 20)),
        ..officer(actor.unit, Role::Officer)
    };
    post::change(office, actor, row.id, row.version, ended)
        .await
        .unwrap();

    assert!(identity::of_session(office, &secret).await.unwrap().is_none());
    assert!(identity::holder(office, row.id).await.is_err());
    assert!(
        try_sign_in(office, "tran.minh", "mưa tháng bảy gãy cành")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let minh = person::add(office, actor, actor.agency, named("Trần Minh"))
        .await
        .unwrap();
    let row = account::open(office, actor, minh.id, "tran.minh", "mưa tháng bảy gãy cành")
        .await
        .unwrap();
    post::add(office, actor, minh.id, officer(actor.unit, Role::Officer))
        .await
        .unwrap();
    let secret = try_sign_in(office, "tran.minh", "mưa tháng bảy gãy cành")
        .await
        .unwrap();

    account::set_disabled(office, actor, row.id, true, None)
        .await
        .unwrap();

    assert!(identity::of_session(office, &secret).await.unwrap().is_none());
    assert!(matches!(
        account::set_disabled(office, actor, actor.account, true, None).await,
        Err(Error::Conflict(_))
    ));
}

#[tokio::test]
async fn holidays_shape_the_calendar() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    holiday::set(
        office,
        actor,
        date!(2026 - 09 - 02),
        (DayKind::Off, "Quốc khánh"),
        None,
    )
    .await
    .unwrap();
    let refused = holiday::set(
        office,
        actor,
        date!(2026 - 09 - 03),
        (DayKind::Worked, "Làm bù"),
        None,
    )
    .await;

    let calendar = holiday::calendar(office).await.unwrap();

    assert!(matches!(refused, Err(Error::Invalid(_))));
    assert_eq!(
        calendar.add_working_days(date!(2026 - 09 - 01), 1),
        date!(2026 - 09 - 03)
    );
    assert_eq!(holiday::of_year(office, 2026).await.unwrap().len(), 1);
    holiday::remove(office, actor, date!(2026 - 09 - 02), Some(1))
        .await
        .unwrap();
    assert!(holiday::of_year(office, 2026).await.unwrap().is_empty());
}

#[tokio::test]
async fn symbols_follow_the_decree_until_the_agency_says_otherwise() {
    let fixture = office().await;
    let (office, actor) = (&fixture.office, &fixture.administrator);
    let of = async |kind: &'static str| {
        symbol::pattern(office.database.read(), actor.agency, kind)
            .await
            .unwrap()
    };
    assert_eq!(of("decision").await, None);

    let own = "{loai}-{co_quan}-{don_vi}";
    let version = symbol::set(office, actor, actor.agency, ("decision", own), Some(0))
        .await
        .unwrap();
    let late = symbol::set(office, actor, actor.agency, ("decision", "{loai}"), Some(0)).await;
    assert!(matches!(late, Err(Error::Stale(_))), "{late:?}");
    assert_eq!(of("decision").await.as_deref(), Some(own));
    assert_eq!(of("letter").await, None);
    symbol::set(office, actor, actor.agency, ("decision", ""), Some(version))
        .await
        .unwrap();
    assert_eq!(of("decision").await, None);
}
