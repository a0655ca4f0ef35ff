//! A file of a document.

use kernel::{Timestamp, files::FileHash};
use sea_orm::entity::prelude::*;

use crate::{DocumentId, FileId, vocabulary::vocabulary};

vocabulary! {
    /// What a file is to its document.
    FileRole {
        /// The document itself.
        Main = "main", "Văn bản";
        /// Something sent with it.
        Attachment = "attachment", "Tệp kèm theo";
        /// An earlier form of the document, kept as evidence.
        Superseded = "superseded", "Bản trước";
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "document_file")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FileId,
    /// The document.
    pub document_id: DocumentId,
    /// What it is to the document.
    pub role: FileRole,
    /// Its place among the files of that role.
    pub position: i32,
    /// The name it was brought under.
    pub name: String,
    /// Its content.
    pub hash: FileHash,
    /// Bytes.
    pub size: i64,
    /// Media type, by content.
    pub media_type: String,
    /// Pages, of a PDF.
    pub pages: Option<i32>,
    /// The text read from it: a file of JSON, one entry for each page.
    pub text_hash: Option<FileHash>,
    /// The signature report: a file of JSON.
    pub report_hash: Option<FileHash>,
    /// The verdict on its signatures.
    pub verdict: Option<String>,
    /// When it was brought.
    pub created_at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
