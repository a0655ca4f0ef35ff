//! Actions that need no page of their own: a button or a small form on the document's page.

use axum::{extract::State, response::Redirect};
use documents::{
    DocumentId,
    outbound::{self, Check, Confirmation, DispatchId},
};
use serde::Deserialize;

use crate::{
    AppState,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// Back to the document, saying what was done.
pub(super) fn back(id: DocumentId, done: &str) -> Redirect {
    Redirect::to(&format!("/du-thao/{id}?da={done}"))
}

/// The version of the row the page was drawn from.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    seen: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CommentForm {
    text: String,
}

/// `POST /du-thao/{id}/gop-y`
pub(crate) async fn comment(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<CommentForm>,
) -> Result<Redirect, Problem> {
    outbound::comment(&state.office, signed.actor(), id, &form.text).await?;
    Ok(back(id, "gop-y"))
}

/// `POST /du-thao/{id}/trinh`
pub(crate) async fn submit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<Seen>,
) -> Result<Redirect, Problem> {
    outbound::submit(&state.office, signed.actor(), id, form.seen).await?;
    Ok(back(id, "trinh"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct ConfirmForm {
    check: Check,
    version: i32,
    #[serde(default)]
    initial: Option<String>,
    #[serde(default)]
    text: String,
}

/// `POST /du-thao/{id}/kiem-tra`
pub(crate) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<ConfirmForm>,
) -> Result<Redirect, Problem> {
    let confirmation = Confirmation {
        check: form.check,
        version: form.version,
        is_initialled: form.initial.is_some(),
        text: form.text,
    };
    outbound::confirm(&state.office, signed.actor(), id, confirmation).await?;
    Ok(back(id, "kiem-tra"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct SendBackForm {
    version: i32,
    reason: String,
}

/// `POST /du-thao/{id}/tra-lai`
pub(crate) async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<SendBackForm>,
) -> Result<Redirect, Problem> {
    outbound::send_back(&state.office, signed.actor(), id, form.version, &form.reason).await?;
    Ok(back(id, "tra-lai"))
}

/// `POST /du-thao/{id}/cap-so`
pub(crate) async fn number(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<Seen>,
) -> Result<Redirect, Problem> {
    outbound::number(&state.office, signed.actor(), id, form.seen).await?;
    Ok(back(id, "cap-so"))
}

/// `POST /du-thao/{id}/phat-hanh`
pub(crate) async fn issue(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<Seen>,
) -> Result<Redirect, Problem> {
    outbound::issue(&state.office, signed.actor(), id, form.seen).await?;
    Ok(back(id, "phat-hanh"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct RecallForm {
    #[serde(default)]
    seen: Option<i64>,
    reason: String,
}

/// `POST /du-thao/{id}/thu-hoi`
pub(crate) async fn recall(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Form(form): Form<RecallForm>,
) -> Result<Redirect, Problem> {
    outbound::recall(&state.office, signed.actor(), id, form.seen, &form.reason).await?;
    Ok(back(id, "thu-hoi"))
}

#[derive(Debug, Deserialize)]
pub(crate) struct SentForm {
    means: String,
}

/// `POST /du-thao/{id}/da-gui/{dispatch}`
pub(crate) async fn mark_sent(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, dispatch)): Path<(DocumentId, DispatchId)>,
    Form(form): Form<SentForm>,
) -> Result<Redirect, Problem> {
    outbound::mark_sent(&state.office, signed.actor(), id, dispatch, &form.means).await?;
    Ok(back(id, "da-gui"))
}
