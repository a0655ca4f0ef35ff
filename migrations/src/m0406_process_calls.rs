use sea_orm_migration::prelude::*;

use crate::columns::text_or_none;

/// Which published versions a process calls, fixed when it is published.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0406_process_calls"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut alter = Table::alter();
        alter
            .table(Alias::new("process_definition"))
            .add_column(text_or_none("calls"));
        manager.alter_table(alter).await
    }
}
