//! A maintained count.

use kernel::id::AgencyId;
use sea_orm::entity::prelude::*;

/// A count.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "counter")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    /// Of what, such as `arrival:waiting`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// How many.
    pub value: i64,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
