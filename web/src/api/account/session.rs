use axum::{extract::State, http::StatusCode};
use directory::{
    identity::Through,
    session::{self, SessionId},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// One sign-in on one device.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    id: Uuid,
    /// Whether this request came through it.
    is_this: bool,
    /// The browser, as it names itself.
    device: String,
    address: String,
    created: String,
    last_seen: String,
    expires: String,
}

/// Các phiên đăng nhập của mình, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "Tài khoản",
    responses((status = 200, body = Vec<Session>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<Session>>, Problem> {
    let rows = session::of_actor(&state.office, signed.actor()).await?;
    let sessions = rows.into_iter().map(|row| Session {
        id: row.id.0,
        is_this: signed.identity.through == Through::Session(row.id),
        device: row.device,
        address: row.address,
        created: row.created.to_string(),
        last_seen: row.last_seen.to_string(),
        expires: row.expires.to_string(),
    });
    Ok(Json(sessions.collect()))
}

/// Kết thúc một phiên của mình.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "Tài khoản", params(("id" = Uuid, Path)),
    responses((status = 204)),
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    session::revoke(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
