use sea_orm_migration::prelude::*;

use crate::columns::{flag, index};

/// Whether a reader's agency drafts a document or has received it, so that a list finds its own among the many of the other side.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0305_own_readers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(Alias::new("document_reader"))
            .add_column(flag("own").default(false))
            .to_owned();
        manager.alter_table(table).await?;
        manager
            .get_connection()
            .execute_unprepared(
                "UPDATE document_reader SET own = TRUE WHERE EXISTS (SELECT 1 FROM draft d \
                 WHERE d.document_id = document_reader.document_id AND (d.agency_id = document_reader.holder_id \
                 OR EXISTS (SELECT 1 FROM unit u WHERE u.id = document_reader.holder_id AND u.agency = d.agency_id) \
                 OR EXISTS (SELECT 1 FROM post p WHERE p.id = document_reader.holder_id AND p.agency = d.agency_id)))",
            )
            .await?;
        let replaced = Index::drop()
            .name("document_reader_by_holder")
            .table(Alias::new("document_reader"))
            .to_owned();
        manager.drop_index(replaced).await?;
        index(
            manager,
            "document_reader",
            "document_reader_by_side",
            &["holder_id", "own", "document_id"],
            false,
        )
        .await
    }
}
