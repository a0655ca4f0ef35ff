use axum::{extract::State, http::StatusCode};
use directory::session;
use kernel::id::PostId;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// The post to go on in.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChosenPost {
    post: Uuid,
}

/// Đổi chức vụ đang làm việc của phiên; mã truy cập thì gắn với một chức vụ và không đổi được.
#[utoipa::path(
    put, path = "/api/v1/me/post", tag = "Tài khoản", request_body = ChosenPost,
    responses((status = 204), (status = 404)),
)]
pub(crate) async fn switch(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<ChosenPost>,
) -> Result<StatusCode, Problem> {
    session::switch_post(&state.office, &signed.identity, PostId(body.post)).await?;
    Ok(StatusCode::NO_CONTENT)
}
