use sea_orm_migration::prelude::*;

use crate::columns::{bytes_or_none, id, index, number, number_or_none, small, table, text, text_or_none};

/// Signatures whose key answers later; wrong PINs in a row.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0501_signing_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sessions(manager).await?;
        attempts(manager).await?;
        index(
            manager,
            "draft_signature",
            "draft_signature_by_certificate",
            &["fingerprint"],
            false,
        )
        .await
    }
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let session = vec![
        id("id"),
        id("document_id"),
        text("purpose"),
        text("means"),
        text("state"),
        id("account_id"),
        id("post_id"),
        number("document_version"),
        small("draft_version"),
        text("base"),
        text_or_none("prepared"),
        text("subject"),
        text("fingerprint"),
        bytes_or_none("download"),
        bytes_or_none("upload"),
        text_or_none("answer"),
        number("created_at"),
        number("expires_at"),
        number_or_none("ended_at"),
    ];
    table(manager, "signing_session", &["id"], session).await?;
    index(
        manager,
        "signing_session",
        "signing_session_by_document",
        &["document_id", "created_at"],
        false,
    )
    .await?;
    index(
        manager,
        "signing_session",
        "signing_session_by_download",
        &["download"],
        true,
    )
    .await?;
    index(
        manager,
        "signing_session",
        "signing_session_by_upload",
        &["upload"],
        true,
    )
    .await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        small("failed_pins").default(0).to_owned(),
        number_or_none("locked_until"),
    ] {
        let mut change = Table::alter();
        change.table(Alias::new("key_store")).add_column(column);
        manager.alter_table(change).await?;
    }
    Ok(())
}
