use axum::{extract::State, http::StatusCode};
use directory::symbol;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AppState,
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
    put, path = "/api/v1/symbol-rules/{kind}", tag = "Quản trị", params(("kind" = String, Path)), request_body = SymbolBody,
    responses((status = 204)),
)]
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<String>,
    Json(body): Json<SymbolBody>,
) -> Result<StatusCode, Problem> {
    if body.pattern.trim().is_empty() {
        return Err(directory::Error::field("pattern", "Ghi mẫu ký hiệu.").into());
    }
    let agency = signed.actor().agency;
    symbol::set(&state.office, signed.actor(), agency, &kind, &body.pattern).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Trở về mẫu ký hiệu của Nghị định 30/2020/NĐ-CP.
#[utoipa::path(
    delete, path = "/api/v1/symbol-rules/{kind}", tag = "Quản trị", params(("kind" = String, Path)),
    responses((status = 204)),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(kind): Path<String>,
) -> Result<StatusCode, Problem> {
    if kind.parse::<documents::DocumentKind>().is_err() {
        return Err(Problem::new("not_found"));
    }
    symbol::set(&state.office, signed.actor(), signed.actor().agency, &kind, "").await?;
    Ok(StatusCode::NO_CONTENT)
}
