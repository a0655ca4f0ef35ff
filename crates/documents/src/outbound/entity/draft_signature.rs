//! A signature in the file of a document of our own.

use kernel::{Timestamp, files::FileHash, id::PersonId};
use sea_orm::entity::prelude::*;

use crate::DocumentId;

/// A signature. Never changed.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_signature")]
pub struct Model {
    /// The document.
    #[sea_orm(primary_key, auto_increment = false)]
    pub document_id: DocumentId,
    /// Name of the signature field.
    #[sea_orm(primary_key, auto_increment = false)]
    pub field: String,
    /// Who signed or sealed.
    pub person_id: PersonId,
    /// The person's name then.
    pub by_name: String,
    /// The name in the certificate.
    pub subject: String,
    /// SHA-256 of the certificate.
    pub fingerprint: String,
    /// The file it made.
    pub file: FileHash,
    /// Report of our own validator on that file: a file of JSON.
    pub report: FileHash,
    /// When.
    pub at: Timestamp,
    /// How long it can be checked: "B-B", or "B-T" with a time stamp.
    pub level: Option<String>,
    /// The certificates and revocation answers it was checked with before signing (circular 15/2025/TT-BKHCN, article 5):
    /// a file of JSON.
    pub evidence: Option<FileHash>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
