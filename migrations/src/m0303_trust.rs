use sea_orm_migration::prelude::*;

use crate::columns::{number_or_none, text_or_none};

/// Where what is trusted comes from, and since when and why something is trusted no more.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0303_trust"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text_or_none("origin"),
            number_or_none("removed_at"),
            text_or_none("removal_reason"),
        ] {
            let mut column = column;
            let alter = Table::alter()
                .table(Alias::new("trust"))
                .add_column(&mut column)
                .to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
