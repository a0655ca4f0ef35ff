//! A file that is being brought in parts.

use kernel::{Timestamp, files::FileHash, id::AccountId};
use sea_orm::entity::prelude::*;

use crate::UploadId;

/// An upload under way, or complete and not used yet.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UploadId,
    /// Who brings it: nobody else sees it.
    pub account_id: AccountId,
    /// The file's name on the computer it comes from.
    pub name: String,
    /// Bytes it will have.
    pub size: i64,
    /// Bytes that are here.
    pub received: i64,
    /// What its SHA-256 has to be, where the sender said so.
    pub hash: Option<FileHash>,
    /// Until when it waits for the next part, or to be used.
    pub expires_at: Timestamp,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
