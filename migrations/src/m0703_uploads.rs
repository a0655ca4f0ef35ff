use sea_orm_migration::prelude::*;

use crate::columns::{id, index, number, table, text, text_or_none};

/// Files that are brought in parts.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0703_uploads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let upload = vec![
            id("id"),
            id("account_id"),
            text("name"),
            number("size"),
            number("received"),
            text_or_none("hash"),
            number("expires_at"),
        ];
        table(manager, "upload", &["id"], upload).await?;
        index(manager, "upload", "upload_by_account", &["account_id"], false).await?;
        index(manager, "upload", "upload_by_end", &["expires_at"], false).await?;
        let part = vec![id("upload_id"), number("place"), number("size"), text("hash")];
        table(manager, "upload_part", &["upload_id", "place"], part).await
    }
}
