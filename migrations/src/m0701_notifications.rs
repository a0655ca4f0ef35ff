use sea_orm_migration::prelude::*;

use crate::columns::{id, id_or_none, index, number, number_or_none, table, text};

/// What people are told, each in the post it concerns.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0701_notifications"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("id"),
            text("event"),
            id("person_id"),
            id("post_id"),
            text("kind"),
            text("subject_kind"),
            id("subject_id"),
            id_or_none("document_id"),
            text("action"),
            text("note"),
            number("at"),
            number_or_none("read_at"),
        ];
        table(manager, "notification", &["id"], columns).await?;
        // Nobody is told of an event twice, however often its job runs.
        let once = ["event", "person_id", "post_id"];
        index(manager, "notification", "notification_once", &once, true).await?;
        let listed = ["person_id", "post_id", "id"];
        index(manager, "notification", "notification_listed", &listed, false).await?;
        index(manager, "notification", "notification_by_time", &["at"], false).await?;
        // Asked on every page: it holds what is unread and nothing else.
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX notification_unread ON notification (person_id, post_id, subject_id) \
                 WHERE read_at IS NULL",
            )
            .await?;
        Ok(())
    }
}
