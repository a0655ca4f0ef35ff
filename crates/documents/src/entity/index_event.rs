//! What changed for the search index, in order.

use sea_orm::entity::prelude::*;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "index_event")]
pub struct Model {
    /// Number, without gaps, in the order of commits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// What changed, as JSON text.
    pub changed: String,
}

/// Events stand alone.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
