use axum::{extract::State, http::StatusCode, response::IntoResponse};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::outbound::{
    KeyStoreId,
    entity::key_store,
    keys::{self, NewKey},
};
use kernel::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A key store. The key itself never leaves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyView {
    id: Uuid,
    /// Whether it is the agency's, to seal with.
    is_agency: bool,
    /// The owner's name.
    owner: String,
    /// The name in the certificate.
    subject: String,
    /// Who issued the certificate.
    issuer: String,
    /// Serial number in hexadecimal.
    serial: String,
    /// SHA-256 of the certificate.
    fingerprint: String,
    not_before: String,
    not_after: String,
    /// Whether the certificate is in its time now.
    is_current: bool,
}

impl KeyView {
    fn of(row: key_store::Model, now: time::OffsetDateTime) -> Self {
        Self {
            id: row.id.0,
            is_agency: row.person_id.is_none(),
            is_current: row.is_current(now),
            owner: row.owner_name,
            subject: row.subject,
            issuer: row.issuer,
            serial: row.serial,
            fingerprint: row.fingerprint,
            not_before: row.not_before.to_string(),
            not_after: row.not_after.to_string(),
        }
    }
}

/// The keys one may see, the soonest to expire first.
#[utoipa::path(
    get, path = "/api/v1/keys", tag = "Chứng thư số",
    responses((status = 200, body = Vec<KeyView>), (status = 401), (status = 403)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<KeyView>>, Problem> {
    let rows = keys::inventory(state.office.database.read(), signed.actor()).await?;
    let now = state.office.now().utc();
    Ok(Json(rows.into_iter().map(|row| KeyView::of(row, now)).collect()))
}

/// A key store to be kept.
#[derive(Deserialize, ToSchema)]
pub(crate) struct KeyBody {
    /// For the agency rather than for oneself.
    #[serde(default)]
    is_agency: bool,
    /// The PKCS#12 file in base64.
    pkcs12: String,
    /// Its PIN, used once and kept nowhere.
    #[schema(format = Password)]
    pin: String,
    /// Image of the signature or seal, PNG in base64; drawn from the name when absent.
    #[serde(default)]
    image: Option<String>,
}

/// A key store that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeyKept {
    id: Uuid,
}

/// Keeps a key store of one's own, or, as clerk, of the agency.
#[utoipa::path(
    post, path = "/api/v1/keys", tag = "Chứng thư số",
    request_body = KeyBody,
    responses((status = 201, body = KeyKept), (status = 400), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<KeyBody>,
) -> Result<impl IntoResponse, Problem> {
    let decode = |field: &str, text: &str| {
        let wrong = FieldError::new(field, "Phải được mã hóa base64.");
        BASE64_STANDARD
            .decode(text)
            .map_err(|_| Problem::new("invalid").with_fields(vec![wrong]))
    };
    let new = NewKey {
        is_agency: body.is_agency,
        pkcs12: decode("pkcs12", &body.pkcs12)?,
        pin: body.pin,
        image: body
            .image
            .as_deref()
            .map(|text| decode("image", text))
            .transpose()?,
    };
    let id = keys::add(&state.office, signed.actor(), new).await?;
    Ok((StatusCode::CREATED, Json(KeyKept { id: id.0 })))
}

/// Takes a key store out of use.
#[utoipa::path(
    delete, path = "/api/v1/keys/{id}", tag = "Chứng thư số",
    params(("id" = Uuid, Path, description = "The key store")),
    responses((status = 204), (status = 401), (status = 403), (status = 404)),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<KeyStoreId>,
) -> Result<StatusCode, Problem> {
    keys::remove(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
