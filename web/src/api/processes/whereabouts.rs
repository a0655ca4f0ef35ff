use axum::{extract::State, response::Response};
use documents::{
    ArrivalId, DocumentId,
    processes::whereabouts::{Asked, Whereabouts, of_arrival, of_draft},
};
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::drawn;
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Where a document is in its process.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentProcess {
    /// The version it runs by.
    process_version: Uuid,
    name: String,
    version: i32,
    /// `running`, `suspended`, `completed`, `failed` or `cancelled`.
    status: String,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// What it waits for.
    waiting: Vec<WaitingStep>,
    /// Ids of the elements and flows it has passed.
    passed: Vec<String>,
}

/// A step that waits.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingStep {
    element: String,
    name: String,
    /// Who has it, or may take it; nobody where a message or a time is waited for.
    who: Vec<String>,
    /// Who helps and is not done yet.
    helping: Vec<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// By when.
    #[schema(value_type = Option<String>, format = Date)]
    due: Option<String>,
}

impl From<Asked> for WaitingStep {
    fn from(asked: Asked) -> Self {
        Self {
            element: asked.element,
            name: asked.step,
            who: asked.who,
            helping: asked.helping,
            since: asked.since,
            due: asked.due.map(|due| due.to_string()),
        }
    }
}

fn told(whereabouts: Option<Whereabouts>) -> Result<Json<DocumentProcess>, Problem> {
    let found = whereabouts.ok_or_else(|| Problem::new("not_found"))?;
    let position = found.position;
    Ok(Json(DocumentProcess {
        process_version: position.process.id.0,
        name: position.process.name,
        version: position.process.version,
        status: position.row.status,
        started_at: position.row.started_at,
        ended_at: position.row.ended_at,
        waiting: found.waiting.into_iter().map(WaitingStep::from).collect(),
        passed: position.passed.into_iter().collect(),
    }))
}

fn drawing(whereabouts: Option<Whereabouts>) -> Result<Response, Problem> {
    let found = whereabouts.ok_or_else(|| Problem::new("not_found"))?;
    drawn(found.drawing()?)
}

/// Văn bản đến đang ở bước nào, ai giữ, từ lúc nào; 404 khi chưa vào quy trình.
#[utoipa::path(
    get, path = "/api/v1/arrivals/{id}/process", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = DocumentProcess), (status = 404)),
)]
pub(crate) async fn of_one_arrival(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
) -> Result<Json<DocumentProcess>, Problem> {
    told(of_arrival(&state.office, signed.actor(), id).await?)
}

/// Sơ đồ quy trình (SVG) có đánh dấu văn bản đến đang ở đâu, ai giữ, từ lúc nào.
#[utoipa::path(
    get, path = "/api/v1/arrivals/{id}/process/drawing", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml"), (status = 404)),
)]
pub(crate) async fn drawing_of_arrival(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
) -> Result<Response, Problem> {
    drawing(of_arrival(&state.office, signed.actor(), id).await?)
}

/// Dự thảo, văn bản đi đang ở bước nào, ai giữ, từ lúc nào; 404 khi chưa vào quy trình.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/process", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = DocumentProcess), (status = 404)),
)]
pub(crate) async fn of_one_draft(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<Json<DocumentProcess>, Problem> {
    told(of_draft(&state.office, signed.actor(), id).await?)
}

/// Sơ đồ quy trình (SVG) có đánh dấu dự thảo, văn bản đi đang ở đâu, ai giữ, từ lúc nào.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}/process/drawing", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml"), (status = 404)),
)]
pub(crate) async fn drawing_of_draft(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<Response, Problem> {
    drawing(of_draft(&state.office, signed.actor(), id).await?)
}
