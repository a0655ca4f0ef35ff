use axum::{extract::State, http::StatusCode};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::outbound::{
    entity::trust::{self as row, TrustKind},
    trust,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// A root or revocation list this installation validates with.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Trusted {
    /// SHA-256.
    fingerprint: String,
    /// Whether it is a root rather than a revocation list.
    is_root: bool,
    name: String,
    added_at: String,
}

impl From<row::Model> for Trusted {
    fn from(row: row::Model) -> Self {
        Self {
            is_root: row.kind == TrustKind::Root,
            fingerprint: row.fingerprint,
            name: row.name,
            added_at: row.added_at.to_string(),
        }
    }
}

/// Chứng thư gốc và danh sách thu hồi đang dùng để kiểm tra chữ ký.
#[utoipa::path(
    get, path = "/api/v1/trust", tag = "Chứng thư số",
    responses((status = 200, body = Vec<Trusted>)),
)]
pub(crate) async fn list(State(state): State<AppState>, _: Signed) -> Result<Json<Vec<Trusted>>, Problem> {
    let rows = trust::all(state.office.database.read()).await?;
    Ok(Json(rows.into_iter().map(Trusted::from).collect()))
}

/// A root to be trusted.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct RootBody {
    /// The certificate in PEM, or DER in base64.
    certificate: String,
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
    let text = body.certificate.trim();
    let bytes = BASE64_STANDARD
        .decode(text)
        .unwrap_or_else(|_| text.as_bytes().to_vec());
    trust::add_root(&state.office, signed.actor(), &bytes)
        .await
        .map_err(|error| match error {
            documents::Error::Forbidden(_) | documents::Error::Storage(_) | documents::Error::Kernel(_) => {
                Problem::from(error)
            }
            _ => documents::Error::field("certificate", "Không đọc được chứng thư X.509.").into(),
        })?;
    Ok(StatusCode::NO_CONTENT)
}
