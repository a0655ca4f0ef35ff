use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use documents::{IntakeId, entity::intake, inbound};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path, file_of},
    problem::Problem,
    signed::Signed,
};

/// A file that was brought and waits to be registered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Intake {
    id: Uuid,
    name: String,
    sha256: String,
    size: i64,
    pages: i32,
    state: &'static str,
    /// The arrival it became.
    arrival: Option<Uuid>,
    /// Verdict on its signatures.
    verdict: Option<String>,
    /// What in it can act on its own.
    dangers: Vec<String>,
    /// What was read from it: each field with its value and place.
    #[schema(value_type = Object)]
    proposal: Value,
}

fn of(row: intake::Model) -> Intake {
    Intake {
        id: row.id.0,
        name: row.name,
        sha256: row.hash.to_string(),
        size: row.size,
        pages: row.pages,
        state: row.state.code(),
        arrival: row.arrival_id.map(|arrival| arrival.0),
        verdict: row.verdict,
        dangers: serde_json::from_str(&row.dangers).unwrap_or_default(),
        proposal: serde_json::from_str(&row.proposal).unwrap_or_default(),
    }
}

/// Tệp chờ đăng ký của cơ quan.
#[utoipa::path(
    get, path = "/api/v1/intakes", tag = "Văn bản đến",
    responses((status = 200, body = Vec<Intake>), (status = 401), (status = 403)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<Intake>>, Problem> {
    let rows = inbound::intakes(&state.office, signed.actor()).await?;
    Ok(Json(rows.into_iter().map(of).collect()))
}

/// A file in a form: itself, or the upload by which it was brought in parts before.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes the form to clients and is never built")]
pub(crate) struct FileForm {
    #[schema(value_type = Option<String>, format = Binary)]
    file: Vec<u8>,
    upload: Option<Uuid>,
}

/// Đưa một tệp PDF vào tiếp nhận; đọc sẵn các trường và kiểm tra chữ ký.
#[utoipa::path(
    post, path = "/api/v1/intakes", tag = "Văn bản đến",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = Intake), (status = 400), (status = 401), (status = 403), (status = 413), (status = 422)),
)]
pub(crate) async fn bring(
    State(state): State<AppState>,
    signed: Signed,
    request: Request,
) -> Result<(StatusCode, Json<Intake>), Problem> {
    let (upload, used) = file_of(&state, &signed, request).await?.open();
    let row = inbound::receive(&state.office, signed.actor(), upload).await?;
    used.done(&state, &signed).await;
    Ok((StatusCode::CREATED, Json(of(row))))
}

/// Một tệp chờ đăng ký.
#[utoipa::path(
    get, path = "/api/v1/intakes/{id}", tag = "Văn bản đến", params(("id" = Uuid, Path)),
    responses((status = 200, body = Intake), (status = 401), (status = 403), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<IntakeId>,
) -> Result<Json<Intake>, Problem> {
    Ok(Json(of(inbound::intake(&state.office, signed.actor(), id)
        .await?
        .row)))
}

/// Why something is refused or sent back.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Reason {
    pub(super) reason: String,
}

/// Không tiếp nhận tệp, kèm lý do.
#[utoipa::path(
    post, path = "/api/v1/intakes/{id}/refusal", tag = "Văn bản đến", params(("id" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn refuse(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<IntakeId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    inbound::refuse(&state.office, signed.actor(), id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
