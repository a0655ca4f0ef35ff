//! What is found about the signatures of files: as JSON, as ETSI XML, and on paper with the agency's seal.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use documents::{
    FileId,
    outbound::{self, KeyStoreId, Unlock},
    signatures,
};
use serde::Deserialize;
use serde_json::Value;
use signing::validate::Report;
use utoipa::ToSchema;
use uuid::Uuid;

use super::intake::FileForm;
use crate::{
    AppState,
    extract::{Json, Path, file_of},
    pages::signatures::{attachment, found},
    problem::Problem,
    signed::Signed,
};

/// JSON, or ETSI TS 119 102-2 where XML is asked for.
fn answer(headers: &HeaderMap, report: &Report) -> Result<Response, Problem> {
    let wanted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if wanted.is_some_and(|wanted| wanted.starts_with("application/xml")) {
        let kind = [(header::CONTENT_TYPE, "application/xml")];
        return Ok((kind, report.to_etsi_xml()).into_response());
    }
    let value = serde_json::to_value(report).map_err(|error| Problem::new("internal").caused_by(error))?;
    Ok(Json(value).into_response())
}

/// Báo cáo kiểm tra chữ ký số của một tệp PDF bất kỳ; tệp không được lưu. `Accept: application/xml` cho ETSI TS 119 102-2.
#[utoipa::path(
    post, path = "/api/v1/signature-reports", tag = "Chữ ký số",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, content((Object = "application/json"), (String = "application/xml"))),
        (status = 400), (status = 401), (status = 413), (status = 422),
    ),
)]
pub(crate) async fn report(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let (upload, used) = file_of(&state, &signed, request).await?.open();
    let report = signatures::validate(&state.office, upload.bytes.into()).await?;
    used.done(&state, &signed).await;
    answer(&headers, &report)
}

/// Lược đồ JSON của báo cáo; tên và giá trị trong đó không đổi nghĩa.
#[utoipa::path(
    get, path = "/api/v1/signature-reports/schema", tag = "Chữ ký số",
    responses((status = 200, body = Object), (status = 401)),
)]
pub(crate) async fn schema(_: Signed) -> Result<Json<Value>, Problem> {
    let schema = serde_json::from_str(Report::JSON_SCHEMA);
    schema
        .map(Json)
        .map_err(|error| Problem::new("internal").caused_by(error))
}

/// Báo cáo kiểm tra chữ ký số của một tệp đã lưu, kiểm tra lúc hỏi. `Accept: application/xml` cho ETSI TS 119 102-2.
#[utoipa::path(
    get, path = "/api/v1/files/{id}/signature-report", tag = "Chữ ký số", params(("id" = Uuid, Path)),
    responses(
        (status = 200, content((Object = "application/json"), (String = "application/xml"))),
        (status = 401), (status = 404),
    ),
)]
pub(crate) async fn of_file(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    Path(id): Path<FileId>,
) -> Result<Response, Problem> {
    let (_, report) = found(&state, &signed, id).await?;
    answer(&headers, &report)
}

/// The agency's key and its PIN. The PIN is used once and kept nowhere.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ReportUnlock {
    /// The key store.
    key: Uuid,
    /// Its PIN.
    #[schema(format = Password)]
    pin: String,
}

/// Báo cáo kiểm tra chữ ký số của một tệp đã lưu dưới dạng PDF có chữ ký số của cơ quan.
#[utoipa::path(
    post, path = "/api/v1/files/{id}/signature-report", tag = "Chữ ký số", params(("id" = Uuid, Path)),
    request_body = ReportUnlock,
    responses((status = 200, content_type = "application/pdf"), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn sealed(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<FileId>,
    Json(body): Json<ReportUnlock>,
) -> Result<Response, Problem> {
    let (name, report) = found(&state, &signed, id).await?;
    let unlock = Unlock {
        key: KeyStoreId(body.key),
        pin: body.pin,
    };
    let (office, evidence) = (&state.office, &state.evidence);
    let pdf = outbound::seal_report(office, evidence, signed.actor(), &name, &report, unlock).await?;
    Ok(attachment(pdf))
}
