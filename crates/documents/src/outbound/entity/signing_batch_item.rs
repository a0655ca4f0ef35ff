//! One document of a batch.

use kernel::Timestamp;
use sea_orm::entity::prelude::*;

use crate::{DocumentId, outbound::BatchId, vocabulary::vocabulary};

vocabulary! {
    /// What became of a document.
    ItemState {
        /// Nothing yet.
        Waiting = "waiting", "Chờ ký";
        /// Signed by this batch.
        Signed = "signed", "Đã ký";
        /// Signed before, or by somebody else meanwhile.
        AlreadySigned = "already_signed", "Đã ký từ trước";
        /// Refused; the others go on.
        Failed = "failed", "Không ký được";
    }
}

/// A document of a batch.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_batch_item")]
pub struct Model {
    /// The batch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub batch_id: BatchId,
    /// Its place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// The document.
    pub document_id: DocumentId,
    /// The version of the draft that was seen.
    pub version: i32,
    /// What it is about.
    pub title: String,
    /// What became of it.
    pub state: ItemState,
    /// Why it could not be signed.
    pub message: Option<String>,
    /// When that was known.
    pub done_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
