//! Files and images of their pages.

use axum::{extract::State, response::Response};
use documents::{FileId, IntakeId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::routes;

use crate::{
    Access, AppState,
    extract::{Path, Query},
    pages::inbound::file,
    problem::Problem,
    routes::Routes,
    signed::Signed,
};

/// The routes of files.
pub(super) fn routes() -> Routes {
    Routes::new()
        .api(Access::SignedIn, routes!(download))
        .api(Access::SignedIn, routes!(page))
        .api(
            Access::With(directory::Permission::RegisterArrival),
            routes!(intake_page),
        )
}

/// Một tệp, đúng từng byte như đã nhận.
#[utoipa::path(
    get, path = "/api/v1/files/{id}", tag = "Tệp", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "*/*")),
)]
pub(crate) async fn download(
    state: State<AppState>,
    signed: Signed,
    id: Path<FileId>,
) -> Result<Response, Problem> {
    file::download(state, signed, id).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// How wide the image is wanted, in pixels.
    #[param(minimum = 1, maximum = 4000)]
    width: Option<u32>,
}

/// Ảnh một trang của tệp.
#[utoipa::path(
    get, path = "/api/v1/files/{id}/pages/{page}", tag = "Tệp",
    params(("id" = Uuid, Path), ("page" = u32, Path, description = "From 1"), PageQuery),
    responses((status = 200, content_type = "image/png")),
)]
pub(crate) async fn page(
    state: State<AppState>,
    signed: Signed,
    path: Path<(FileId, u32)>,
    Query(query): Query<PageQuery>,
) -> Result<Response, Problem> {
    file::page(state, signed, path, Query(file::Width { rong: query.width })).await
}

/// Ảnh một trang của tệp chờ đăng ký.
#[utoipa::path(
    get, path = "/api/v1/intakes/{id}/pages/{page}", tag = "Tệp",
    params(("id" = Uuid, Path), ("page" = u32, Path, description = "From 1")),
    responses((status = 200, content_type = "image/png")),
)]
pub(crate) async fn intake_page(
    state: State<AppState>,
    signed: Signed,
    path: Path<(IntakeId, u32)>,
) -> Result<Response, Problem> {
    file::intake_page(state, signed, path).await
}
