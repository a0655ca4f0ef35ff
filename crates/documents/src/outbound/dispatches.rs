//! How far an issued document got to each recipient.

use directory::{Permission, Require as _};
use kernel::{
    Actor, Office, Timestamp,
    audit::{Entry, Subject},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
};
use serde_json::json;

use super::{DispatchId, Refusal, Stage, entity::dispatch, loaded::Loaded, write::SUBJECT};
use crate::{
    DocumentId, Error,
    entity::arrival::{self, ArrivalState},
    vocabulary::vocabulary,
};

vocabulary! {
    /// How far a document got to one recipient.
    DispatchState {
        /// The recipient is not in this installation: the clerk sends it by other means.
        ToSend = "to_send", "Cần gửi";
        /// The clerk sent it by other means.
        Sent = "sent", "Đã gửi";
        /// It lies with the recipient and waits to be received.
        Waiting = "waiting", "Chờ tiếp nhận";
        /// The recipient received and registered it.
        Received = "received", "Đã tiếp nhận";
        /// The recipient works on it.
        InProgress = "in_progress", "Đang xử lý";
        /// The recipient settled it.
        Settled = "settled", "Đã xử lý xong";
        /// The recipient sent it back.
        Returned = "returned", "Bị trả lại";
        /// It was recalled.
        Recalled = "recalled", "Đã thu hồi";
    }
}

/// One recipient as the issuer sees it (Decree 30/2020, Annex VI: the sender sees receipt and processing status).
#[derive(Debug, Clone, serde::Serialize)]
pub struct Tracking {
    /// The dispatch.
    pub id: DispatchId,
    /// The recipient.
    pub name: String,
    /// Whether it is an agency of this installation.
    pub is_here: bool,
    /// How far it got.
    pub state: DispatchState,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// By which means.
    pub means: String,
    /// When it was received.
    pub received_at: Option<Timestamp>,
    /// Its arrival number there.
    pub arrival_number: Option<i32>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// Why it was returned.
    pub reason: String,
}

/// Every recipient of a document, in order. The status comes from the recipient's own arrival.
///
/// # Errors
/// When the database cannot be read.
pub async fn track(connection: &impl ConnectionTrait, loaded: &Loaded) -> Result<Vec<Tracking>, Error> {
    let rows = dispatch::Entity::find()
        .filter(dispatch::Column::DocumentId.eq(loaded.document.id))
        .order_by_asc(dispatch::Column::Position)
        .all(connection)
        .await?;
    let arrivals = arrival::Entity::find()
        .filter(arrival::Column::DocumentId.eq(loaded.document.id))
        .all(connection)
        .await?;
    let tracking = rows.into_iter().map(|row| {
        let arrival = row
            .arrival_id
            .and_then(|id| arrivals.iter().find(|arrival| arrival.id == id));
        Tracking {
            id: row.id,
            is_here: row.arrival_id.is_some(),
            state: state(&row, arrival, loaded.draft.stage),
            name: row.name,
            sent_at: row.sent_at,
            means: row.means,
            received_at: arrival.and_then(|arrival| arrival.registered_at),
            arrival_number: arrival.and_then(|arrival| arrival.number),
            settled_at: arrival.and_then(|arrival| arrival.completed_at),
            reason: arrival.map(|arrival| arrival.reason.clone()).unwrap_or_default(),
        }
    });
    Ok(tracking.collect())
}

fn state(row: &dispatch::Model, arrival: Option<&arrival::Model>, stage: Stage) -> DispatchState {
    match arrival.map(|arrival| arrival.state) {
        Some(ArrivalState::Waiting) => DispatchState::Waiting,
        Some(ArrivalState::Registered) => DispatchState::Received,
        Some(ArrivalState::Submitted | ArrivalState::Directed) => DispatchState::InProgress,
        Some(ArrivalState::Completed) => DispatchState::Settled,
        Some(ArrivalState::Returned) => DispatchState::Returned,
        Some(ArrivalState::Recalled) => DispatchState::Recalled,
        None if stage == Stage::Recalled => DispatchState::Recalled,
        None if row.sent_at.is_some() => DispatchState::Sent,
        None => DispatchState::ToSend,
    }
}

/// The clerk notes that a recipient outside was sent the document.
///
/// # Errors
/// When the actor is not the agency's clerk, the document is not issued, or it was sent already.
pub async fn mark_sent(
    office: &Office,
    actor: &Actor,
    document: DocumentId,
    id: DispatchId,
    means: &str,
) -> Result<(), Error> {
    let means = kernel::text::clean_line(means);
    if means.is_empty() {
        return Err(Error::field(
            "means",
            "Phải ghi cách gửi: bưu điện, thư điện tử, trực tiếp …",
        ));
    }
    let mut change = office.database.begin().await?;
    let loaded = Loaded::for_change(&change, actor, document, None).await?;
    if loaded.draft.agency_id != actor.agency || !actor.may(Permission::IssueDocument) {
        return Err(Refusal::NotClerk.into());
    }
    if loaded.draft.stage != Stage::Issued {
        return Err(Refusal::WrongOrder {
            at: loaded.draft.stage,
            needs: Stage::Issued,
        }
        .into());
    }
    let row = dispatch::Entity::find_by_id(id)
        .filter(dispatch::Column::DocumentId.eq(document))
        .one(change.connection())
        .await?
        .ok_or(Error::NotFound)?;
    if row.sent_at.is_some() {
        return Err(Error::Conflict(format!("Đã ghi nhận gửi đến {}.", row.name)));
    }
    let name = row.name.clone();
    let mut row = row.into_active_model();
    row.sent_at = Set(Some(office.now()));
    row.sent_by = Set(actor.name.clone());
    row.means = Set(means.clone());
    row.update(change.connection()).await?;
    let entry = Entry::by(actor, office.now(), "delivered", Subject::new(SUBJECT, document));
    change.record(entry.with(json!({ "what": format!("{name} ({means})") })));
    change.commit().await?;
    Ok(())
}
