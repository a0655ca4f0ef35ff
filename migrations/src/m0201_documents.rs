use sea_orm_migration::prelude::*;

use crate::columns::{
    date_or_none, id, id_or_none, index, number, number_or_none, small, small_or_none, table, text,
    text_or_none,
};

/// Documents, their files, relations and readers; register books and counters.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0201_documents"
    }
}

#[expect(clippy::too_many_lines, reason = "one line a column")]
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let document = vec![
            id("id"),
            id_or_none("issuer_id"),
            text("issuer_name"),
            text("kind"),
            id_or_none("book_id"),
            small_or_none("number"),
            text("symbol"),
            date_or_none("date"),
            text("subject"),
            text("urgency"),
            text("secrecy"),
            text("signer_name"),
            text("signer_title"),
            small("pages"),
            text("identity"),
            text("state"),
            number("created_at"),
            number("version"),
        ];
        table(manager, "document", &["id"], document).await?;
        // A number of a book is given once. Documents that arrived from elsewhere have no book of ours.
        index(
            manager,
            "document",
            "document_number",
            &["book_id", "number"],
            true,
        )
        .await?;
        index(manager, "document", "document_by_identity", &["identity"], false).await?;
        index(
            manager,
            "document",
            "document_by_issuer",
            &["issuer_id", "state", "date", "id"],
            false,
        )
        .await?;

        let file = vec![
            id("id"),
            id("document_id"),
            text("role"),
            small("position"),
            text("name"),
            text("hash"),
            number("size"),
            text("media_type"),
            small_or_none("pages"),
            text_or_none("text_hash"),
            text_or_none("report_hash"),
            text_or_none("verdict"),
            number("created_at"),
        ];
        table(manager, "document_file", &["id"], file).await?;
        index(
            manager,
            "document_file",
            "document_file_by_document",
            &["document_id", "role", "position"],
            false,
        )
        .await?;
        index(
            manager,
            "document_file",
            "document_file_by_hash",
            &["hash"],
            false,
        )
        .await?;

        let relation = vec![id("from_id"), id("to_id"), text("kind"), number("created_at")];
        table(
            manager,
            "document_relation",
            &["from_id", "to_id", "kind"],
            relation,
        )
        .await?;
        index(
            manager,
            "document_relation",
            "document_relation_back",
            &["to_id"],
            false,
        )
        .await?;

        table(
            manager,
            "document_reader",
            &["document_id", "holder_id"],
            vec![id("document_id"), id("holder_id")],
        )
        .await?;
        index(
            manager,
            "document_reader",
            "document_reader_by_holder",
            &["holder_id", "document_id"],
            false,
        )
        .await?;

        let book = vec![
            id("id"),
            id("agency_id"),
            text("direction"),
            text("series"),
            small("year"),
            small("last_number"),
            number_or_none("closed_at"),
        ];
        table(manager, "register_book", &["id"], book).await?;
        index(
            manager,
            "register_book",
            "register_book_year",
            &["agency_id", "direction", "series", "year"],
            true,
        )
        .await?;

        table(
            manager,
            "counter",
            &["agency_id", "name"],
            vec![id("agency_id"), text("name"), number("value")],
        )
        .await
    }
}
