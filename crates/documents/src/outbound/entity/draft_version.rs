//! One version of a draft.

use kernel::{Timestamp, files::FileHash, id::PostId};
use sea_orm::entity::prelude::*;

use crate::DocumentId;

/// A version. Its fields never change; the pages are added when it is submitted.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_version")]
pub struct Model {
    /// The draft.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    /// Number, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The fields, as JSON text.
    pub content: String,
    /// An uploaded PDF that takes the place of the composed pages.
    pub uploaded: Option<FileHash>,
    /// The pages with empty fields.
    pub presented: Option<FileHash>,
    /// Where signature and seal will stand on them, as JSON text.
    pub marks: Option<String>,
    /// Who wrote it.
    pub by_post: PostId,
    /// The author's name then.
    pub by_name: String,
    /// What was changed, in the author's words.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
