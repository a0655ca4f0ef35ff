//! Table `person`.

use kernel::id::{AgencyId, PersonId};
use sea_orm::entity::prelude::*;

/// A person (cán bộ, công chức).
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// The agency that keeps the person's record.
    pub agency: AgencyId,
    /// Full name.
    pub name: String,
    /// The name as lists are sorted: given name first, as Vietnamese lists are.
    pub sort_name: String,
    /// Email address.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
