//! Thu hồi: freezes the issued document and cancels what was received, and keeps the facts of both (Decree 30/2020, Annex VI).

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use serde_json::json;

use super::{
    Stage,
    loaded::Loaded,
    tasks,
    write::{SUBJECT, counter},
};
use crate::{DocumentId, Error, counters, inbound};

/// Recalls an issued document with a reason.
///
/// # Errors
/// When the rules refuse.
pub async fn recall(
    office: &Office,
    actor: &Actor,
    id: DocumentId,
    seen: Option<i64>,
    reason: &str,
) -> Result<Loaded, Error> {
    let reason = kernel::text::clean(reason);
    let mut change = office.database.begin().await?;
    let mut loaded = Loaded::for_change(&change, actor, id, seen).await?;
    let next = loaded.progress().recall(actor, &reason)?;
    loaded.advance(&next);
    loaded.draft.reason.clone_from(&reason);
    loaded.save(&change, office.now()).await?;
    inbound::recall(office, &mut change, actor, &loaded.document, &reason).await?;
    counters::shift(
        &change,
        loaded.draft.agency_id,
        &counter(Stage::Issued),
        &counter(next.stage),
    )
    .await?;
    tasks::flow(office, &change, actor, id, "đã thu hồi")
        .cancel(&reason)
        .await?;
    let entry = Entry::by(actor, office.now(), "recalled", Subject::new(SUBJECT, id));
    change.record(entry.with(json!({ "note": reason })));
    super::announce(office, &mut change, id);
    change.commit().await?;
    Ok(loaded)
}
