use axum::{extract::State, http::StatusCode};
use documents::{
    DocumentId,
    outbound::{self, DispatchId},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// By which means it was sent.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SentBody {
    /// Such as "Bưu điện".
    means: String,
}

/// Notes that a recipient outside this installation was sent the document.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/dispatches/{dispatch}/sent", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document"), ("dispatch" = Uuid, Path, description = "The recipient")),
    request_body = SentBody,
    responses((status = 204), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn mark_sent(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, dispatch)): Path<(DocumentId, DispatchId)>,
    Json(body): Json<SentBody>,
) -> Result<StatusCode, Problem> {
    outbound::mark_sent(&state.office, signed.actor(), id, dispatch, &body.means).await?;
    Ok(StatusCode::NO_CONTENT)
}
