//! Table `agency`.

use kernel::id::AgencyId;
use sea_orm::entity::prelude::*;

/// An agency (cơ quan, tổ chức).
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AgencyId,
    /// Mã định danh (QCVN 102:2016), such as `H42.05`.
    pub code: String,
    /// The agency above it.
    pub parent: Option<AgencyId>,
    /// Name, as printed on official documents.
    pub name: String,
    /// Abbreviation in symbols, such as `UBND`.
    pub abbreviation: String,
    /// Place name before the date, such as `Ninh Bình`.
    pub place: String,
    /// First day it exists.
    pub valid_from: time::Date,
    /// Last day it exists, after a merger or split.
    pub valid_to: Option<time::Date>,
    /// Counts changes.
    pub version: i64,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
