use sea_orm_migration::prelude::*;

use crate::columns::number;

/// Days off count their changes, so that of two administrators the second learns of the first.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0102_day_versions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter()
            .table(Alias::new("holiday"))
            .add_column(number("version").default(1))
            .to_owned();
        manager.alter_table(table).await
    }
}
