use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
    id::AgencyId,
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;
use workflow::task::of_subject;

use super::{
    row::{Moves, announce, counter, move_to},
    tasks,
};
use crate::{
    ArrivalId, Error,
    access::{self, Reader},
    counters,
    entity::{
        arrival::{self, ArrivalState, Channel},
        document,
    },
    notification::{self, Kind, News},
};

/// A document handed to another agency of this installation.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    /// The receiving agency.
    pub to: AgencyId,
    /// The sender's dispatch, which learns how far the receiver got through `dispatch_status` jobs.
    pub dispatch: Uuid,
}

/// Puts an issued document before the clerks of another agency, inside the sender's change.
///
/// # Errors
/// When the database refuses.
pub async fn deliver(
    office: &Office,
    change: &mut UnitOfWork,
    sender: &Actor,
    document: &document::Model,
    delivery: Delivery,
) -> Result<ArrivalId, Error> {
    let row = arrival::Model {
        id: office.new_id(),
        agency_id: delivery.to,
        document_id: document.id,
        dispatch_id: Some(delivery.dispatch),
        book_id: None,
        year: office.today().year(),
        number: None,
        arrived_on: office.today(),
        channel: Channel::Exchange,
        state: ArrivalState::Waiting,
        unit_id: None,
        unit_name: String::new(),
        due: None,
        note: String::new(),
        at: office.now(),
        registered_at: None,
        registered_by: String::new(),
        completed_at: None,
        reason: String::new(),
        version: 1,
    };
    arrival::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    access::arrived::allow(change, row.id, &[Reader::Agency(delivery.to)]).await?;
    counters::add(change, delivery.to, &counter(ArrivalState::Waiting), 1).await?;
    let flow = tasks::flow(office, change, sender, row.id, "đã gửi đến");
    tasks::start(flow, &row, document).await?;
    let subject = Subject::new(tasks::SUBJECT, row.id);
    let details = json!({ "what": "do cơ quan gửi chuyển đến", "by": sender.name });
    change.record(Entry::by_system(Some(delivery.to), office.now(), "delivered", subject).with(details));
    announce(office, change, &row, Some(("received", "")));
    Ok(row.id)
}

/// Freezes every arrival of a recalled document, inside the sender's change. Numbers and facts stay.
///
/// # Errors
/// When the database refuses.
pub async fn recall(
    office: &Office,
    change: &mut UnitOfWork,
    sender: &Actor,
    document: &document::Model,
    why: &str,
) -> Result<(), Error> {
    let rows = arrival::Entity::find()
        .filter(arrival::Column::DocumentId.eq(document.id))
        .filter(arrival::Column::State.is_not_in([ArrivalState::Recalled, ArrivalState::Returned]))
        .all(change.connection())
        .await?;
    for row in rows {
        let moves = Moves::default().set(arrival::Column::Reason, Expr::value(why));
        move_to(change, &row, ArrivalState::Recalled, moves).await?;
        tell_recalled(office, change, &row, document, why).await?;
        let outcome = "đã thu hồi văn bản";
        tasks::flow(office, change, sender, row.id, outcome)
            .cancel(why)
            .await?;
        if !of_subject(change.connection(), row.id.0).await?.is_empty() {
            tasks::cancel(office, change, sender, row.id, None, outcome).await?;
        }
        let subject = Subject::new(tasks::SUBJECT, row.id);
        let entry = Entry::by_system(Some(row.agency_id), office.now(), "recalled", subject);
        change.record(entry.with(json!({ "what": format!("bởi {}", document.issuer_name), "note": why })));
        announce(office, change, &row, None);
    }
    Ok(())
}

/// Whoever has something to do about it is told before it is taken off their list.
async fn tell_recalled(
    office: &Office,
    change: &UnitOfWork,
    row: &arrival::Model,
    document: &document::Model,
    why: &str,
) -> Result<(), Error> {
    let open = of_subject(change.connection(), row.id.0).await?;
    let mut news = News::new(
        format!("recalled/{}", row.id),
        Kind::Recalled,
        (tasks::SUBJECT, row.id.0),
        [],
        office.now(),
    );
    news.to = open.into_iter().map(|task| task.holder).collect();
    notification::tell(change, news.saying(format!("{}: {why}", document.issuer_name)));
    Ok(())
}
