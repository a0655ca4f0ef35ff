//! The first agency and its administrator, in an empty installation.

use std::collections::BTreeSet;

use kernel::{
    Actor, FieldError, Office,
    actor::Role,
    audit::{Entry, Subject},
};
use sea_orm::EntityTrait as _;

use crate::{
    Error,
    account::{self, login_mistake, login_of},
    agency::{self, AgencyFields},
    entity, identity, password,
    person::{self, PersonFields},
    post::{self, PostFields},
    unit::{self, UnitFields},
};

/// What the first agency begins with.
#[derive(Debug, Clone)]
pub struct First {
    /// The agency; it has no agency above it.
    pub agency: AgencyFields,
    /// Its first unit, such as the office.
    pub unit: UnitFields,
    /// The administrator.
    pub administrator: PersonFields,
    /// The administrator's title.
    pub title: String,
    /// The administrator's login.
    pub login: String,
    /// The administrator's password.
    pub password: String,
    /// Whether the administrator has to replace it at the first sign-in.
    pub must_change_password: bool,
}

/// Whether nothing has been entered yet.
///
/// # Errors
/// When the database fails.
pub async fn is_empty(office: &Office) -> Result<bool, Error> {
    Ok(entity::agency::Entity::find()
        .one(office.database.read())
        .await?
        .is_none())
}

/// Enters the first agency with its administrator, and answers who can go on from there.
///
/// # Errors
/// [`Error::Conflict`] when there is an agency already, [`Error::Invalid`].
pub async fn begin(office: &Office, first: First) -> Result<Actor, Error> {
    let login = login_of(&first.login);
    let mut mistakes = password::mistakes("password", &first.password, "");
    mistakes.extend(login_mistake(&login).map(|message| FieldError::new("login", message)));
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let hash = password::hash(&first.password).await?;
    let mut change = office.database.begin().await?;
    let connection = change.connection();
    if entity::agency::Entity::find().one(connection).await?.is_some() {
        return Err(Error::Conflict("Hệ thống đã có cơ quan.".to_owned()));
    }
    let agency = agency::insert(connection, first.agency, office.new_id()).await?;
    let unit = unit::insert(connection, agency.id, first.unit, office.new_id()).await?;
    let person = person::insert(connection, agency.id, first.administrator, office.new_id()).await?;
    let fields = PostFields {
        unit: unit.id,
        title: first.title,
        roles: BTreeSet::from([Role::Administrator]),
        ordinal: 1,
        starts: agency.valid_from,
        ends: None,
    };
    let post = post::insert(connection, person.id, fields, office.new_id()).await?;
    account::insert(
        connection,
        office,
        person.id,
        login,
        hash,
        first.must_change_password,
    )
    .await?;
    let subject = Subject::new("agency", agency.id);
    change
        .record(Entry::by_system(Some(agency.id), office.now(), "agency_added", subject).with(&agency.code));
    change.commit().await?;
    identity::holder(office, post.id).await
}
