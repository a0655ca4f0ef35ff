//! Personal tokens, with which programs act for a person.

use kernel::{
    Actor, FieldError, Office, Timestamp,
    audit::{Entry, Subject},
    text::clean_line,
};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, ModelTrait as _, QueryFilter as _,
    QueryOrder as _, sea_query::Expr,
};

use crate::{Error, Secret, entity::api_token};

kernel::typed_id! {
    /// A personal token.
    ApiTokenId,
}

/// Longest life of a token.
pub const LONGEST_DAYS: u16 = 366;

/// What starts the text of every token, so that scanners for leaked secrets recognise it.
pub const PREFIX: &str = "vanthu_";

/// Makes a token for the actor's present post; its text is told this once.
///
/// # Errors
/// [`Error::Invalid`] when the name is empty or the life too long.
pub async fn make(
    office: &Office,
    actor: &Actor,
    name: &str,
    days: u16,
) -> Result<(api_token::Model, String), Error> {
    let name = clean_line(name);
    let mut mistakes = Vec::new();
    if name.is_empty() || name.chars().count() > 100 {
        mistakes.push(FieldError::new(
            "name",
            "Ghi tên mã truy cập, nhiều nhất 100 ký tự.",
        ));
    }
    if !(1..=LONGEST_DAYS).contains(&days) {
        mistakes.push(FieldError::new(
            "days",
            format!("Thời hạn từ 1 đến {LONGEST_DAYS} ngày."),
        ));
    }
    if !mistakes.is_empty() {
        return Err(Error::Invalid(mistakes));
    }
    let secret = Secret::generate(&mut rand::rng());
    let now = office.now();
    let row = api_token::Model {
        id: office.new_id(),
        token_hash: secret.digest(),
        account: actor.account,
        post: actor.post,
        name,
        created: now,
        last_used: None,
        expires: now.plus(time::Duration::days(i64::from(days))),
    };
    let mut change = office.database.begin().await?;
    api_token::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    change.record(
        Entry::by(actor, now, "token_made", Subject::new("api_token", row.id)).with(("name", &row.name)),
    );
    change.commit().await?;
    Ok((row, format!("{PREFIX}{}", secret.text())))
}

/// Reads the secret out of a token's text.
#[must_use]
pub fn secret(text: &str) -> Option<Secret> {
    text.strip_prefix(PREFIX)?.parse().ok()
}

/// The actor's tokens that still live, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_actor(office: &Office, actor: &Actor) -> Result<Vec<api_token::Model>, Error> {
    Ok(api_token::Entity::find()
        .filter(api_token::Column::Account.eq(actor.account))
        .filter(api_token::Column::Expires.gt(office.now()))
        .order_by_desc(api_token::Column::Created)
        .all(office.database.read())
        .await?)
}

/// Ends one of the actor's own tokens.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's.
pub async fn revoke(office: &Office, actor: &Actor, id: ApiTokenId) -> Result<(), Error> {
    let mut change = office.database.begin().await?;
    let row = api_token::Entity::find_by_id(id)
        .filter(api_token::Column::Account.eq(actor.account))
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound("api_token"))?;
    row.delete(change.connection()).await?;
    change.record(Entry::by(
        actor,
        office.now(),
        "token_revoked",
        Subject::new("api_token", id),
    ));
    Ok(change.commit().await?)
}

/// Notes that a token is in use, so that its owner sees when it was last.
///
/// # Errors
/// When the database fails.
pub async fn touch(office: &Office, id: ApiTokenId, now: Timestamp) -> Result<(), Error> {
    let change = office.database.begin().await?;
    api_token::Entity::update_many()
        .col_expr(api_token::Column::LastUsed, Expr::value(Some(now)))
        .filter(api_token::Column::Id.eq(id))
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}
