//! Actions on an arrival: small forms on its page.

use axum::{extract::State, response::Redirect};
use documents::{
    ArrivalId, AssignmentId, ExtensionId,
    inbound::{self, AskExtension, Assign, Direct, RawFacts, Register, Source, facts::read_date},
};
use kernel::id::{PostId, UnitId};
use serde::Deserialize;
use workflow::task::TaskId;

use crate::{
    AppState,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// Back to the arrival, saying what was done.
fn back(id: ArrivalId, done: &str) -> Redirect {
    Redirect::to(&format!("/den/{id}?da={done}"))
}

/// A date as typed; nothing when it is left empty.
fn date(field: &str, text: &str) -> Result<Option<time::Date>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let wrong = || documents::Error::field(field, "Viết ngày/tháng/năm, ví dụ 05/03/2026.");
    Ok(Some(read_date(text).ok_or_else(wrong)?))
}

/// Words, and the version of the arrival the page was drawn from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Words {
    text: String,
    seen: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AcceptForm {
    due: String,
    note: String,
    seen: Option<i64>,
}

/// `POST /den/{id}/dang-ky`
pub(crate) async fn accept(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Form(form): Form<AcceptForm>,
) -> Result<Redirect, Problem> {
    let facts = RawFacts {
        due: form.due,
        note: form.note,
        ..RawFacts::default()
    };
    let command = Register {
        source: Source::Sent(id),
        facts,
        duplicates_seen: false,
        version: form.seen,
    };
    inbound::register(&state.office, signed.actor(), command).await?;
    Ok(back(id, "dang-ky"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct SubmitForm {
    leader: PostId,
    #[serde(default)]
    seen: Option<i64>,
}

/// `POST /den/{id}/trinh`
pub(crate) async fn submit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Form(form): Form<SubmitForm>,
) -> Result<Redirect, Problem> {
    inbound::submit(&state.office, signed.actor(), id, form.leader, form.seen).await?;
    Ok(back(id, "trinh-lanh-dao"))
}

/// `POST /den/{id}/tra-noi-gui`
pub(crate) async fn return_to_sender(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Form(form): Form<Words>,
) -> Result<Redirect, Problem> {
    inbound::return_to_sender(&state.office, signed.actor(), id, &form.text, form.seen).await?;
    Ok(back(id, "tra-noi-gui"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct DirectForm {
    lead: UnitId,
    #[serde(default)]
    cooperating: Vec<UnitId>,
    #[serde(default)]
    informed: Vec<UnitId>,
    #[serde(default)]
    due: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    seen: Option<i64>,
}

/// `POST /den/{id}/chi-dao`
pub(crate) async fn direct(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Form(form): Form<DirectForm>,
) -> Result<Redirect, Problem> {
    let command = Direct {
        arrival: id,
        lead: form.lead,
        cooperating: form.cooperating,
        informed: form.informed,
        due: date("due", &form.due)?,
        text: form.text,
        version: form.seen,
    };
    inbound::direct(&state.office, signed.actor(), command).await?;
    Ok(back(id, "chi-dao"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct AssignForm {
    post: PostId,
    #[serde(default)]
    due: String,
    #[serde(default)]
    text: String,
}

/// `POST /den/{id}/phan/{assignment}/phan-cong`
pub(crate) async fn assign(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, assignment)): Path<(ArrivalId, AssignmentId)>,
    Form(form): Form<AssignForm>,
) -> Result<Redirect, Problem> {
    let command = Assign {
        assignment,
        post: form.post,
        due: date("due", &form.due)?,
        text: form.text,
    };
    inbound::assign(&state.office, signed.actor(), command).await?;
    Ok(back(id, "phan-cong"))
}

/// `POST /den/{id}/phan/{assignment}/bao-cao`
pub(crate) async fn report(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, assignment)): Path<(ArrivalId, AssignmentId)>,
    Form(form): Form<Words>,
) -> Result<Redirect, Problem> {
    inbound::report(&state.office, signed.actor(), assignment, &form.text).await?;
    Ok(back(id, "bao-cao"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ExtensionForm {
    new_due: String,
    reason: String,
}

/// `POST /den/{id}/phan/{assignment}/gia-han`
pub(crate) async fn ask_extension(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, assignment)): Path<(ArrivalId, AssignmentId)>,
    Form(form): Form<ExtensionForm>,
) -> Result<Redirect, Problem> {
    let missing = || documents::Error::field("new_due", "Chọn hạn mới.");
    let new_due = date("new_due", &form.new_due)?.ok_or_else(missing)?;
    let command = AskExtension {
        assignment,
        new_due,
        reason: form.reason,
    };
    inbound::ask_extension(&state.office, signed.actor(), command).await?;
    Ok(back(id, "xin-gia-han"))
}

/// `POST /den/{id}/phan/{assignment}/tra-lai`
pub(crate) async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path((_, assignment)): Path<(ArrivalId, AssignmentId)>,
    Form(form): Form<Words>,
) -> Result<Redirect, Problem> {
    inbound::send_back(&state.office, signed.actor(), assignment, &form.text).await?;
    Ok(Redirect::to("/?da=tra-lai-viec"))
}

/// `POST /den/{id}/phan/{assignment}/da-xem`
pub(crate) async fn acknowledge(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, assignment)): Path<(ArrivalId, AssignmentId)>,
) -> Result<Redirect, Problem> {
    inbound::acknowledge(&state.office, signed.actor(), assignment).await?;
    Ok(back(id, "da-xem"))
}

/// `POST /den/{id}/buoc/{task}`
pub(crate) async fn finish_step(
    State(state): State<AppState>,
    signed: Signed,
    Path((_, task)): Path<(ArrivalId, TaskId)>,
    Form(form): Form<Words>,
) -> Result<Redirect, Problem> {
    let id = inbound::finish_step(&state.office, signed.actor(), task, &form.text).await?;
    Ok(back(id, "xong-buoc"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DecideForm {
    answer: String,
    grants: String,
}

/// `POST /den/{id}/gia-han/{extension}`
pub(crate) async fn decide_extension(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, extension)): Path<(ArrivalId, ExtensionId)>,
    Form(form): Form<DecideForm>,
) -> Result<Redirect, Problem> {
    let grants = form.grants == "co";
    inbound::decide_extension(&state.office, signed.actor(), extension, grants, &form.answer).await?;
    Ok(back(id, "tra-loi-gia-han"))
}
