use sea_orm_migration::prelude::*;

use crate::columns::text_or_none;

/// What was known when somebody signed: the level of the signature, and the certificates and answers it was checked with.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0302_signature_evidence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column a statement.
        for name in ["level", "evidence"] {
            let mut statement = Table::alter();
            statement
                .table(Alias::new("draft_signature"))
                .add_column(text_or_none(name));
            manager.alter_table(statement).await?;
        }
        Ok(())
    }
}
