//! Whom one can choose: leaders, units, members of a unit.

use std::collections::BTreeSet;

use directory::entity::{person, post, unit};
use kernel::{
    Actor, Office,
    actor::Role,
    id::{PostId, UnitId},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Select,
    sea_query::{ExprTrait as _, SimpleExpr},
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

/// Whether a post may have a role, for the engine to leave out most that have not; [`directory::post::roles`] says for sure.
fn may_have(role: Role) -> SimpleExpr {
    post::Column::Roles.contains(role.code())
}

/// A post and whose it is.
#[derive(Debug, FromQueryResult)]
struct Named {
    id: PostId,
    title: String,
    roles: String,
    name: String,
}

impl Named {
    fn has(&self, role: Role) -> bool {
        directory::post::roles(&self.roles).contains(&role)
    }
}

impl From<Named> for Choice {
    fn from(post: Named) -> Self {
        Self {
            id: post.id.0,
            name: post.name,
            detail: post.title,
        }
    }
}

async fn named(connection: &impl ConnectionTrait, posts: Select<post::Entity>) -> Result<Vec<Named>, Error> {
    let person = post::Entity::belongs_to(person::Entity)
        .from(post::Column::Person)
        .to(person::Column::Id);
    Ok(posts
        .select_only()
        .columns([post::Column::Id, post::Column::Title, post::Column::Roles])
        .column(person::Column::Name)
        .join(JoinType::InnerJoin, person.into())
        .into_model()
        .all(connection)
        .await?)
}

/// The leaders of the actor's agency, to whom arrivals are submitted; the chief of office comes last.
///
/// # Errors
/// When the database cannot be read.
pub async fn leaders(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let leading = may_have(Role::Leader).or(may_have(Role::ChiefOfOffice));
    let mut rows = named(office.database.read(), posts(office, actor).filter(leading)).await?;
    rows.retain(|row| row.has(Role::Leader) || row.has(Role::ChiefOfOffice));
    rows.sort_by_key(|row| !row.has(Role::Leader));
    Ok(rows.into_iter().map(Choice::from).collect())
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
    let posts = posts(office, actor)
        .filter(may_have(Role::UnitHead))
        .all(office.database.read())
        .await?;
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
    let members = posts(office, actor).filter(post::Column::Unit.eq(unit));
    let rows = named(office.database.read(), members).await?;
    Ok(rows.into_iter().map(Choice::from).collect())
}

/// The members of the actor's own unit and the units below it.
///
/// # Errors
/// When the database cannot be read.
pub async fn heads_choices(office: &Office, actor: &Actor) -> Result<Vec<Choice>, Error> {
    let members = posts(office, actor).filter(post::Column::Unit.is_in(actor.units.clone()));
    let rows = named(office.database.read(), members).await?;
    Ok(rows.into_iter().map(Choice::from).collect())
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
        .filter(may_have(Role::UnitHead))
        .all(office.database.read())
        .await?;
    Ok(rows
        .iter()
        .any(|row| directory::post::roles(&row.roles).contains(&Role::UnitHead)))
}
