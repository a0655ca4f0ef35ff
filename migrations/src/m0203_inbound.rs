use sea_orm_migration::prelude::*;

use crate::columns::{
    date, date_or_none, id, id_or_none, index, number, number_or_none, small, small_or_none, table, text,
    text_or_none,
};

/// Arrivals and what is ordered and done about them.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0203_inbound"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        intake(manager).await?;
        arrivals(manager).await?;
        let directive = vec![
            id("id"),
            id("arrival_id"),
            id("by_post"),
            text("by_name"),
            text("by_title"),
            text("text"),
            date_or_none("due"),
            number("at"),
        ];
        table(manager, "directive", &["id"], directive).await?;
        index(
            manager,
            "directive",
            "directive_by_arrival",
            &["arrival_id", "at"],
            false,
        )
        .await?;
        let assignment = vec![
            id("id"),
            id("arrival_id"),
            id_or_none("directive_id"),
            id_or_none("parent_id"),
            text("part"),
            id("unit_id"),
            id_or_none("post_id"),
            text("holder_name"),
            date_or_none("due"),
            text("state"),
            text("result"),
            number("at"),
            number_or_none("ended_at"),
            number("version"),
        ];
        table(manager, "assignment", &["id"], assignment).await?;
        index(
            manager,
            "assignment",
            "assignment_by_arrival",
            &["arrival_id", "at"],
            false,
        )
        .await?;
        let extension = vec![
            id("id"),
            id("assignment_id"),
            id("arrival_id"),
            id("asked_by"),
            text("asked_name"),
            date("new_due"),
            text("reason"),
            text("state"),
            number("asked_at"),
            text_or_none("decided_name"),
            number_or_none("decided_at"),
            text("answer"),
            number("version"),
        ];
        table(manager, "extension_request", &["id"], extension).await?;
        index(
            manager,
            "extension_request",
            "extension_by_arrival",
            &["arrival_id", "asked_at"],
            false,
        )
        .await
    }
}

async fn arrivals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let arrival = vec![
        id("id"),
        id("agency_id"),
        id("document_id"),
        id_or_none("dispatch_id"),
        id_or_none("book_id"),
        small("year"),
        small_or_none("number"),
        date("arrived_on"),
        text("channel"),
        text("state"),
        id_or_none("unit_id"),
        text("unit_name"),
        date_or_none("due"),
        text("note"),
        number("at"),
        number_or_none("registered_at"),
        text("registered_by"),
        number_or_none("completed_at"),
        text("reason"),
        number("version"),
    ];
    table(manager, "arrival", &["id"], arrival).await?;
    index(manager, "arrival", "arrival_number", &["book_id", "number"], true).await?;
    // One agency receives one document once.
    index(
        manager,
        "arrival",
        "arrival_of_document",
        &["document_id", "agency_id"],
        true,
    )
    .await?;
    index(
        manager,
        "arrival",
        "arrival_by_time",
        &["agency_id", "at", "id"],
        false,
    )
    .await?;
    index(
        manager,
        "arrival",
        "arrival_by_state",
        &["agency_id", "state", "at", "id"],
        false,
    )
    .await?;
    index(
        manager,
        "arrival",
        "arrival_by_due",
        &["agency_id", "state", "due"],
        false,
    )
    .await
}

/// Files that were brought and wait to be registered.
async fn intake(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let intake = vec![
        id("id"),
        id("agency_id"),
        text("by_name"),
        text("name"),
        text("hash"),
        number("size"),
        text("media_type"),
        small("pages"),
        text("text_hash"),
        text_or_none("report_hash"),
        text_or_none("verdict"),
        text("dangers"),
        text("proposal"),
        text("state"),
        id_or_none("arrival_id"),
        text("ending"),
        number("at"),
        number("version"),
    ];
    table(manager, "intake", &["id"], intake).await?;
    index(
        manager,
        "intake",
        "intake_by_agency",
        &["agency_id", "state", "at", "id"],
        false,
    )
    .await?;
    index(manager, "intake", "intake_by_hash", &["agency_id", "hash"], false).await
}
