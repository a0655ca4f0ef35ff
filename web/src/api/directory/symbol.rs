use axum::{extract::State, http::StatusCode, response::IntoResponse};
use directory::symbol;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// How the agency forms the symbol of one kind of document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SymbolRule {
    /// Code of the kind.
    kind: String,
    pattern: String,
    /// Counts changes; stands in the `ETag`.
    version: i64,
    /// The pattern filled in.
    example: String,
}

/// Mẫu ký hiệu riêng của cơ quan; loại không có mẫu theo Nghị định 30/2020/NĐ-CP.
#[utoipa::path(
    get, path = "/api/v1/symbol-rules", tag = "Quản trị",
    responses((status = 200, body = Vec<SymbolRule>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<SymbolRule>>, Problem> {
    let rows = symbol::rules(&state.office, signed.actor(), signed.actor().agency).await?;
    let rules = rows.into_iter().map(|row| SymbolRule {
        example: symbol::fill(&row.pattern, "QĐ", "UBND", "VX"),
        kind: row.document_kind,
        version: row.version,
        pattern: row.pattern,
    });
    Ok(Json(rules.collect()))
}

/// A pattern.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SymbolBody {
    /// `{loai}`, `{co_quan}` and `{don_vi}` stand for the abbreviations.
    #[schema(example = "{loai}-{co_quan}")]
    pattern: String,
}

/// Đặt mẫu ký hiệu cho một loại văn bản.
#[utoipa::path(
    put, path = "/api/v1/symbol-rules/{kind}", tag = "Quản trị", 
    params(("kind" = String, Path), ("If-Match" = Option<String>, Header)), request_body = SymbolBody,
    responses((status = 204)),
)]
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<String>,
    seen: Option<IfMatch>,
    Json(body): Json<SymbolBody>,
) -> Result<impl IntoResponse, Problem> {
    if body.pattern.trim().is_empty() {
        return Err(directory::Error::field("pattern", "Ghi mẫu ký hiệu.").into());
    }
    if kind.parse::<documents::DocumentKind>().is_err() {
        return Err(Problem::new("not_found"));
    }
    let agency = signed.actor().agency;
    let (rule, seen) = ((kind.as_str(), body.pattern.as_str()), seen.map(|seen| seen.0));
    let version = symbol::set(&state.office, signed.actor(), agency, rule, seen).await?;
    Ok((StatusCode::NO_CONTENT, etag(version)))
}

/// Trở về mẫu ký hiệu của Nghị định 30/2020/NĐ-CP.
#[utoipa::path(
    delete, path = "/api/v1/symbol-rules/{kind}", tag = "Quản trị",
    params(("kind" = String, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 204)),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<String>,
    seen: Option<IfMatch>,
) -> Result<StatusCode, Problem> {
    if kind.parse::<documents::DocumentKind>().is_err() {
        return Err(Problem::new("not_found"));
    }
    let (agency, seen) = (signed.actor().agency, seen.map(|seen| seen.0));
    symbol::set(&state.office, signed.actor(), agency, (&kind, ""), seen).await?;
    Ok(StatusCode::NO_CONTENT)
}
