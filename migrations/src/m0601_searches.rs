use sea_orm_migration::prelude::*;

use crate::columns::{id, index, number, number_or_none, table, text};

/// Saved searches, what they found since, and the columns each account wants to see.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0601_searches"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let saved_search = vec![
            id("id"),
            id("agency_id"),
            id("post_id"),
            text("name"),
            text("question"),
            text("sort"),
            number("created_at"),
        ];
        table(manager, "saved_search", &["id"], saved_search).await?;
        index(
            manager,
            "saved_search",
            "saved_search_by_post",
            &["post_id", "name"],
            true,
        )
        .await?;
        index(
            manager,
            "saved_search",
            "saved_search_by_agency",
            &["agency_id", "id"],
            false,
        )
        .await?;
        let saved_search_hit = vec![
            id("saved_search_id"),
            text("entry"),
            id("document_id"),
            number("found_at"),
            number_or_none("seen_at"),
        ];
        table(
            manager,
            "saved_search_hit",
            &["saved_search_id", "entry"],
            saved_search_hit,
        )
        .await?;
        table(
            manager,
            "search_columns",
            &["account_id"],
            vec![id("account_id"), text("columns")],
        )
        .await
    }
}
