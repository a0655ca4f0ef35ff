//! Files and images of their pages.

use axum::{extract::State, response::Response};
use documents::{FileId, IntakeId, files, reading};
use pdf::Origin;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use crate::{
    Access, AppState,
    extract::{Json, Path, Query},
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
        .api(Access::SignedIn, routes!(text))
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

/// A page's text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageView {
    /// From 1.
    number: u32,
    /// `embedded` in the file; `scan`: not recognised yet; `recognised` by a program, so it may be wrong; `unreadable`.
    #[schema(value_type = String)]
    origin: Origin,
    /// The lines in reading order.
    lines: Vec<String>,
}

/// Chữ trên các trang của tệp, từng trang, và chữ ấy từ đâu ra.
#[utoipa::path(
    get, path = "/api/v1/files/{id}/text", tag = "Tệp", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<PageView>)),
)]
pub(crate) async fn text(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<FileId>,
) -> Result<Json<Vec<PageView>>, Problem> {
    let file = files::readable(&state.office, signed.actor(), id).await?;
    let pages = reading::pages_of_file(&state.office, &file).await?;
    let view = |page: pdf::PageText| PageView {
        number: page.number,
        origin: page.origin,
        lines: page.lines.into_iter().map(|line| line.text).collect(),
    };
    Ok(Json(pages.into_iter().map(view).collect()))
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
