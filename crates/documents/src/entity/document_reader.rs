//! Who may read a document.

use sea_orm::entity::prelude::*;
use uuid::Uuid;

use crate::DocumentId;

/// One reader.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_reader")]
pub struct Model {
    /// The document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    /// An agency, a unit or a post, see [`access`](crate::access).
    #[sea_orm(primary_key, auto_increment = false)]
    pub holder_id: Uuid,
    /// The holder's agency drafts or has issued it; to others it has come from elsewhere.
    pub own: bool,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
