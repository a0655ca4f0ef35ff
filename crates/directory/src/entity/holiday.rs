//! Table `holiday`.

use sea_orm::entity::prelude::*;

/// A date that differs from its weekday: a public holiday or a swapped day.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "holiday")]
pub struct Model {
    /// The date.
    #[sea_orm(primary_key, auto_increment = false)]
    pub date: time::Date,
    /// `off` or `worked`.
    pub kind: String,
    /// What the day is, such as "Quốc khánh".
    pub name: String,
    /// Counts changes.
    pub version: i64,
}

/// Stands alone.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
