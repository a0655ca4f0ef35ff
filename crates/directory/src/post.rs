//! Posts: who works where, with which title and roles.

use std::collections::BTreeSet;

use kernel::{
    Actor, Office,
    actor::Role,
    audit::{Entry, Subject},
    id::{AgencyId, PersonId, PostId, UnitId},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, Select,
};
use time::Date;

use crate::{
    Error, Permission, Require as _,
    agency::require_administered,
    entity::{person, post},
    fields::Mistakes,
    person as people, unit,
};

/// What is entered about a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostFields {
    /// In which unit.
    pub unit: UnitId,
    /// Title, as printed under signatures.
    pub title: String,
    /// Roles.
    pub roles: BTreeSet<Role>,
    /// Place among the person's posts; the first is the one a session begins in.
    pub ordinal: i32,
    /// First day.
    pub starts: Date,
    /// Last day.
    pub ends: Option<Date>,
}

impl PostFields {
    pub(crate) fn checked(mut self) -> Result<Self, Error> {
        self.title = clean_line(&self.title);
        let mut mistakes = Mistakes::default();
        mistakes.unless_length(&self.title, 100, "title", "Ghi chức vụ, ví dụ Chuyên viên");
        mistakes.unless(!self.roles.is_empty(), "roles", "Chọn ít nhất một vai trò.");
        mistakes.unless(
            self.ends.is_none_or(|end| end >= self.starts),
            "ends",
            "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
        );
        mistakes.done()?;
        Ok(self)
    }

    fn into_model(self, id: PostId, person: PersonId, agency: AgencyId, version: i64) -> post::Model {
        post::Model {
            id,
            person,
            agency,
            unit: self.unit,
            title: self.title,
            roles: roles_text(&self.roles),
            ordinal: self.ordinal,
            starts: self.starts,
            ends: self.ends,
            version,
        }
    }
}

/// A post with the name of who holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The post.
    pub post: post::Model,
    /// The person's name.
    pub name: String,
}

/// Gives a person a post in an agency the actor administers.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn add(
    office: &Office,
    actor: &Actor,
    person: PersonId,
    fields: PostFields,
) -> Result<post::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let mut change = office.database.begin().await?;
    people::administered(change.connection(), actor, person).await?;
    let unit = unit::find(change.connection(), fields.unit).await?;
    require_administered(change.connection(), actor, unit.agency)
        .await
        .map_err(|_| Error::NotFound("unit"))?;
    let row = insert(change.connection(), person, fields, office.new_id()).await?;
    let subject = Subject::new("post", row.id);
    change.record(Entry::by(actor, office.now(), "post_added", subject).with(("roles", &row.roles)));
    change.commit().await?;
    Ok(row)
}

pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    person: PersonId,
    fields: PostFields,
    id: PostId,
) -> Result<post::Model, Error> {
    let fields = fields.checked()?;
    let unit = unit::find(connection, fields.unit).await?;
    let row = fields.into_model(id, person, unit.agency, 1);
    post::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(row)
}

/// Changes a post, if nobody else has changed it since `version`. A date in `ends` ends it after that day.
///
/// # Errors
/// [`Error::Stale`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn change(
    office: &Office,
    actor: &Actor,
    id: PostId,
    version: i64,
    fields: PostFields,
) -> Result<post::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let fields = fields.checked()?;
    let mut change = office.database.begin().await?;
    let row = post::Entity::find_by_id(id)
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound("post"))?;
    require_administered(change.connection(), actor, row.agency)
        .await
        .map_err(|_| Error::NotFound("post"))?;
    if row.version != version {
        return Err(Error::Stale("post"));
    }
    let unit = unit::find(change.connection(), fields.unit).await?;
    require_administered(change.connection(), actor, unit.agency)
        .await
        .map_err(|_| Error::NotFound("unit"))?;
    let next = fields.into_model(id, row.person, unit.agency, version + 1);
    post::Entity::update(next.clone().into_active_model().reset_all())
        .exec(change.connection())
        .await?;
    let subject = Subject::new("post", id);
    let details = serde_json::json!({"roles_before": row.roles, "roles": next.roles, "ends": next.ends});
    change.record(Entry::by(actor, office.now(), "post_changed", subject).with(details));
    change.commit().await?;
    Ok(next)
}

fn on_day(day: Date) -> Select<post::Entity> {
    post::Entity::find()
        .filter(post::Column::Starts.lte(day))
        .filter(
            Condition::any()
                .add(post::Column::Ends.is_null())
                .add(post::Column::Ends.gte(day)),
        )
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
}

/// The posts of an agency today, with their holders: whom to direct, assign or submit to.
///
/// # Errors
/// When the database fails.
pub async fn of_agency(office: &Office, agency: AgencyId) -> Result<Vec<Held>, Error> {
    let rows = on_day(office.today())
        .filter(post::Column::Agency.eq(agency))
        .all(office.database.read())
        .await?;
    with_names(office, rows).await
}

/// One post, of today or not, with its holder.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn held(office: &Office, id: PostId) -> Result<Held, Error> {
    let row = post::Entity::find_by_id(id).one(office.database.read()).await?;
    let rows = with_names(office, row.into_iter().collect()).await?;
    rows.into_iter().next().ok_or(Error::NotFound("post"))
}

/// The posts of a unit today, with their holders.
///
/// # Errors
/// When the database fails.
pub async fn of_unit(office: &Office, unit: UnitId) -> Result<Vec<Held>, Error> {
    let rows = on_day(office.today())
        .filter(post::Column::Unit.eq(unit))
        .all(office.database.read())
        .await?;
    with_names(office, rows).await
}

async fn with_names(office: &Office, rows: Vec<post::Model>) -> Result<Vec<Held>, Error> {
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(rows.iter().map(|row| row.person)))
        .all(office.database.read())
        .await?;
    let name = |id| {
        people
            .iter()
            .find(|person| person.id == id)
            .map(|person| person.name.clone())
            .unwrap_or_default()
    };
    Ok(rows
        .into_iter()
        .map(|post| Held {
            name: name(post.person),
            post,
        })
        .collect())
}

/// The roles in the text of a post's row; words that name no role are passed over.
#[must_use]
pub fn roles(text: &str) -> BTreeSet<Role> {
    text.split(',')
        .filter_map(|code| code.trim().parse().ok())
        .collect()
}

/// The text of a post's row for these roles.
#[must_use]
pub fn roles_text(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",")
}
