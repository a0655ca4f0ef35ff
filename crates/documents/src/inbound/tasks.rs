//! What arrivals put on the work lists.

use kernel::{Actor, Office, UnitOfWork, id::Id as _};
use serde_json::json;
use time::Date;
use uuid::Uuid;
use workflow::{
    store::instances::Card,
    task::{self, Ending, Holder, NewTask},
};

use crate::{
    ArrivalId, Error,
    entity::{arrival, document},
    flow::{Flow, variables},
    notification::{self, Kind, News},
    processes,
};

/// Kind of subject on the work list and in the audit trail.
pub const SUBJECT: &str = "arrival";

/// Tiếp nhận văn bản gửi đến.
pub const ACCEPT: &str = "accept";
/// Trình lãnh đạo.
pub const SUBMIT: &str = "submit";
/// Cho ý kiến chỉ đạo.
pub const DIRECT: &str = "direct";
/// Phân công người xử lý.
pub const ASSIGN: &str = "assign";
/// Giải quyết.
pub const SETTLE: &str = "settle";
/// Xem để biết.
pub const READ: &str = "read";
/// Trả lời xin gia hạn.
pub const DECIDE: &str = "decide_extension";

/// Whether an action has a use-case of its own; what else a process asks is completed by name.
#[must_use]
pub fn is_known(action: &str) -> bool {
    matches!(
        action,
        ACCEPT | SUBMIT | DIRECT | ASSIGN | SETTLE | READ | DECIDE | task::FOLLOW_UP
    )
}

/// What a step of an agency's own process is called among others.
pub const OTHER: &str = "Việc khác";

/// What an action is called on pages.
#[must_use]
pub fn label(action: &str) -> &'static str {
    match action {
        ACCEPT => "Tiếp nhận",
        SUBMIT => "Trình lãnh đạo",
        DIRECT => "Cho ý kiến chỉ đạo",
        ASSIGN => "Phân công",
        SETTLE => "Giải quyết",
        READ => "Xem để biết",
        DECIDE => "Trả lời xin gia hạn",
        task::FOLLOW_UP => "Đôn đốc",
        _ => OTHER,
    }
}

/// Whether the action is one about arrivals.
#[must_use]
pub fn is_of_arrivals(action: &str) -> bool {
    [ACCEPT, SUBMIT, DIRECT, ASSIGN, SETTLE, READ, DECIDE].contains(&action)
}

/// One act in the case of an arrival.
pub(super) fn flow<'a>(
    office: &'a Office,
    change: &'a UnitOfWork,
    actor: &'a Actor,
    arrival: ArrivalId,
    outcome: &'a str,
) -> Flow<'a> {
    Flow {
        office,
        change,
        actor,
        kind: SUBJECT,
        subject: arrival.uuid(),
        outcome,
    }
}

/// Starts the case of an arrival, by the process of its urgency.
pub(super) async fn start(
    flow: Flow<'_>,
    arrival: &arrival::Model,
    document: &document::Model,
) -> Result<(), Error> {
    let key = if document.urgency.is_urgent() {
        processes::URGENT
    } else {
        processes::INBOUND
    };
    let card = Card {
        kind: SUBJECT,
        id: arrival.id.uuid(),
        agency: arrival.agency_id,
        title: document.subject.clone(),
        detail: detail(document),
        urgency: document.urgency.code(),
    };
    let facts = json!({
        "channel": arrival.channel.code(),
        "urgency": document.urgency.code(),
        "kind": document.kind.code(),
    });
    flow.start(key, card, variables(facts)).await?;
    Ok(())
}

/// Puts a question about an arrival on a work list that is no step of its process.
pub(super) async fn open(
    office: &Office,
    change: &UnitOfWork,
    about: (&arrival::Model, &document::Model),
    holder: Holder,
    action: &'static str,
    part: Option<Uuid>,
    due: Option<Date>,
) -> Result<(), Error> {
    let (arrival, document) = about;
    let id = office.new_id();
    let news = News::new(
        format!("task/{id}"),
        Kind::Task,
        (SUBJECT, arrival.id.uuid()),
        [holder],
        office.now(),
    );
    notification::tell(change, news.asking(action).while_open(id));
    let new = NewTask {
        id,
        agency: arrival.agency_id,
        holder,
        action,
        subject_kind: SUBJECT,
        subject: arrival.id.uuid(),
        part,
        title: document.subject.clone(),
        detail: detail(document),
        urgency: document.urgency.code(),
        due,
    };
    Ok(task::open(change, new, office.now()).await?)
}

/// Number, symbol and issuer in one line.
fn detail(document: &document::Model) -> String {
    match document.number_symbol_text() {
        number if number.is_empty() => document.issuer_name.clone(),
        number => format!("{number} · {}", document.issuer_name),
    }
}

/// Ends the actor's question about an arrival.
pub(super) async fn end(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    arrival: ArrivalId,
    action: &str,
    part: Option<Uuid>,
    outcome: &str,
) -> Result<(), Error> {
    let ending = Ending {
        actor,
        outcome,
        at: office.now(),
    };
    task::end(change, ending, action, arrival.uuid(), part).await?;
    Ok(())
}

/// Cancels what still waits about an arrival and is no step of its process, or about a part of it.
pub(super) async fn cancel(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    arrival: ArrivalId,
    part: Option<Uuid>,
    outcome: &str,
) -> Result<(), Error> {
    let ending = Ending {
        actor,
        outcome,
        at: office.now(),
    };
    task::cancel_all(change, ending, arrival.uuid(), part).await?;
    Ok(())
}
