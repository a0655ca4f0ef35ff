use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, flag, id, id_or_none, index, number, number_or_none, small, table, text, text_or_none,
};

/// Drafts, their versions, remarks, checks and signatures; dispatches; keys and what is trusted.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0301_outbound"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drafts(manager).await?;
        remarks(manager).await?;
        deliveries(manager).await?;
        keys(manager).await
    }
}

async fn drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let draft = vec![
        id("document_id"),
        id("agency_id"),
        id("unit_id"),
        text("unit_name"),
        id("drafter_id"),
        id("drafter_post"),
        text("drafter_name"),
        text("stage"),
        small("newest"),
        id_or_none("signer_id"),
        id_or_none("signer_post"),
        text("signatory"),
        text_or_none("file"),
        id_or_none("arrival_id"),
        flag("settles"),
        text("reason"),
        number("changed_at"),
        number_or_none("issued_at"),
    ];
    table(manager, "draft", &["document_id"], draft).await?;
    index(
        manager,
        "draft",
        "draft_by_change",
        &["agency_id", "changed_at", "document_id"],
        false,
    )
    .await?;
    index(
        manager,
        "draft",
        "draft_by_stage",
        &["agency_id", "stage", "changed_at", "document_id"],
        false,
    )
    .await?;
    index(
        manager,
        "draft",
        "draft_by_drafter",
        &["drafter_id", "changed_at", "document_id"],
        false,
    )
    .await?;
    index(
        manager,
        "draft",
        "draft_by_issue",
        &["agency_id", "issued_at", "document_id"],
        false,
    )
    .await?;
    index(manager, "draft", "draft_by_arrival", &["arrival_id"], false).await?;

    let version = vec![
        id("document_id"),
        small("number"),
        text("content"),
        text_or_none("uploaded"),
        text_or_none("presented"),
        text_or_none("marks"),
        id("by_post"),
        text("by_name"),
        text("note"),
        number("at"),
    ];
    table(manager, "draft_version", &["document_id", "number"], version).await
}

async fn remarks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let comment = vec![
        id("id"),
        id("document_id"),
        small("number"),
        id("by_post"),
        text("by_name"),
        text("by_title"),
        text("text"),
        number("at"),
    ];
    table(manager, "draft_comment", &["id"], comment).await?;
    index(
        manager,
        "draft_comment",
        "draft_comment_by_draft",
        &["document_id", "at"],
        false,
    )
    .await?;

    let check = vec![
        id("id"),
        id("document_id"),
        small("number"),
        text_or_none("kind"),
        text("outcome"),
        flag("stands"),
        id("person_id"),
        id("by_post"),
        text("by_name"),
        text("by_title"),
        text("text"),
        number("at"),
    ];
    table(manager, "draft_check", &["id"], check).await?;
    index(
        manager,
        "draft_check",
        "draft_check_by_draft",
        &["document_id", "at"],
        false,
    )
    .await?;

    let signature = vec![
        id("document_id"),
        text("field"),
        id("person_id"),
        text("by_name"),
        text("subject"),
        text("fingerprint"),
        text("file"),
        text("report"),
        number("at"),
    ];
    table(manager, "draft_signature", &["document_id", "field"], signature).await
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let dispatch = vec![
        id("id"),
        id("document_id"),
        small("position"),
        id_or_none("agency_id"),
        text("name"),
        id_or_none("arrival_id"),
        number_or_none("sent_at"),
        text("sent_by"),
        text("means"),
        text("reported"),
    ];
    table(manager, "dispatch", &["id"], dispatch).await?;
    index(
        manager,
        "dispatch",
        "dispatch_by_document",
        &["document_id", "position"],
        true,
    )
    .await
}

async fn keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let store = vec![
        id("id"),
        id("agency_id"),
        id_or_none("person_id"),
        text("owner_name"),
        text("subject"),
        text("issuer"),
        text("serial"),
        number("not_before"),
        number("not_after"),
        text("fingerprint"),
        bytes("pkcs12"),
        bytes("image"),
        number("added_at"),
        number_or_none("removed_at"),
    ];
    table(manager, "key_store", &["id"], store).await?;
    index(
        manager,
        "key_store",
        "key_store_by_person",
        &["person_id", "removed_at"],
        false,
    )
    .await?;
    index(
        manager,
        "key_store",
        "key_store_by_agency",
        &["agency_id", "removed_at", "not_after"],
        false,
    )
    .await?;

    let trust = vec![
        text("fingerprint"),
        text("kind"),
        bytes("der"),
        text("name"),
        number("added_at"),
    ];
    table(manager, "trust", &["fingerprint"], trust).await
}
