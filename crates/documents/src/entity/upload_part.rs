//! A part of a file that is being brought.

use kernel::files::FileHash;
use sea_orm::entity::prelude::*;

use crate::UploadId;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload_part")]
pub struct Model {
    /// Of which upload.
    #[sea_orm(primary_key, auto_increment = false)]
    pub upload_id: UploadId,
    /// Where in the file it begins.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    /// Its bytes.
    pub size: i64,
    /// Its name in the store of parts.
    pub hash: FileHash,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
