use axum::extract::{Request, State};
use documents::signatures;
use serde_json::Value;

use super::intake::{FileForm, file_of};
use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// Báo cáo kiểm tra chữ ký số của một tệp PDF bất kỳ; tệp không được lưu.
#[utoipa::path(
    post, path = "/api/v1/signature-reports", tag = "Chữ ký số",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Object), (status = 400), (status = 401), (status = 413), (status = 422)),
)]
pub(crate) async fn report(
    State(state): State<AppState>,
    _: Signed,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let (_, bytes) = file_of(&state, request).await?;
    let report = signatures::validate(&state.office, bytes).await?;
    let value = serde_json::to_value(&report).map_err(|error| Problem::new("internal").caused_by(error))?;
    Ok(Json(value))
}
