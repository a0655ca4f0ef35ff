use axum::{extract::State, http::StatusCode, response::IntoResponse};
use documents::{
    DocumentId,
    outbound::{self, Check, Confirmation, KeyStoreId, Unlock},
};
use kernel::FieldError;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{DraftSummary, answer};
use crate::{
    AppState,
    etag::IfMatch,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Submits the newest version for review.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/submit", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen")),
    responses((status = 200, body = DraftSummary), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn submit(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    seen: Option<IfMatch>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::submit(&state.office, signed.actor(), id, seen.map(|seen| seen.0)).await?,
    ))
}

/// A check that is confirmed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ConfirmBody {
    /// `content`, `form`, or `further` for a step of the agency's own process.
    #[schema(example = "content")]
    check: String,
    /// The version of the draft that was looked at.
    draft_version: i32,
    /// Whether the initial (ký nháy) is put.
    #[serde(default)]
    initial: bool,
    /// Opinion.
    #[serde(default)]
    text: String,
}

/// Confirms content or form; the second confirmation approves the draft.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/confirm", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = ConfirmBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn confirm(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<ConfirmBody>,
) -> Result<impl IntoResponse, Problem> {
    let check: Check = body.check.parse().map_err(|_| {
        Problem::new("invalid").with_fields(vec![FieldError::new(
            "check",
            "Chỉ có “content”, “form” và “further”.",
        )])
    })?;
    let confirmation = Confirmation {
        check,
        version: body.draft_version,
        is_initialled: body.initial,
        text: body.text,
    };
    Ok(answer(
        &outbound::confirm(&state.office, signed.actor(), id, confirmation).await?,
    ))
}

/// Why it is sent back.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SendBackBody {
    /// The version of the draft that was looked at.
    draft_version: i32,
    /// The reason.
    reason: String,
}

/// Sends the draft back to its drafter.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/send-back", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = SendBackBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<SendBackBody>,
) -> Result<impl IntoResponse, Problem> {
    let loaded = outbound::send_back(
        &state.office,
        signed.actor(),
        id,
        body.draft_version,
        &body.reason,
    )
    .await?;
    Ok(answer(&loaded))
}

/// The key and its PIN. The PIN is used once and kept nowhere.
#[derive(Deserialize, ToSchema)]
pub(crate) struct UnlockBody {
    /// The key store.
    key: Uuid,
    /// Its PIN.
    #[schema(format = Password)]
    pin: String,
    /// The version of the draft whose pages were seen; asked of the person who signs.
    #[serde(default)]
    draft_version: i32,
}

impl From<UnlockBody> for Unlock {
    fn from(body: UnlockBody) -> Self {
        Self {
            key: KeyStoreId(body.key),
            pin: body.pin,
        }
    }
}

/// Signs as the person with signing authority. Nothing is stored unless the signed file passes validation.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/sign", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = UnlockBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn sign(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<UnlockBody>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::sign(
            &state.office,
            &state.evidence,
            signed.actor(),
            id,
            body.draft_version,
            body.into(),
        )
        .await?,
    ))
}

/// Gives number and date.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/number", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen")),
    responses((status = 200, body = DraftSummary), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn number(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    seen: Option<IfMatch>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::number(&state.office, signed.actor(), id, seen.map(|seen| seen.0)).await?,
    ))
}

/// Puts the agency's seal.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/seal", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = UnlockBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn seal(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<UnlockBody>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::seal(&state.office, &state.evidence, signed.actor(), id, body.into()).await?,
    ))
}

/// Issues and delivers.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/issue", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen")),
    responses((status = 200, body = DraftSummary), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn issue(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    seen: Option<IfMatch>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::issue(&state.office, signed.actor(), id, seen.map(|seen| seen.0)).await?,
    ))
}

/// Why it is recalled.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RecallBody {
    /// The reason.
    reason: String,
}

/// Recalls an issued document: both sides freeze.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/recall", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("If-Match" = Option<String>, Header, description = "The ETag that was seen")),
    request_body = RecallBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn recall(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    seen: Option<IfMatch>,
    Json(body): Json<RecallBody>,
) -> Result<impl IntoResponse, Problem> {
    Ok(answer(
        &outbound::recall(
            &state.office,
            signed.actor(),
            id,
            seen.map(|seen| seen.0),
            &body.reason,
        )
        .await?,
    ))
}

/// What is said to whoever has the work.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DraftUrging {
    text: String,
}

/// Đôn đốc người đang giữ việc của một dự thảo.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/urging", tag = "Văn bản đi", params(("id" = Uuid, Path)), request_body = DraftUrging,
    responses((status = 204)),
)]
pub(crate) async fn urge(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<DraftUrging>,
) -> Result<StatusCode, Problem> {
    documents::urge::draft(&state.office, signed.actor(), id, &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
