use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use documents::{
    ArrivalId,
    inbound::{self, Upload},
};

use super::{intake::FileForm, show::File};
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
    let (name, bytes) = file_of(&state, request).await?;
    let upload = Upload {
        name,
        bytes: bytes.to_vec(),
    };
    let file = inbound::attach(&state.office, signed.actor(), id, upload).await?;
    Ok((StatusCode::CREATED, Json(File::from(file))))
}
