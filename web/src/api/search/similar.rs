use axum::extract::State;
use documents::{
    ArrivalId, DocumentId, access, inbound,
    search::{self, About},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::hit::SearchHit;
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Documents answered.
const MOST: usize = 10;

/// Documents like one another.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SimilarDocuments {
    items: Vec<SearchHit>,
}

async fn answer(state: &AppState, signed: &Signed, about: About) -> Result<Json<SimilarDocuments>, Problem> {
    let hits = search::similar(&state.office, signed.actor(), &state.index, about, MOST).await?;
    Ok(Json(SimilarDocuments {
        items: hits.into_iter().map(SearchHit::from).collect(),
    }))
}

/// Văn bản tương tự một văn bản đến.
#[utoipa::path(
    get, path = "/api/v1/arrivals/{id}/similar", tag = "Tìm kiếm", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = SimilarDocuments), (status = 401), (status = 404), (status = 503)),
)]
pub(crate) async fn of_arrival(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
) -> Result<Json<SimilarDocuments>, Problem> {
    inbound::show(&state.office, signed.actor(), id).await?;
    answer(&state, &signed, About::Arrival(id)).await
}

/// Văn bản tương tự một văn bản đi hoặc dự thảo.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/similar", tag = "Tìm kiếm", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = SimilarDocuments), (status = 401), (status = 404), (status = 503)),
)]
pub(crate) async fn of_document(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<Json<SimilarDocuments>, Problem> {
    access::readable(state.office.database.read(), signed.actor(), id).await?;
    answer(&state, &signed, About::Document(id)).await
}
