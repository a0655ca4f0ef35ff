use axum::{extract::State, http::StatusCode};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::outbound::{
    entity::trust::{self as row, TrustKind, TrustOrigin},
    trust,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A root or revocation list this installation validates with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trusted {
    /// SHA-256.
    fingerprint: String,
    /// Whether it is a root rather than a revocation list.
    is_root: bool,
    name: String,
    added_at: String,
    /// `neac`, `ban-co-yeu`, `nuoc-ngoai` or `rieng`.
    origin: Option<String>,
    /// Since when it is trusted no more, and why.
    removed_at: Option<String>,
    removal_reason: Option<String>,
}

impl From<row::Model> for Trusted {
    fn from(row: row::Model) -> Self {
        Self {
            is_root: row.kind == TrustKind::Root,
            fingerprint: row.fingerprint,
            name: row.name,
            added_at: row.added_at.to_string(),
            origin: row.origin.map(|origin| origin.code().to_owned()),
            removed_at: row.removed_at.map(|at| at.to_string()),
            removal_reason: row.removal_reason,
        }
    }
}

/// Chứng thư gốc và danh sách thu hồi dùng để kiểm tra chữ ký, cả những mục đã thôi tin cậy.
#[utoipa::path(
    get, path = "/api/v1/trust", tag = "Chứng thư số",
    responses((status = 200, body = Vec<Trusted>)),
)]
pub(crate) async fn list(State(state): State<AppState>, _: Signed) -> Result<Json<Vec<Trusted>>, Problem> {
    let rows = trust::history(state.office.database.read()).await?;
    Ok(Json(rows.into_iter().map(Trusted::from).collect()))
}

/// A root to be trusted.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RootBody {
    /// The certificate in PEM, or DER in base64.
    certificate: String,
    /// `neac`, `ban-co-yeu`, `nuoc-ngoai` or `rieng`.
    #[serde(default)]
    origin: Option<String>,
}

/// Thêm chứng thư gốc được tin cậy.
#[utoipa::path(
    post, path = "/api/v1/trust/roots", tag = "Chứng thư số", request_body = RootBody,
    responses((status = 204)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<RootBody>,
) -> Result<StatusCode, Problem> {
    let origin = body.origin.as_deref().map(str::parse::<TrustOrigin>).transpose();
    let origin = origin.map_err(|_| documents::Error::field("origin", "Chọn một nguồn chứng thư gốc."))?;
    let bytes = decoded(&body.certificate);
    trust::add_root(&state.office, signed.actor(), &bytes, origin)
        .await
        .map_err(|error| unreadable(error, "certificate"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// A revocation list.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ListBody {
    /// DER in base64.
    list: String,
}

/// Thêm danh sách thu hồi (CRL).
#[utoipa::path(
    post, path = "/api/v1/trust/lists", tag = "Chứng thư số", request_body = ListBody,
    responses((status = 204)),
)]
pub(crate) async fn add_list(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<ListBody>,
) -> Result<StatusCode, Problem> {
    trust::add_revocation_list(&state.office, signed.actor(), &decoded(&body.list))
        .await
        .map_err(|error| unreadable(error, "list"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why something is trusted no more.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RemovalBody {
    reason: String,
}

/// Thôi tin cậy một chứng thư gốc hoặc bỏ một danh sách thu hồi.
#[utoipa::path(
    post, path = "/api/v1/trust/{fingerprint}/removal", tag = "Chứng thư số",
    params(("fingerprint" = String, Path)), request_body = RemovalBody, responses((status = 204)),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(fingerprint): Path<String>,
    Json(body): Json<RemovalBody>,
) -> Result<StatusCode, Problem> {
    trust::remove(&state.office, signed.actor(), &fingerprint, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn decoded(text: &str) -> Vec<u8> {
    let text = text.trim();
    BASE64_STANDARD
        .decode(text)
        .unwrap_or_else(|_| text.as_bytes().to_vec())
}

/// What the bytes are not is a mistake in the field.
fn unreadable(error: documents::Error, field: &str) -> Problem {
    match error {
        documents::Error::Signing(_) => documents::Error::field(
            field,
            "Không đọc được tệp: cần chứng thư X.509 hoặc danh sách thu hồi.",
        )
        .into(),
        other => other.into(),
    }
}
