use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use documents::{FileId, IntakeId, files, inbound};
use serde::Deserialize;

use crate::{
    AppState,
    extract::{Path, Query},
    problem::Problem,
    signed::Signed,
};

/// How wide an image is wanted, in pixels.
#[derive(Debug, Deserialize)]
pub(crate) struct Width {
    #[serde(default)]
    pub(crate) rong: Option<u32>,
}

/// A page never changes, because files never do; only the person who may read it keeps it.
fn image(png: Vec<u8>) -> Response {
    (
        [
            (header::CONTENT_TYPE, "image/png"),
            (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
        ],
        png,
    )
        .into_response()
}

/// `GET /tep/{id}/trang/{page}`
pub(crate) async fn page(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, page)): Path<(FileId, u32)>,
    Query(width): Query<Width>,
) -> Result<Response, Problem> {
    let file = files::readable(&state.office, signed.actor(), id).await?;
    let png = state
        .images
        .page(&state.office, &file.hash, page, width.rong.unwrap_or(900))
        .await?;
    Ok(image(png))
}

/// `GET /den/tiep-nhan/{id}/trang/{page}`
pub(crate) async fn intake_page(
    State(state): State<AppState>,
    signed: Signed,
    Path((id, page)): Path<(IntakeId, u32)>,
) -> Result<Response, Problem> {
    let intake = inbound::intake(&state.office, signed.actor(), id).await?;
    Ok(image(
        state
            .images
            .page(&state.office, &intake.row.hash, page, 900)
            .await?,
    ))
}

/// `GET /tep/{id}`: the very bytes. Never shown inside our pages: what people bring may hold scripts.
pub(crate) async fn download(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<FileId>,
) -> Result<Response, Problem> {
    let file = files::readable(&state.office, signed.actor(), id).await?;
    let bytes = files::bytes(&state.office, &file).await?;
    let name: String = url::form_urlencoded::byte_serialize(file.name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    Ok((
        [
            (header::CONTENT_TYPE, file.media_type.clone()),
            (
                header::CONTENT_DISPOSITION,
                format!("attachment; filename*=UTF-8''{name}"),
            ),
            (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
