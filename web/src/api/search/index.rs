use axum::extract::State;
use documents::search::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{AppState, extract::Json, signed::Signed};

/// How far the search index can be relied on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IndexStanding {
    /// `whole`, `missing` or `rebuilding`.
    standing: &'static str,
    /// While it is being built: documents read so far.
    done: Option<u64>,
    /// While it is being built: documents there are.
    of: Option<u64>,
    /// Whether scanned pages are recognised: `ready`, `off`, `program_missing` or `vietnamese_missing`.
    recognition: &'static str,
}

/// Tình trạng chỉ mục tìm kiếm.
#[utoipa::path(
    get, path = "/api/v1/search/index", tag = "Tìm kiếm",
    responses((status = 200, body = IndexStanding), (status = 401)),
)]
pub(crate) async fn show(State(state): State<AppState>, _: Signed) -> Json<IndexStanding> {
    let (standing, progress) = match state.index.standing() {
        Standing::Whole => ("whole", None),
        Standing::Missing => ("missing", None),
        Standing::Rebuilding { done, of } => ("rebuilding", Some((done, of))),
    };
    Json(IndexStanding {
        standing,
        done: progress.map(|(done, _)| done),
        of: progress.map(|(_, of)| of),
        recognition: state.recognition.standing().code(),
    })
}
