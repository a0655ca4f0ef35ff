//! People (cán bộ, công chức), with their posts and accounts.

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::{AgencyId, PersonId},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde::{Deserialize, Serialize};

use crate::{
    Error, Permission, Require as _,
    agency::require_administered,
    entity::{account, person, post, unit},
    fields::Mistakes,
    sort_name::sort_name,
};

/// What is entered about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFields {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

impl PersonFields {
    pub(crate) fn checked(mut self) -> Result<Self, Error> {
        let optional =
            |text: Option<String>| text.map(|text| clean_line(&text)).filter(|text| !text.is_empty());
        self.name = clean_line(&self.name);
        self.email = optional(self.email);
        self.phone = optional(self.phone);
        let mut mistakes = Mistakes::default();
        mistakes.unless_length(&self.name, 100, "name", "Ghi họ và tên");
        let is_email = |text: &str| {
            text.len() <= 200
                && text
                    .split_once('@')
                    .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        };
        mistakes.unless(
            self.email.as_deref().is_none_or(is_email),
            "email",
            "Thư điện tử chưa đúng, ví dụ lan@ninhbinh.gov.vn.",
        );
        let is_phone = |text: &str| {
            text.len() <= 30
                && text
                    .chars()
                    .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '.' | '-' | '(' | ')'))
        };
        mistakes.unless(
            self.phone.as_deref().is_none_or(is_phone),
            "phone",
            "Số điện thoại chỉ gồm chữ số.",
        );
        mistakes.done()?;
        Ok(self)
    }

    fn into_model(self, id: PersonId, agency: AgencyId, version: i64) -> person::Model {
        let sort_name = sort_name(&self.name);
        person::Model {
            id,
            agency,
            sort_name,
            name: self.name,
            email: self.email,
            phone: self.phone,
            version,
        }
    }
}

/// A person with everything administrators look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// The person.
    pub person: person::Model,
    /// Posts, present and past, with their units' names.
    pub posts: Vec<(post::Model, String)>,
    /// The account, if there is one.
    pub account: Option<account::Model>,
}

/// The key of a list of people: sorting name and id.
pub type PersonKey = (String, PersonId);

/// Adds a person to an agency the actor administers.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn add(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    fields: PersonFields,
) -> Result<person::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let mut change = office.database.begin().await?;
    require_administered(change.connection(), actor, agency).await?;
    let row = insert(change.connection(), agency, fields, office.new_id()).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "person_added",
        Subject::new("person", row.id),
    ));
    change.commit().await?;
    Ok(row)
}

pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    fields: PersonFields,
    id: PersonId,
) -> Result<person::Model, Error> {
    let row = fields.checked()?.into_model(id, agency, 1);
    person::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(row)
}

/// Changes a person, if nobody else has changed them since `version`.
///
/// # Errors
/// [`Error::Stale`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn change(
    office: &Office,
    actor: &Actor,
    id: PersonId,
    version: i64,
    fields: PersonFields,
) -> Result<person::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let fields = fields.checked()?;
    let mut change = office.database.begin().await?;
    let row = administered(change.connection(), actor, id).await?;
    if row.version != version {
        return Err(Error::Stale("person"));
    }
    let next = fields.into_model(id, row.agency, version + 1);
    person::Entity::update(next.clone().into_active_model().reset_all())
        .exec(change.connection())
        .await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "person_changed",
        Subject::new("person", id),
    ));
    change.commit().await?;
    Ok(next)
}

/// The person, if the actor administers or audits their agency.
pub(crate) async fn administered(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: PersonId,
) -> Result<person::Model, Error> {
    let row = person::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound("person"))?;
    require_administered(connection, actor, row.agency)
        .await
        .map_err(|_| Error::NotFound("person"))?;
    Ok(row)
}

/// A person with posts and account.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn record(office: &Office, actor: &Actor, id: PersonId) -> Result<PersonRecord, Error> {
    actor.require(Permission::ReadDirectory)?;
    let connection = office.database.read();
    let person = administered(connection, actor, id).await?;
    let rows = post::Entity::find()
        .filter(post::Column::Person.eq(id))
        .order_by_asc(post::Column::Ordinal)
        .order_by_asc(post::Column::Id)
        .all(connection)
        .await?;
    let units = unit::Entity::find()
        .filter(unit::Column::Id.is_in(rows.iter().map(|row| row.unit)))
        .all(connection)
        .await?;
    let name = |id| {
        units
            .iter()
            .find(|unit| unit.id == id)
            .map(|unit| unit.name.clone())
            .unwrap_or_default()
    };
    let posts = rows
        .into_iter()
        .map(|row| {
            let unit = name(row.unit);
            (row, unit)
        })
        .collect();
    let account = account::Entity::find()
        .filter(account::Column::Person.eq(id))
        .one(connection)
        .await?;
    Ok(PersonRecord {
        person,
        posts,
        account,
    })
}

/// People of an agency in the order of Vietnamese names, after a key.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn list(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    after: Option<PersonKey>,
    limit: u64,
) -> Result<Vec<person::Model>, Error> {
    actor.require(Permission::ReadDirectory)?;
    let connection = office.database.read();
    require_administered(connection, actor, agency).await?;
    let mut query = person::Entity::find().filter(person::Column::Agency.eq(agency));
    if let Some((name, id)) = after {
        use sea_orm::sea_query::{Expr, ExprTrait as _};
        let key = Expr::tuple([Expr::col(person::Column::SortName), Expr::col(person::Column::Id)]);
        query = query.filter(Condition::all().add(key.gt(Expr::tuple([Expr::value(name), Expr::value(id)]))));
    }
    Ok(query
        .order_by_asc(person::Column::SortName)
        .order_by_asc(person::Column::Id)
        .limit(limit)
        .all(connection)
        .await?)
}
