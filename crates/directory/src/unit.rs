//! Units (đơn vị: phòng, ban) of an agency, at any depth.

use std::collections::BTreeMap;

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
    id::{AgencyId, UnitId},
    text::clean_line,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _,
};
use serde::{Deserialize, Serialize};
use time::Date;

use crate::{
    Error, Permission, Require as _,
    agency::{is_abbreviation, require_administered},
    entity::unit,
    fields::Mistakes,
    identity::units_below,
};

/// What is entered about a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFields {
    /// The unit above it, in the same agency.
    pub parent: Option<UnitId>,
    /// Name.
    pub name: String,
    /// Abbreviation in symbols.
    pub abbreviation: String,
    /// Place in lists.
    pub ordinal: i32,
    /// Last day it works.
    pub closed: Option<Date>,
}

impl UnitFields {
    fn checked(mut self) -> Result<Self, Error> {
        self.name = clean_line(&self.name);
        self.abbreviation = clean_line(&self.abbreviation);
        let mut mistakes = Mistakes::default();
        mistakes.unless_length(&self.name, 200, "name", "Ghi tên đơn vị");
        mistakes.unless(
            is_abbreviation(&self.abbreviation),
            "abbreviation",
            "Chữ viết tắt chỉ gồm chữ cái và chữ số, ví dụ VX.",
        );
        mistakes.done()?;
        Ok(self)
    }

    fn into_model(self, id: UnitId, agency: AgencyId, version: i64) -> unit::Model {
        unit::Model {
            id,
            agency,
            parent: self.parent,
            name: self.name,
            abbreviation: self.abbreviation,
            ordinal: self.ordinal,
            closed: self.closed,
            version,
        }
    }
}

/// Adds a unit to an agency the actor administers.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn add(
    office: &Office,
    actor: &Actor,
    agency: AgencyId,
    fields: UnitFields,
) -> Result<unit::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let mut change = office.database.begin().await?;
    require_administered(change.connection(), actor, agency).await?;
    let row = insert(change.connection(), agency, fields, office.new_id()).await?;
    change.record(Entry::by(actor, office.now(), "unit_added", Subject::new("unit", row.id)).with(&row.name));
    change.commit().await?;
    Ok(row)
}

pub(crate) async fn insert(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    fields: UnitFields,
    id: UnitId,
) -> Result<unit::Model, Error> {
    let fields = fields.checked()?;
    require_parent(connection, agency, fields.parent).await?;
    let row = fields.into_model(id, agency, 1);
    unit::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(connection)
        .await?;
    Ok(row)
}

async fn require_parent(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    parent: Option<UnitId>,
) -> Result<(), Error> {
    let Some(parent) = parent else { return Ok(()) };
    match unit::Entity::find_by_id(parent).one(connection).await? {
        Some(above) if above.agency == agency => Ok(()),
        _ => Err(Error::field("parent", "Đơn vị cấp trên phải cùng cơ quan.")),
    }
}

/// Changes a unit, if nobody else has changed it since `version`.
///
/// # Errors
/// [`Error::Stale`], [`Error::Invalid`], [`Error::Forbidden`], [`Error::NotFound`].
pub async fn change(
    office: &Office,
    actor: &Actor,
    id: UnitId,
    version: i64,
    fields: UnitFields,
) -> Result<unit::Model, Error> {
    actor.require(Permission::ManageDirectory)?;
    let fields = fields.checked()?;
    let mut change = office.database.begin().await?;
    let row = find(change.connection(), id).await?;
    require_administered(change.connection(), actor, row.agency)
        .await
        .map_err(|_| Error::NotFound("unit"))?;
    if row.version != version {
        return Err(Error::Stale("unit"));
    }
    require_parent(change.connection(), row.agency, fields.parent).await?;
    let below = units_below(change.connection(), row.agency, id).await?;
    if fields.parent.is_some_and(|parent| below.contains(&parent)) {
        return Err(Error::field("parent", "Đơn vị không thể nằm dưới chính nó."));
    }
    let next = fields.into_model(id, row.agency, version + 1);
    unit::Entity::update(next.clone().into_active_model().reset_all())
        .exec(change.connection())
        .await?;
    change.record(Entry::by(actor, office.now(), "unit_changed", Subject::new("unit", id)).with(&next.name));
    change.commit().await?;
    Ok(next)
}

/// One unit.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(connection: &impl ConnectionTrait, id: UnitId) -> Result<unit::Model, Error> {
    unit::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound("unit"))
}

/// The units of an agency, each with its depth, in the order of a tree.
///
/// # Errors
/// When the database fails.
pub async fn of_agency(office: &Office, agency: AgencyId) -> Result<Vec<(usize, unit::Model)>, Error> {
    let all = unit::Entity::find()
        .filter(unit::Column::Agency.eq(agency))
        .order_by_desc(unit::Column::Ordinal)
        .order_by_desc(unit::Column::Id)
        .all(office.database.read())
        .await?;
    let mut children: BTreeMap<Option<UnitId>, Vec<unit::Model>> = BTreeMap::new();
    for row in all {
        children.entry(row.parent).or_default().push(row);
    }
    let mut tree = Vec::new();
    let mut waiting: Vec<(usize, unit::Model)> = children
        .remove(&None)
        .unwrap_or_default()
        .into_iter()
        .map(|row| (0, row))
        .collect();
    while let Some((depth, row)) = waiting.pop() {
        let below = children.remove(&Some(row.id)).unwrap_or_default();
        waiting.extend(below.into_iter().map(|child| (depth + 1, child)));
        tree.push((depth, row));
    }
    Ok(tree)
}
