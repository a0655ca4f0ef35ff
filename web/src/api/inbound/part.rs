//! Actions on a part of an arrival. A part is acted on once; the second hand is told what happened.

use axum::{extract::State, http::StatusCode};
use documents::{
    AssignmentId, ExtensionId,
    inbound::{self, AskExtension, Assign},
};
use kernel::id::PostId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{date, intake::Reason};
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Made {
    id: Uuid,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Delegation {
    /// The person's post.
    post: Uuid,
    due: Option<String>,
    #[serde(default)]
    text: String,
}

/// Phân công người xử lý trong đơn vị.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/delegation", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Delegation,
    responses((status = 201, body = Made), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn assign(
    State(state): State<AppState>,
    signed: Signed,
    Path(assignment): Path<AssignmentId>,
    Json(body): Json<Delegation>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let due = date("due", body.due.as_deref())?;
    let command = Assign {
        assignment,
        post: PostId(body.post),
        due,
        text: body.text,
    };
    let made = inbound::assign(&state.office, signed.actor(), command).await?;
    Ok((StatusCode::CREATED, Json(Made { id: made.id.0 })))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Outcome {
    text: String,
}

/// Báo cáo đã xử lý xong.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/report", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Outcome,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn report(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AssignmentId>,
    Json(body): Json<Outcome>,
) -> Result<StatusCode, Problem> {
    inbound::report(&state.office, signed.actor(), id, &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Trả lại phần việc, kèm lý do.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/return", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn send_back(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AssignmentId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    inbound::send_back(&state.office, signed.actor(), id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ghi nhận đã xem để biết.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/acknowledgement", tag = "Văn bản đến", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409)),
)]
pub(crate) async fn acknowledge(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AssignmentId>,
) -> Result<StatusCode, Problem> {
    inbound::acknowledge(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewExtension {
    new_due: String,
    reason: String,
}

/// Xin gia hạn.
#[utoipa::path(
    post, path = "/api/v1/assignments/{id}/extension-requests", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = NewExtension,
    responses((status = 201, body = Made), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn ask_extension(
    State(state): State<AppState>,
    signed: Signed,
    Path(assignment): Path<AssignmentId>,
    Json(body): Json<NewExtension>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let missing = || documents::Error::field("new_due", "Cần có hạn mới.");
    let new_due = date("new_due", Some(&body.new_due))?.ok_or_else(missing)?;
    let command = AskExtension {
        assignment,
        new_due,
        reason: body.reason,
    };
    let id = inbound::ask_extension(&state.office, signed.actor(), command).await?;
    Ok((StatusCode::CREATED, Json(Made { id: id.0 })))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Decision {
    grants: bool,
    #[serde(default)]
    answer: String,
}

/// Trả lời xin gia hạn.
#[utoipa::path(
    post, path = "/api/v1/extension-requests/{id}/decision", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Decision,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn decide_extension(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ExtensionId>,
    Json(body): Json<Decision>,
) -> Result<StatusCode, Problem> {
    inbound::decide_extension(&state.office, signed.actor(), id, body.grants, &body.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
