use sea_orm_migration::prelude::*;

use crate::columns::{
    bytes, date, date_or_none, flag, id, id_or_none, index, number, number_or_none, small, table, text,
    text_or_none,
};

/// Agencies, units, people, accounts, posts, sessions, tokens, holidays, symbols.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0101_directory"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        offices(manager).await?;
        people(manager).await?;
        sign_in(manager).await?;
        rules(manager).await
    }
}

async fn offices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let agency = vec![
        id("id"),
        text("code"),
        id_or_none("parent"),
        text("name"),
        text("abbreviation"),
        text("place"),
        date("valid_from"),
        date_or_none("valid_to"),
        number("version"),
    ];
    table(manager, "agency", &["id"], agency).await?;
    index(manager, "agency", "agency_code", &["code"], true).await?;
    index(manager, "agency", "agency_by_parent", &["parent", "name"], false).await?;
    let unit = vec![
        id("id"),
        id("agency"),
        id_or_none("parent"),
        text("name"),
        text("abbreviation"),
        small("ordinal"),
        date_or_none("closed"),
        number("version"),
    ];
    table(manager, "unit", &["id"], unit).await?;
    index(
        manager,
        "unit",
        "unit_by_agency",
        &["agency", "ordinal", "id"],
        false,
    )
    .await
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let person = vec![
        id("id"),
        id("agency"),
        text("name"),
        text("sort_name"),
        text_or_none("email"),
        text_or_none("phone"),
        number("version"),
    ];
    table(manager, "person", &["id"], person).await?;
    index(
        manager,
        "person",
        "person_by_agency",
        &["agency", "sort_name", "id"],
        false,
    )
    .await?;
    let post = vec![
        id("id"),
        id("person"),
        id("unit"),
        id("agency"),
        text("title"),
        text("roles"),
        small("ordinal"),
        date("starts"),
        date_or_none("ends"),
        number("version"),
    ];
    table(manager, "post", &["id"], post).await?;
    index(manager, "post", "post_by_person", &["person", "ordinal"], false).await?;
    index(manager, "post", "post_by_unit", &["unit", "ordinal"], false).await?;
    index(manager, "post", "post_by_agency", &["agency", "ordinal"], false).await
}

async fn sign_in(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let account = vec![
        id("id"),
        id("person"),
        text("login"),
        text("password_hash"),
        small("failed_attempts"),
        number_or_none("locked_until"),
        flag("must_change_password"),
        flag("disabled"),
        number("created"),
        number("version"),
    ];
    table(manager, "account", &["id"], account).await?;
    index(manager, "account", "account_login", &["login"], true).await?;
    index(manager, "account", "account_person", &["person"], true).await?;
    let session = vec![
        id("id"),
        bytes("token_hash"),
        id("account"),
        id("post"),
        text("device"),
        text("address"),
        number("created"),
        number("last_seen"),
        number("expires"),
    ];
    table(manager, "session", &["id"], session).await?;
    index(manager, "session", "session_token", &["token_hash"], true).await?;
    index(
        manager,
        "session",
        "session_by_account",
        &["account", "created"],
        false,
    )
    .await?;
    index(manager, "session", "session_by_expiry", &["expires"], false).await?;
    let api_token = vec![
        id("id"),
        bytes("token_hash"),
        id("account"),
        id("post"),
        text("name"),
        number("created"),
        number_or_none("last_used"),
        number("expires"),
    ];
    table(manager, "api_token", &["id"], api_token).await?;
    index(manager, "api_token", "api_token_hash", &["token_hash"], true).await?;
    index(
        manager,
        "api_token",
        "api_token_by_account",
        &["account", "created"],
        false,
    )
    .await?;
    let answer = vec![
        id("account"),
        text("idempotency_key"),
        text("path"),
        text("request_hash"),
        small("status"),
        text("headers"),
        bytes("body"),
        number("created"),
    ];
    table(
        manager,
        "stored_answer",
        &["account", "idempotency_key", "path"],
        answer,
    )
    .await?;
    index(
        manager,
        "stored_answer",
        "stored_answer_by_time",
        &["created"],
        false,
    )
    .await
}

async fn rules(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let holiday = vec![date("date"), text("kind"), text("name")];
    table(manager, "holiday", &["date"], holiday).await?;
    let symbol_rule = vec![
        id("agency"),
        text("document_kind"),
        text("pattern"),
        number("version"),
    ];
    table(manager, "symbol_rule", &["agency", "document_kind"], symbol_rule).await
}
