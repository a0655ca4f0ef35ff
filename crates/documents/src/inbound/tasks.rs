//! What arrivals put on the work lists.

use kernel::{Actor, Office, UnitOfWork, id::Id as _};
use time::Date;
use uuid::Uuid;
use workflow::task::{self, Ending, Holder, NewTask};

use crate::{
    ArrivalId, Error,
    entity::{arrival, document},
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
        _ => "Việc khác",
    }
}

/// Puts something about an arrival on a work list.
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
    let new = NewTask {
        id: office.new_id(),
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

/// Ends the actor's task about an arrival.
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

/// Cancels what still waits about an arrival, or about a part of it.
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
