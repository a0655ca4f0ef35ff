use sea_orm_migration::prelude::*;

use crate::columns::{date, id, index, number, number_or_none, table, text, text_or_none};

/// Who acts in whose place, for how long and in what.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0403_delegations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = vec![
            id("id"),
            id("agency"),
            id("from_post"),
            id("from_person"),
            text("from_name"),
            text("from_title"),
            id("to_post"),
            id("to_person"),
            text("to_name"),
            text("to_title"),
            date("starts"),
            date("ends"),
            text("scope"),
            text("reason"),
            number("created_at"),
            text("created_by"),
            number_or_none("revoked_at"),
            text_or_none("revoked_by"),
            number("version"),
        ];
        table(manager, "delegation", &["id"], columns).await?;
        index(
            manager,
            "delegation",
            "delegation_by_giver",
            &["from_post", "ends"],
            false,
        )
        .await?;
        index(
            manager,
            "delegation",
            "delegation_by_receiver",
            &["to_person", "ends"],
            false,
        )
        .await?;
        index(
            manager,
            "delegation",
            "delegation_by_agency",
            &["agency", "created_at", "id"],
            false,
        )
        .await
    }
}
