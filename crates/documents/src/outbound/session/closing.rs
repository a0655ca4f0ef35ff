//! The one place where a session ends: inside a change, and only once.

use kernel::{
    Actor, Office, Timestamp, UnitOfWork,
    audit::{Entry, Subject},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::json;

use super::State;
use crate::{
    Error,
    outbound::{SigningId, entity::signing_session},
};

/// Ends a session that waits. Of two that come at once, the second is told how the first ended it.
///
/// # Errors
/// [`Refusal::SessionEnded`](crate::outbound::Refusal::SessionEnded) or
/// [`Refusal::SessionExpired`](crate::outbound::Refusal::SessionExpired).
pub(super) async fn close(
    change: &UnitOfWork,
    id: SigningId,
    now: Timestamp,
    state: State,
    answer: Option<String>,
) -> Result<(), Error> {
    let closed = signing_session::Entity::update_many()
        .col_expr(signing_session::Column::State, Expr::value(state))
        .col_expr(signing_session::Column::Answer, Expr::value(answer))
        .col_expr(signing_session::Column::EndedAt, Expr::value(now))
        .filter(signing_session::Column::Id.eq(id))
        .filter(signing_session::Column::State.eq(State::Waiting))
        .exec(change.connection())
        .await?;
    if closed.rows_affected == 1 {
        return Ok(());
    }
    let row = signing_session::Entity::find_by_id(id)
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    row.is_open(now)?;
    Err(Error::Conflict("Phiên ký này vừa kết thúc.".to_owned()))
}

/// Ends what still waits for the same signature of the same account: only the newest attempt can sign.
pub(super) async fn close_earlier(
    change: &UnitOfWork,
    new: &signing_session::Model,
    now: Timestamp,
) -> Result<(), Error> {
    signing_session::Entity::update_many()
        .col_expr(signing_session::Column::State, Expr::value(State::Cancelled))
        .col_expr(signing_session::Column::EndedAt, Expr::value(now))
        .filter(signing_session::Column::DocumentId.eq(new.document_id))
        .filter(signing_session::Column::Purpose.eq(new.purpose))
        .filter(signing_session::Column::AccountId.eq(new.account_id))
        .filter(signing_session::Column::State.eq(State::Waiting))
        .exec(change.connection())
        .await?;
    Ok(())
}

/// An entry of the audit trail about a session.
pub(super) fn entry(
    office: &Office,
    actor: &Actor,
    event: &'static str,
    row: &signing_session::Model,
) -> Entry {
    let details = json!({
        "document": row.document_id,
        "purpose": row.purpose.code(),
        "means": row.means.code(),
        "certificate": row.fingerprint,
    });
    Entry::by(actor, office.now(), event, Subject::new("signing", row.id)).with(details)
}
