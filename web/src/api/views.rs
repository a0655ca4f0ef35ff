//! Saved views of lists.

use axum::{extract::State, http::StatusCode};
use directory::{
    entity::list_view as row,
    list_view::{self, List, ListViewId, NewView},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    Access, AppState,
    extract::{Json, Path, Query},
    pages::views::tidied,
    problem::Problem,
    routes::Routes,
    signed::Signed,
};

/// The routes of saved views.
pub(super) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .api(anybody, routes!(list))
        .api(anybody, routes!(save))
        .api(anybody, routes!(set_default))
        .api(anybody, routes!(delete))
}

/// A saved view of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListView {
    id: Uuid,
    /// `arrivals`, `issued` or `drafts`.
    list: &'static str,
    name: String,
    /// The filters and columns as they stand in the list's address.
    query: String,
    /// Whether the list opens with it.
    is_default: bool,
}

impl From<row::Model> for ListView {
    fn from(row: row::Model) -> Self {
        Self {
            id: row.id.0,
            list: row.list.code(),
            name: row.name,
            query: row.query,
            is_default: row.is_default,
        }
    }
}

/// Which list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfList {
    /// `arrivals`, `issued` or `drafts`.
    list: String,
}

/// Cách xem đã lưu của một danh sách.
#[utoipa::path(
    get, path = "/api/v1/list-views", tag = "Cách xem", params(OfList),
    responses((status = 200, body = Vec<ListView>), (status = 400), (status = 401), (status = 404)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(of): Query<OfList>,
) -> Result<Json<Vec<ListView>>, Problem> {
    let rows = list_view::list(&state.office, signed.actor(), of.list.parse::<List>()?).await?;
    Ok(Json(rows.into_iter().map(ListView::from).collect()))
}

/// A view to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewListView {
    /// `arrivals`, `issued` or `drafts`.
    list: String,
    name: String,
    /// The filters and columns as they stand in the list's address.
    query: String,
    /// Whether the list is to open with it.
    #[serde(default)]
    is_default: bool,
}

/// Lưu một cách xem.
#[utoipa::path(
    post, path = "/api/v1/list-views", tag = "Cách xem", request_body = NewListView,
    responses((status = 201, body = ListView), (status = 401), (status = 404), (status = 422)),
)]
pub(crate) async fn save(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<NewListView>,
) -> Result<(StatusCode, Json<ListView>), Problem> {
    let new = NewView {
        list: body.list.parse()?,
        name: body.name,
        query: tidied(&body.query),
        is_default: body.is_default,
    };
    let row = list_view::save(&state.office, signed.actor(), new).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Whether a list is to open with it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AsDefault {
    is_default: bool,
}

/// Đặt, hoặc thôi đặt, một cách xem làm mặc định.
#[utoipa::path(
    patch, path = "/api/v1/list-views/{id}", tag = "Cách xem", params(("id" = Uuid, Path)), request_body = AsDefault,
    responses((status = 200, body = ListView), (status = 401), (status = 404)),
)]
pub(crate) async fn set_default(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ListViewId>,
    Json(body): Json<AsDefault>,
) -> Result<Json<ListView>, Problem> {
    let row = list_view::set_default(&state.office, signed.actor(), id, body.is_default).await?;
    Ok(Json(row.into()))
}

/// Xóa một cách xem.
#[utoipa::path(
    delete, path = "/api/v1/list-views/{id}", tag = "Cách xem", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 404)),
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ListViewId>,
) -> Result<StatusCode, Problem> {
    list_view::delete(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
