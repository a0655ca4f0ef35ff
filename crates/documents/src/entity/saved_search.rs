//! A search that somebody saved.

use kernel::{
    Timestamp,
    id::{AgencyId, PostId},
};
use sea_orm::entity::prelude::*;

use crate::{SavedSearchId, search::Order};

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_search")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SavedSearchId,
    /// The agency of the post.
    pub agency_id: AgencyId,
    /// The post it belongs to: what is found depends on the post's rights.
    pub post_id: PostId,
    /// What its owner calls it.
    pub name: String,
    /// What stands in the box.
    pub question: String,
    /// In which order.
    pub sort: Order,
    /// Since when it is watched.
    pub created_at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
