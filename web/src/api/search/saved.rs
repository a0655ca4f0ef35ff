use axum::{extract::State, http::StatusCode};
use documents::{
    SavedSearchId,
    entity::saved_search,
    search::{Order, saved},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::hit::SearchHit;
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A saved search.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedSearch {
    id: Uuid,
    name: String,
    question: String,
    /// `relevance`, `newest` or `oldest`.
    order: &'static str,
    created: String,
    /// New documents that its owner has not seen.
    unseen: u64,
}

impl SavedSearch {
    fn of(row: saved_search::Model, unseen: u64) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            question: row.question,
            order: row.sort.code(),
            created: row.created_at.to_string(),
            unseen,
        }
    }
}

/// A search to be saved.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SavedSearchBody {
    name: String,
    question: String,
    /// `relevance`, `newest` or `oldest`.
    order: Option<String>,
}

/// Another name.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SavedSearchName {
    name: String,
}

/// What a saved search found since it was last seen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SavedSearchNews {
    items: Vec<SearchHit>,
}

/// New documents answered.
const NEWS: u64 = 50;

/// Tìm kiếm đã lưu của chức vụ hiện tại, kèm số văn bản mới.
#[utoipa::path(
    get, path = "/api/v1/saved-searches", tag = "Tìm kiếm",
    responses((status = 200, body = Vec<SavedSearch>), (status = 401)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<SavedSearch>>, Problem> {
    let rows = saved::list(&state.office, signed.actor()).await?;
    let rows = rows
        .into_iter()
        .map(|row| SavedSearch::of(row.search, row.unseen));
    Ok(Json(rows.collect()))
}

/// Lưu một tìm kiếm; văn bản mới khớp sẽ được báo.
#[utoipa::path(
    post, path = "/api/v1/saved-searches", tag = "Tìm kiếm", request_body = SavedSearchBody,
    responses((status = 201, body = SavedSearch), (status = 401), (status = 422)),
)]
pub(crate) async fn save(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<SavedSearchBody>,
) -> Result<(StatusCode, Json<SavedSearch>), Problem> {
    let order: Option<Order> = body
        .order
        .map(|code| code.parse())
        .transpose()
        .map_err(|_| Problem::new("malformed"))?;
    let order = order.unwrap_or(Order::Relevance);
    let row = saved::save(&state.office, signed.actor(), &body.name, &body.question, order).await?;
    Ok((StatusCode::CREATED, Json(SavedSearch::of(row, 0))))
}

/// Đổi tên một tìm kiếm đã lưu.
#[utoipa::path(
    patch, path = "/api/v1/saved-searches/{id}", tag = "Tìm kiếm", params(("id" = Uuid, Path)),
    request_body = SavedSearchName,
    responses((status = 204), (status = 401), (status = 404), (status = 422)),
)]
pub(crate) async fn rename(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
    Json(body): Json<SavedSearchName>,
) -> Result<StatusCode, Problem> {
    saved::rename(&state.office, signed.actor(), id, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Xóa một tìm kiếm đã lưu.
#[utoipa::path(
    delete, path = "/api/v1/saved-searches/{id}", tag = "Tìm kiếm", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 404)),
)]
pub(crate) async fn delete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
) -> Result<StatusCode, Problem> {
    saved::delete(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Văn bản mới khớp với một tìm kiếm đã lưu, chưa xem.
#[utoipa::path(
    get, path = "/api/v1/saved-searches/{id}/news", tag = "Tìm kiếm", params(("id" = Uuid, Path)),
    responses((status = 200, body = SavedSearchNews), (status = 401), (status = 404)),
)]
pub(crate) async fn news(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
) -> Result<Json<SavedSearchNews>, Problem> {
    let hits = saved::news(&state.office, signed.actor(), id, NEWS).await?;
    Ok(Json(SavedSearchNews {
        items: hits.into_iter().map(SearchHit::from).collect(),
    }))
}

/// Ghi nhận đã xem văn bản mới của một tìm kiếm đã lưu.
#[utoipa::path(
    post, path = "/api/v1/saved-searches/{id}/seen", tag = "Tìm kiếm", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 404)),
)]
pub(crate) async fn mark_seen(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SavedSearchId>,
) -> Result<StatusCode, Problem> {
    saved::mark_seen(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
