use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use documents::{
    DocumentId,
    outbound::{self, Loaded},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    body::DraftBody,
    show::{DraftSummary, answer},
};
use crate::{
    AppState,
    etag::IfMatch,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Begins a draft.
#[utoipa::path(
    post, path = "/api/v1/drafts", tag = "Văn bản đi",
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless")),
    request_body = DraftBody,
    responses((status = 201, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<DraftBody>,
) -> Result<impl IntoResponse, Problem> {
    let id = outbound::begin(&state.office, signed.actor(), body.into_fields()?).await?;
    let loaded = Loaded::readable(state.office.database.read(), signed.actor(), id).await?;
    let location = [(header::LOCATION, format!("/api/v1/drafts/{id}"))];
    Ok((StatusCode::CREATED, location, answer(&loaded)))
}

/// Writes a new version. What was checked must be checked again.
#[utoipa::path(
    put, path = "/api/v1/drafts/{id}", tag = "Văn bản đi",
    params(
        ("id" = Uuid, Path, description = "The document"),
        ("If-Match" = String, Header, description = "The ETag that was seen"),
    ),
    request_body = DraftBody,
    responses(
        (status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404),
        (status = 409), (status = 412), (status = 422), (status = 428),
    ),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    IfMatch(seen): IfMatch,
    Json(body): Json<DraftBody>,
) -> Result<impl IntoResponse, Problem> {
    let loaded = outbound::change(&state.office, signed.actor(), id, Some(seen), body.into_fields()?).await?;
    Ok(answer(&loaded))
}

/// A remark.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct CommentBody {
    /// The remark, at most 5000 letters.
    text: String,
}

/// A remark that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CommentKept {
    /// Its id.
    id: Uuid,
}

/// Remarks on the newest version.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/comments", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = CommentBody,
    responses((status = 201, body = CommentKept), (status = 400), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn comment(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<CommentBody>,
) -> Result<impl IntoResponse, Problem> {
    let comment = outbound::comment(&state.office, signed.actor(), id, &body.text).await?;
    Ok((StatusCode::CREATED, Json(CommentKept { id: comment.0 })))
}
