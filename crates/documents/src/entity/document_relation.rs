//! What one document is to another.

use kernel::Timestamp;
use sea_orm::entity::prelude::*;

use crate::{DocumentId, vocabulary::vocabulary};

vocabulary! {
    /// What a document does to another.
    RelationKind {
        /// Answers it.
        RepliesTo = "replies_to", "Trả lời";
        /// Takes its place.
        Replaces = "replaces", "Thay thế";
        /// Recalls it.
        Recalls = "recalls", "Thu hồi";
        /// Changes a part of it.
        Amends = "amends", "Sửa đổi, bổ sung";
        /// Is a certified copy of it.
        CopyOf = "copy_of", "Sao từ";
    }
}

/// A relation.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_relation")]
pub struct Model {
    /// The document that does it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_id: DocumentId,
    /// The document it is done to.
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_id: DocumentId,
    /// What it does.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: RelationKind,
    /// When this was entered.
    pub created_at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
