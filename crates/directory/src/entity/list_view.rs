//! Table `list_view`.

use kernel::{Timestamp, id::AccountId};
use sea_orm::entity::prelude::*;

use crate::list_view::{List, ListViewId};

/// A saved view: a name for what a list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list_view")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ListViewId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Of which list.
    pub list: List,
    /// What its owner calls it.
    pub name: String,
    /// The filters and columns as they stand in the list's address.
    pub query: String,
    /// Whether the list opens with it.
    pub is_default: bool,
    /// When it was saved.
    pub created_at: Timestamp,
}

/// Joins are written out where they are asked for.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
