//! Table `symbol_rule`.

use kernel::id::AgencyId;
use sea_orm::entity::prelude::*;

/// How an agency forms the symbol of one kind of document, where it differs from the decree's usual form.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "symbol_rule")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency: AgencyId,
    /// Code of the kind of document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_kind: String,
    /// Pattern: see [`crate::symbol`].
    pub pattern: String,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
