use directory::{Permission, Require as _};
use kernel::{Actor, Office, text::clean};
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::{
    row::{Moves, announce, expect_version, load, move_to, record},
    tasks,
};
use crate::{
    ArrivalId, Error,
    entity::arrival::{self, ArrivalState},
};

/// Longest reason taken.
const LONGEST_REASON: usize = 1_000;

/// A reason, which nobody may leave out.
pub(super) fn reason(text: &str) -> Result<String, Error> {
    let text = clean(text);
    match text.chars().count() {
        0 => Err(Error::field("reason", "Ghi rõ lý do.")),
        length if length > LONGEST_REASON => Err(Error::field(
            "reason",
            format!("Lý do dài quá {LONGEST_REASON} ký tự."),
        )),
        _ => Ok(text),
    }
}

/// Returns an arrival to its sender, who reads the reason (Decree 30/2020, Article 21). A registered one keeps its number.
///
/// # Errors
/// When no reason is given, or work on it has begun.
pub async fn return_to_sender(
    office: &Office,
    actor: &Actor,
    id: ArrivalId,
    why: &str,
    version: Option<i64>,
) -> Result<arrival::Model, Error> {
    actor.require(Permission::RegisterArrival)?;
    let why = reason(why)?;
    let mut change = office.database.begin().await?;
    let (before, _) = load(change.connection(), actor, id).await?;
    expect_version(version, before.version)?;
    if !matches!(before.state, ArrivalState::Waiting | ArrivalState::Registered) {
        return Err(Error::Conflict(format!(
            "Không trả lại được nữa: văn bản nay là “{}”.",
            before.state.label()
        )));
    }
    let moves = Moves::default().set(arrival::Column::Reason, Expr::value(&why));
    move_to(&change, &before, ArrivalState::Returned, moves).await?;
    tasks::flow(office, &change, actor, id, "đã trả lại nơi gửi")
        .cancel(&why)
        .await?;
    record(
        office,
        &mut change,
        actor,
        id,
        "returned_to_sender",
        json!({ "note": why }),
    );
    announce(office, &mut change, &before, Some(("returned", &why)));
    change.commit().await?;
    Ok(load(office.database.read(), actor, id).await?.0)
}
