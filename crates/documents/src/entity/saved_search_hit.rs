//! What a saved search found since it was saved.

use kernel::Timestamp;
use sea_orm::entity::prelude::*;

use crate::{DocumentId, SavedSearchId};

/// A document that was found. Whether its owner may still read it is asked when it is shown or counted.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "saved_search_hit")]
pub struct Model {
    /// The search.
    #[sea_orm(primary_key, auto_increment = false)]
    pub saved_search_id: SavedSearchId,
    /// The id in the index.
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: String,
    /// The document, whose readers are asked.
    pub document_id: DocumentId,
    /// When.
    pub found_at: Timestamp,
    /// When its owner said to have seen it.
    pub seen_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
