use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use workflow::{
    definition::Issue,
    diagram::{self, Marks},
    steps,
    store::{
        self,
        definitions::{self, DefinitionId},
    },
};

use super::{drawn, list::ProcessVersion};
use crate::{
    AppState,
    etag::etag,
    extract::{Json, Path},
    pages::processes::attached,
    problem::Problem,
    signed::Signed,
};

/// A place in a file that keeps it from being published.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessFault {
    /// Line in the file, from 1.
    line: u32,
    /// The element's id.
    element: String,
    name: Option<String>,
    /// Why, in Vietnamese.
    reason: String,
}

impl From<Issue> for ProcessFault {
    fn from(issue: Issue) -> Self {
        Self {
            line: issue.line,
            element: issue.element,
            name: issue.name,
            reason: issue.reason,
        }
    }
}

/// A version with its steps.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessDetail {
    #[serde(flatten)]
    row: ProcessVersion,
    /// Who does what, by when, and where it goes from there.
    #[schema(value_type = Vec<Object>)]
    steps: Value,
    /// What keeps it from being published.
    faults: Vec<ProcessFault>,
}

/// Một bản của quy trình: các bước và chỗ còn phải sửa.
#[utoipa::path(
    get, path = "/api/v1/process-versions/{id}", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProcessDetail)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<impl IntoResponse, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    let checked = documents::processes::check(&row.key, &row.xml).await?;
    let told = checked.definition.as_ref().map(steps::steps).unwrap_or_default();
    let detail = ProcessDetail {
        steps: serde_json::to_value(told).unwrap_or_default(),
        faults: checked.faults.into_iter().map(ProcessFault::from).collect(),
        row: row.into(),
    };
    Ok((etag(detail.row.revision), Json(detail)))
}

/// Tệp BPMN như đã tải lên.
#[utoipa::path(
    get, path = "/api/v1/process-versions/{id}/file", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "application/xml")),
)]
pub(crate) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Response, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    Ok(attached(&row).into_response())
}

/// Sơ đồ dạng SVG; 404 khi tệp không kèm hình vẽ.
#[utoipa::path(
    get, path = "/api/v1/process-versions/{id}/drawing", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml")),
)]
pub(crate) async fn drawing(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Response, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    drawn(diagram::svg(&row.xml, &Marks::default()).map_err(store::Error::from)?)
}
