use sea_orm_migration::prelude::*;

use crate::columns::{index, text_or_none};

/// Cases that are moved to another version of their process, and the cases of a version found by it.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0405_moved_cases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut alter = Table::alter();
        alter
            .table(Alias::new("process_step"))
            .add_column(text_or_none("moved"));
        manager.alter_table(alter).await?;
        // Those that run have no end: the same index finds them, and the newest of those that ended.
        index(
            manager,
            "process_instance",
            "process_instance_by_definition",
            &["definition_id", "agency_id", "ended_at"],
            false,
        )
        .await
    }
}
