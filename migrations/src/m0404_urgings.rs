use sea_orm_migration::prelude::*;

use crate::columns::{id, index, number, table, text};

/// What was urged on the work list, by whom and in what words.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0404_urgings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("id"),
            id("task_id"),
            text("by_name"),
            text("text"),
            number("at"),
        ];
        table(manager, "task_urging", &["id"], columns).await?;
        index(
            manager,
            "task_urging",
            "task_urging_by_task",
            &["task_id", "at"],
            false,
        )
        .await
    }
}
