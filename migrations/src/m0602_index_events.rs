use sea_orm_migration::prelude::*;

use crate::columns::{number, small, table, text};

/// What changed for the search index, so that every copy of the service can follow.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0602_index_events"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let event = vec![number("number"), text("changed")];
        table(manager, "index_event", &["number"], event).await?;
        let head = vec![small("id"), number("number")];
        table(manager, "index_head", &["id"], head).await?;
        let first = Query::insert()
            .into_table(Alias::new("index_head"))
            .columns([Alias::new("id"), Alias::new("number")])
            .values_panic([1.into(), 0.into()])
            .to_owned();
        manager.execute(first).await
    }
}
