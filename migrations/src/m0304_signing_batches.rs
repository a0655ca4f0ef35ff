use sea_orm_migration::prelude::*;

use crate::columns::{id, number, number_or_none, small, table, text, text_or_none};

/// Many signatures with one PIN: what was chosen, and what became of each.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0304_signing_batches"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let batch = vec![
            id("id"),
            id("person_id"),
            id("agency_id"),
            text("purpose"),
            number("begun_at"),
            number("claimed_until"),
            text_or_none("stopped"),
        ];
        table(manager, "signing_batch", &["id"], batch).await?;
        let item = vec![
            id("batch_id"),
            small("position"),
            id("document_id"),
            small("version"),
            text("title"),
            text("state"),
            text_or_none("message"),
            number_or_none("done_at"),
        ];
        table(manager, "signing_batch_item", &["batch_id", "position"], item).await
    }
}
