use sea_orm_migration::prelude::*;

use crate::columns::{id, id_or_none, index, number, number_or_none, small, table, text, text_or_none};

/// The work list: what waits for whom.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0202_tasks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let task = vec![
            id("id"),
            id("agency_id"),
            text("holder"),
            text("action"),
            text("subject_kind"),
            id("subject_id"),
            id_or_none("part_id"),
            text("title"),
            text("detail"),
            text("urgency"),
            small("due_key"),
            text("state"),
            number("created_at"),
            number_or_none("ended_at"),
            text_or_none("ended_by"),
            text_or_none("outcome"),
            number("version"),
        ];
        table(manager, "task", &["id"], task).await?;
        index(
            manager,
            "task",
            "task_by_holder",
            &["holder", "state", "action", "due_key", "id"],
            false,
        )
        .await?;
        index(
            manager,
            "task",
            "task_by_subject",
            &["subject_id", "state"],
            false,
        )
        .await
    }
}
