use sea_orm_migration::prelude::*;

/// An index of what waits, by who holds it, soonest first: the work list is a walk along it.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0407_open_tasks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let statements = [
            "CREATE INDEX task_open ON task (holder, due_key, id) WHERE state = 'open'",
            "ANALYZE task",
        ];
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
