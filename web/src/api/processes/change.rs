use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use workflow::store::definitions::{self, DefinitionId, Upload};

use super::{list::ProcessVersion, show::ProcessFault};
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A file to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProcessFile {
    /// BPMN 2.0 XML.
    xml: String,
}

/// What a look at a file told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessCheck {
    /// Name of its main process.
    name: String,
    /// Whether it can be published.
    is_sound: bool,
    faults: Vec<ProcessFault>,
}

impl From<definitions::Checked> for ProcessCheck {
    fn from(checked: definitions::Checked) -> Self {
        Self {
            is_sound: checked.is_sound(),
            name: checked.name,
            faults: checked.faults.into_iter().map(ProcessFault::from).collect(),
        }
    }
}

/// Kiểm tra một tệp BPMN: chạy được không, đường nào cũng tới kết thúc không; không lưu gì.
#[utoipa::path(
    post, path = "/api/v1/process-checks", tag = "Quy trình", request_body = ProcessFile,
    responses((status = 200, body = ProcessCheck)),
)]
pub(crate) async fn check(Json(file): Json<ProcessFile>) -> Result<Json<ProcessCheck>, Problem> {
    Ok(Json(definitions::check(&file.xml).await?.into()))
}

/// A process that is brought.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ProcessUpload {
    /// Small letters, digits and hyphens.
    #[schema(example = "inbound")]
    key: String,
    /// BPMN 2.0 XML.
    xml: String,
    /// What is new in it.
    #[serde(default)]
    note: String,
}

/// The draft, and what the check found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProcessDraft {
    #[serde(flatten)]
    row: ProcessVersion,
    check: ProcessCheck,
}

/// Tải quy trình lên thành bản nháp, thay bản nháp đang có.
#[utoipa::path(
    post, path = "/api/v1/processes", tag = "Quy trình", request_body = ProcessUpload,
    responses((status = 201, body = ProcessDraft)),
)]
pub(crate) async fn upload(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<ProcessUpload>,
) -> Result<impl IntoResponse, Problem> {
    let upload = Upload {
        key: body.key,
        xml: body.xml,
        note: body.note,
    };
    let (row, checked) = definitions::upload(&state.office, signed.actor(), upload).await?;
    let location = [(header::LOCATION, format!("/api/v1/process-versions/{}", row.id))];
    let tag = etag(row.revision);
    let draft = ProcessDraft {
        row: row.into(),
        check: checked.into(),
    };
    Ok((StatusCode::CREATED, location, tag, Json(draft)))
}

/// Ban hành bản nháp: việc mới chạy theo bản này.
#[utoipa::path(
    post, path = "/api/v1/process-versions/{id}/publication", tag = "Quy trình",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = ProcessVersion)),
)]
pub(crate) async fn publish(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    IfMatch(revision): IfMatch,
) -> Result<impl IntoResponse, Problem> {
    let row = documents::processes::publish(&state.office, signed.actor(), id, revision).await?;
    Ok((etag(row.revision), Json(ProcessVersion::from(row))))
}

/// Thôi áp dụng bản của cơ quan: việc mới chạy theo bản kèm phần mềm.
#[utoipa::path(
    delete, path = "/api/v1/process-versions/{id}/publication", tag = "Quy trình",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = ProcessVersion)),
)]
pub(crate) async fn retire(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    IfMatch(revision): IfMatch,
) -> Result<impl IntoResponse, Problem> {
    let row = definitions::retire(&state.office, signed.actor(), id, revision).await?;
    Ok((etag(row.revision), Json(ProcessVersion::from(row))))
}

/// Xóa bản nháp.
#[utoipa::path(
    delete, path = "/api/v1/process-versions/{id}", tag = "Quy trình", params(("id" = Uuid, Path)),
    responses((status = 204)),
)]
pub(crate) async fn discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<StatusCode, Problem> {
    definitions::discard(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
