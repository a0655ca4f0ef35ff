use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use documents::{ArrivalId, FileId, inbound};

use super::{
    intake::{FileForm, Reason},
    show::File,
};
use crate::{
    AppState,
    extract::{Json, Path, file_of},
    problem::Problem,
    signed::Signed,
};

/// Thêm tệp kèm theo một văn bản đến: PDF, Word, Excel, `PowerPoint`, `OpenDocument` hoặc ảnh.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/files", tag = "Văn bản đến", params(("id" = Uuid, Path)),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = File), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409),
        (status = 413), (status = 422),
    ),
)]
pub(crate) async fn attach(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    request: Request,
) -> Result<(StatusCode, Json<File>), Problem> {
    let (upload, used) = file_of(&state, &signed, request).await?.open();
    let file = inbound::attach(&state.office, signed.actor(), id, upload).await?;
    used.done(&state, &signed).await;
    Ok((StatusCode::CREATED, Json(File::from(file))))
}

/// Bỏ một tệp kèm theo thêm nhầm, kèm lý do; chỉ khi văn bản chưa được trình.
#[utoipa::path(
    post, path = "/api/v1/arrivals/{id}/files/{file}/removal", tag = "Văn bản đến",
    params(("id" = Uuid, Path), ("file" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn detach(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, file)): Path<(ArrivalId, FileId)>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    inbound::detach(&state.office, signed.actor(), id, file, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
