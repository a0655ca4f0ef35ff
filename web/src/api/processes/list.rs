use axum::extract::State;
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use workflow::store::definitions::{self, process_definition};

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// One version of a process.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessVersion {
    pub(super) id: Uuid,
    /// What the product calls the process.
    #[schema(example = "inbound")]
    pub(super) key: String,
    pub(super) version: i32,
    pub(super) name: String,
    /// Whether it came with the product.
    pub(super) shipped: bool,
    /// `draft`, `published` or `retired`.
    pub(super) state: String,
    pub(super) sha256: String,
    pub(super) uploaded_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub(super) uploaded_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) published_at: Option<Timestamp>,
    /// What is new in it.
    pub(super) note: Option<String>,
    /// Grows with every change; the `ETag`.
    pub(super) revision: i64,
}

impl From<process_definition::Model> for ProcessVersion {
    fn from(row: process_definition::Model) -> Self {
        Self {
            id: row.id.0,
            key: row.key,
            version: row.version,
            name: row.name,
            shipped: row.agency_id.is_none(),
            state: match row.state {
                definitions::DefinitionState::Draft => "draft",
                definitions::DefinitionState::Published => "published",
                definitions::DefinitionState::Retired => "retired",
            }
            .to_owned(),
            sha256: row.sha256,
            uploaded_by: row.uploaded_by,
            uploaded_at: row.uploaded_at,
            published_at: row.published_at,
            note: row.note,
            revision: row.revision,
        }
    }
}

/// A process as the agency works by it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Process {
    key: String,
    name: String,
    /// The version new cases run by.
    current: Option<ProcessVersion>,
    draft: Option<ProcessVersion>,
}

/// Các quy trình của cơ quan, mỗi quy trình với bản đang áp dụng và bản nháp.
#[utoipa::path(
    get, path = "/api/v1/processes", tag = "Quy trình",
    responses((status = 200, body = Vec<Process>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<Process>>, Problem> {
    let all = definitions::in_force(state.office.database.read(), signed.actor()).await?;
    let processes = all.into_iter().map(|process| Process {
        name: process.name().to_owned(),
        key: process.key,
        current: process.current.map(ProcessVersion::from),
        draft: process.draft.map(ProcessVersion::from),
    });
    Ok(Json(processes.collect()))
}

/// Mọi bản của một quy trình, bản của cơ quan trước, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/processes/{key}/versions", tag = "Quy trình", params(("key" = String, Path)),
    responses((status = 200, body = Vec<ProcessVersion>)),
)]
pub(crate) async fn versions(
    State(state): State<AppState>,
    signed: Signed,
    Path(key): Path<String>,
) -> Result<Json<Vec<ProcessVersion>>, Problem> {
    let rows = definitions::versions(state.office.database.read(), signed.actor(), &key).await?;
    Ok(Json(rows.into_iter().map(ProcessVersion::from).collect()))
}
