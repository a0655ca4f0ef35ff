//! Whom one can choose: leaders, units, members of a unit.

use std::collections::BTreeSet;

use directory::entity::{person, post, unit};
use kernel::{
    Actor, Office,
    actor::Role,
    id::{PostId, UnitId},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Select,
};
use uuid::Uuid;

use crate::Error;

/// Something to choose in a form.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Choice {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// A second line: the title, or the unit above.
    pub detail: String,
}

/// Posts of today in the actor's agency.
fn posts(office: &Office, actor: &Actor) -> Select<post::Entity> {
    let today = office.today();
    post::Entity::find()
        .filter(post::Column::Agency.eq(actor.agency))
        .filter(post::Column::Starts.lte(today))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(today)),
        )
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
}

async fn named(connection: &impl ConnectionTrait, posts: Vec<post::Model>) -> Result<Vec<Choice>, Error> {
    let ids: Vec<_> = posts.iter().map(|post| post.person).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(connection)
        .await?;
    let name = |post: &post::Model| {
        people
            .iter()
            .find(|person| person.id == post.person)
            .map(|person| person.name.clone())
    };
    Ok(posts
        .into_iter()
        .filter_map(|post| {
            Some(Choice {
                id: post.id.0,
                name: name(&post)?,
                detail: post.title,
            })
        })
        .collect())
}

/// The leaders of the actor's agency, to whom arrivals are submitted; the chief of office comes last.
///
/// # Errors
/// When the database cannot be read.
pub async fn leaders(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let mut rows = posts(office, actor).all(office.database.read()).await?;
    let has = |row: &post::Model, role| directory::post::roles(&row.roles).contains(&role);
    rows.retain(|row| has(row, Role::Leader) || has(row, Role::ChiefOfOffice));
    rows.sort_by_key(|row| !has(row, Role::Leader));
    named(office.database.read(), rows).await
}

/// The units of the actor's agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn units(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let rows = unit::Entity::find()
        .filter(unit::Column::Agency.eq(actor.agency))
        .filter(unit::Column::Closed.is_null())
        .order_by_asc(unit::Column::Ordinal)
        .order_by_asc(unit::Column::Id)
        .all(office.database.read())
        .await?;
    let above = |row: &unit::Model| {
        row.parent
            .and_then(|parent| rows.iter().find(|unit| unit.id == parent))
            .map(|unit| unit.name.clone())
    };
    let choices: Vec<Choice> = rows
        .iter()
        .map(|row| Choice {
            id: row.id.0,
            name: row.name.clone(),
            detail: above(row).unwrap_or_default(),
        })
        .collect();
    Ok(choices)
}

/// The units of the actor's agency that somebody heads today: work can be given to these.
///
/// # Errors
/// When the database cannot be read.
pub async fn headed_units(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let posts = posts(office, actor).all(office.database.read()).await?;
    let headed: BTreeSet<Uuid> = posts
        .iter()
        .filter(|post| directory::post::roles(&post.roles).contains(&Role::UnitHead))
        .map(|post| post.unit.0)
        .collect();
    let mut choices = units(office, actor).await?;
    choices.retain(|unit| headed.contains(&unit.id));
    Ok(choices)
}

/// The members of a unit of the actor's agency.
///
/// # Errors
/// When the database cannot be read.
pub async fn members(office: &Office, actor: &Actor, unit: UnitId) -> Result<Vec<Choice>, Error> {
    let rows = posts(office, actor)
        .filter(post::Column::Unit.eq(unit))
        .all(office.database.read())
        .await?;
    named(office.database.read(), rows).await
}

/// The members of the actor's own unit and the units below it.
///
/// # Errors
/// When the database cannot be read.
pub async fn heads_choices(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let rows = posts(office, actor)
        .filter(post::Column::Unit.is_in(actor.units.clone()))
        .all(office.database.read())
        .await?;
    named(office.database.read(), rows).await
}

/// A post of today in the actor's agency, with its person's name.
pub(super) async fn post_of(
    office: &Office,
    actor: &Actor,
    id: PostId,
) -> Result<(post::Model, String), Error> {
    let row = posts(office, actor)
        .filter(post::Column::Id.eq(id))
        .one(office.database.read())
        .await?;
    let row = row.ok_or_else(|| Error::field("post", "Người này không còn giữ chức vụ đó."))?;
    let person = person::Entity::find_by_id(row.person)
        .one(office.database.read())
        .await?
        .ok_or(Error::NotFound)?;
    Ok((row, person.name))
}

/// The name of a unit of the actor's agency that still works.
pub(super) async fn unit_name(office: &Office, actor: &Actor, id: UnitId) -> Result<String, Error> {
    let row = unit::Entity::find_by_id(id)
        .filter(unit::Column::Agency.eq(actor.agency))
        .filter(unit::Column::Closed.is_null())
        .one(office.database.read())
        .await?;
    row.map(|row| row.name)
        .ok_or_else(|| Error::field("lead", "Đơn vị này không còn hoạt động."))
}

/// Whether somebody heads the unit today.
pub(super) async fn has_head(office: &Office, actor: &Actor, id: UnitId) -> Result<bool, Error> {
    let rows = posts(office, actor)
        .filter(post::Column::Unit.eq(id))
        .all(office.database.read())
        .await?;
    Ok(rows
        .iter()
        .any(|row| directory::post::roles(&row.roles).contains(&Role::UnitHead)))
}
