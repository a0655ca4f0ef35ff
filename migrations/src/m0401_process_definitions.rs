use sea_orm_migration::prelude::*;

use crate::columns::{id, id_or_none, index, number, number_or_none, small, table, text, text_or_none};

/// The processes an agency works by, each in its versions; those without an agency came with the product.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0401_process_definitions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("id"),
            id_or_none("agency_id"),
            text("key"),
            small("version"),
            text("name"),
            text("xml"),
            text("sha256"),
            text("state"),
            text("uploaded_by"),
            number("uploaded_at"),
            number_or_none("published_at"),
            text_or_none("note"),
            number("revision"),
        ];
        table(manager, "process_definition", &["id"], columns).await?;
        index(
            manager,
            "process_definition",
            "process_definition_by_version",
            &["agency_id", "key", "version"],
            true,
        )
        .await?;
        // In a unique index two absent agencies count as different: what is shipped needs an index of its own.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX process_definition_shipped ON process_definition (\"key\", version) \
                 WHERE agency_id IS NULL",
            )
            .await?;
        // At most one draft of a process at a time.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE UNIQUE INDEX process_definition_draft ON process_definition (agency_id, \"key\") \
                 WHERE state = 'draft'",
            )
            .await?;
        Ok(())
    }
}
