use sea_orm_migration::prelude::*;

use crate::columns::{flag, id, index, number, table, text};

/// Saved views of lists.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0702_list_views"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("id"),
            id("account_id"),
            text("list"),
            text("name"),
            text("query"),
            flag("is_default"),
            number("created_at"),
        ];
        table(manager, "list_view", &["id"], columns).await?;
        let named = ["account_id", "list", "name"];
        index(manager, "list_view", "list_view_named", &named, true).await
    }
}
