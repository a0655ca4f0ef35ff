//! Table `post`.

use kernel::id::{AgencyId, PersonId, PostId, UnitId};
use sea_orm::entity::prelude::*;

/// A post: a person in a unit, with a title and roles.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostId,
    /// Who holds it.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// That unit's agency.
    pub agency: AgencyId,
    /// Title, as printed under signatures.
    pub title: String,
    /// Codes of roles, separated by commas: [`crate::post::roles`] reads them.
    pub roles: String,
    /// Place among the person's posts and in lists of the unit.
    pub ordinal: i32,
    /// First day.
    pub starts: time::Date,
    /// Last day.
    pub ends: Option<time::Date>,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
