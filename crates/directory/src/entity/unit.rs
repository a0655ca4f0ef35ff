//! Table `unit`.

use kernel::id::{AgencyId, UnitId};
use sea_orm::entity::prelude::*;

/// A unit of an agency (phòng, ban), at any depth.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unit")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UnitId,
    /// Its agency.
    pub agency: AgencyId,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Name.
    pub name: String,
    /// Abbreviation in symbols, such as `VX`.
    pub abbreviation: String,
    /// Place in lists.
    pub ordinal: i32,
    /// Last day it works.
    pub closed: Option<time::Date>,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
