use axum::{extract::State, http::StatusCode};
use directory::account;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// The present and the new password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PasswordBody {
    #[schema(format = Password)]
    present: String,
    #[schema(format = Password)]
    new: String,
}

/// Đổi mật khẩu của mình; các phiên khác kết thúc.
#[utoipa::path(
    put, path = "/api/v1/me/password", tag = "Tài khoản", request_body = PasswordBody,
    responses((status = 204)),
)]
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<PasswordBody>,
) -> Result<StatusCode, Problem> {
    account::change_password(&state.office, &signed.identity, &body.present, &body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
