//! Agencies, units, people and posts, entered by the use-cases; accounts share one password, hashed once.

use std::collections::BTreeSet;

use anyhow::Context as _;
use directory::{
    agency::AgencyFields,
    entity::{account, agency, person, post, unit},
    person::PersonFields,
    post::PostFields,
    unit::UnitFields,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use kernel::{
    Actor, Office,
    actor::Role,
    id::{AgencyId, PersonId, UnitId},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _};
use time::macros::date;

use crate::{peers::harness::PASSWORD, sizes::Sizes};

/// Changes under way at once: SQLite makes them durable together.
const AT_ONCE: usize = 48;

/// People of the largest agency who act in the bench.
pub(crate) const ACTING: usize = 40;

/// Units of an agency; the first leads.
const UNITS: [(&str, &str); 5] = [
    ("Lãnh đạo cơ quan", "LĐ"),
    ("Văn phòng cơ quan", "VP"),
    ("Phòng Tổng hợp", "TH"),
    ("Phòng Nghiệp vụ 1", "NV1"),
    ("Phòng Nghiệp vụ 2", "NV2"),
];

/// The people of one agency who act in the bench, each with the account's login.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) clerk: Actor,
    pub(crate) leaders: Vec<Actor>,
    pub(crate) heads: Vec<Actor>,
    pub(crate) officers: Vec<Actor>,
}

/// Everybody's login: the agency's number and the person's number in it.
pub(crate) fn login(agency: usize, nth: usize) -> String {
    format!("nguoi{agency}.{nth}")
}

/// Fills the directory up to the sizes asked for.
pub(crate) async fn fill(office: &Office, sizes: &Sizes) -> anyhow::Result<()> {
    let administrator = administrator(office).await?;
    let hash = directory::password::hash(PASSWORD).await?;
    let mut agencies: Vec<AgencyId> = agency::Entity::find()
        .order_by_asc(agency::Column::Code)
        .all(office.database.read())
        .await?
        .into_iter()
        .map(|agency| agency.id)
        .collect();
    for nth in agencies.len()..sizes.agencies {
        let fields = AgencyFields {
            code: format!("H42.{}", 100 + nth),
            parent: Some(administrator.agency),
            name: format!("Cơ quan số {nth} tỉnh Ninh Bình"),
            abbreviation: format!("CQ{nth}"),
            place: "Ninh Bình".to_owned(),
            valid_from: date!(2024 - 12 - 30),
            valid_to: None,
        };
        agencies.push(directory::agency::add(office, &administrator, fields).await?.id);
    }
    stream::iter(agencies.iter().enumerate())
        .map(|(nth, agency)| {
            let count = sizes.accounts / sizes.agencies + usize::from(nth < sizes.accounts % sizes.agencies);
            staff(office, &administrator, *agency, (nth, count), &hash)
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    Ok(())
}

async fn administrator(office: &Office) -> anyhow::Result<Actor> {
    acting(office, "quantri").await
}

/// The person with this login in their first post.
pub(crate) async fn acting(office: &Office, login: &str) -> anyhow::Result<Actor> {
    let account = account::Entity::find()
        .filter(account::Column::Login.eq(login))
        .one(office.database.read())
        .await?
        .with_context(|| format!("no account {login}"))?;
    let post = post::Entity::find()
        .filter(post::Column::Person.eq(account.person))
        .order_by_asc(post::Column::Ordinal)
        .one(office.database.read())
        .await?
        .with_context(|| format!("{login} has no post"))?;
    Ok(directory::identity::holder(office, post.id).await?)
}

async fn staff(
    office: &Office,
    administrator: &Actor,
    agency: AgencyId,
    (nth, count): (usize, usize),
    hash: &str,
) -> anyhow::Result<()> {
    let mut units = Vec::new();
    for (ordinal, (name, abbreviation)) in (11..).zip(UNITS) {
        let fields = UnitFields {
            parent: None,
            name: name.to_owned(),
            abbreviation: abbreviation.to_owned(),
            ordinal,
            closed: None,
        };
        units.push(
            directory::unit::add(office, administrator, agency, fields)
                .await?
                .id,
        );
    }
    for place in 0..count {
        let fields = PersonFields {
            name: format!("Nguyễn Thị Người {nth}.{place}"),
            email: None,
            phone: None,
        };
        let person = directory::person::add(office, administrator, agency, fields)
            .await?
            .id;
        directory::post::add(office, administrator, person, held(place, &units)).await?;
        open_account(office, person, login(nth, place), hash.to_owned()).await?;
    }
    Ok(())
}

/// The post of an agency's nth person: a clerk, two leaders, a head for each unit that works, then officers.
fn held(place: usize, units: &[UnitId]) -> PostFields {
    let (title, role, unit) = match place {
        0 => ("Văn thư", Role::Clerk, 1),
        1 | 2 => ("Lãnh đạo", Role::Leader, 0),
        3..=5 => ("Trưởng phòng", Role::UnitHead, place - 1),
        _ => ("Chuyên viên", Role::Officer, 2 + place % 3),
    };
    PostFields {
        unit: units[unit],
        title: title.to_owned(),
        roles: BTreeSet::from([role]),
        ordinal: 1,
        starts: date!(2024 - 12 - 30),
        ends: None,
    }
}

/// As `directory::account` writes it, without hashing the same password eleven thousand times.
async fn open_account(office: &Office, person: PersonId, login: String, hash: String) -> anyhow::Result<()> {
    let row = account::Model {
        id: office.new_id(),
        person,
        login,
        password_hash: hash,
        failed_attempts: 0,
        locked_until: None,
        must_change_password: false,
        disabled: false,
        created: office.now(),
        version: 1,
    };
    let change = office.database.begin().await?;
    account::Entity::insert(row.into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Who acts in each agency, the largest first.
pub(crate) async fn all_staff(office: &Office, sizes: &Sizes) -> anyhow::Result<Vec<Staff>> {
    let mut all = Vec::new();
    for nth in 0..sizes.agencies {
        let count = sizes.accounts / sizes.agencies;
        let mut people = Vec::new();
        for place in 0..count.min(if nth == 0 { ACTING } else { 9 }) {
            people.push(acting(office, &login(nth, place)).await?);
        }
        let with =
            |role: Role| -> Vec<Actor> { people.iter().filter(|actor| actor.has(role)).cloned().collect() };
        all.push(Staff {
            clerk: with(Role::Clerk).pop().context("an agency has a clerk")?,
            leaders: with(Role::Leader),
            heads: with(Role::UnitHead),
            officers: with(Role::Officer),
        });
    }
    Ok(all)
}

/// How many people and units there are.
pub(crate) async fn counted(office: &Office) -> anyhow::Result<(usize, usize)> {
    use sea_orm::PaginatorTrait as _;
    let connection = office.database.read();
    let people = person::Entity::find().count(connection).await?;
    let units = unit::Entity::find().count(connection).await?;
    Ok((usize::try_from(people)?, usize::try_from(units)?))
}
