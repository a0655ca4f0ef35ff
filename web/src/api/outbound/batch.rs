use axum::{extract::State, http::StatusCode};
use documents::{
    DocumentId,
    outbound::{
        BatchId, KeyStoreId, Unlock,
        batch::{self, Batch, Chosen},
        entity::signing_batch::BatchPurpose,
    },
};
use kernel::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Path},
    pages::go_on_signing,
    problem::Problem,
    signed::Signed,
};

/// A document to be signed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChosenBody {
    /// The document.
    id: Uuid,
    /// The version of the draft whose pages were seen; none takes the newest.
    #[serde(default)]
    draft_version: Option<i32>,
}

/// Many documents, one key, one PIN. The PIN is kept nowhere.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BatchBody {
    /// `sign` as the person with signing authority, or `seal` for the agency.
    #[schema(example = "sign")]
    purpose: String,
    /// The documents, in the order they are signed.
    documents: Vec<ChosenBody>,
    /// The key store.
    key: Uuid,
    /// Its PIN.
    #[schema(format = Password)]
    pin: String,
}

/// A key and its PIN, to go on with.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ResumeBody {
    /// The key store.
    key: Uuid,
    /// Its PIN.
    #[schema(format = Password)]
    pin: String,
}

/// How far a batch got.
#[derive(Serialize, ToSchema)]
pub(crate) struct BatchView {
    /// Its id.
    id: Uuid,
    /// `sign` or `seal`.
    purpose: &'static str,
    /// Whether it is being worked on.
    running: bool,
    /// Why it stopped before the end.
    stopped: Option<String>,
    /// Each document's result.
    documents: Vec<ItemView>,
}

/// What became of one document.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemView {
    id: Uuid,
    /// `waiting`, `signed`, `already_signed` or `failed`.
    state: &'static str,
    /// Why it could not be signed.
    message: Option<String>,
}

fn view(state: &AppState, batch: Batch) -> BatchView {
    BatchView {
        id: batch.row.id.0,
        purpose: batch.row.purpose.code(),
        running: batch.is_running(state.office.now()),
        documents: batch
            .items
            .iter()
            .map(|item| ItemView {
                id: item.document_id.0,
                state: item.state.code(),
                message: item.message.clone(),
            })
            .collect(),
        stopped: batch.row.stopped,
    }
}

/// Begins to sign many documents with one PIN; the answer tells where to ask how far it got.
#[utoipa::path(
    post, path = "/api/v1/signing-batches", tag = "Văn bản đi", request_body = BatchBody,
    responses((status = 202, body = BatchView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<BatchBody>,
) -> Result<(StatusCode, Json<BatchView>), Problem> {
    let purpose: BatchPurpose = body.purpose.parse().map_err(|_| {
        documents::Error::Invalid(vec![FieldError::new("purpose", "Phải là “sign” hoặc “seal”.")])
    })?;
    let chosen: Vec<Chosen> = body
        .documents
        .iter()
        .map(|one| Chosen {
            document: DocumentId(one.id),
            version: one.draft_version,
        })
        .collect();
    let id = batch::begin(&state.office, signed.actor(), purpose, &chosen).await?;
    let unlock = Unlock {
        key: KeyStoreId(body.key),
        pin: body.pin,
    };
    let begun = go_on_signing(&state, &signed, id, unlock).await?;
    Ok((StatusCode::ACCEPTED, Json(view(&state, begun))))
}

/// How far it got.
#[utoipa::path(
    get, path = "/api/v1/signing-batches/{id}", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The batch")),
    responses((status = 200, body = BatchView), (status = 401), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchView>, Problem> {
    let batch = batch::show(state.office.database.read(), signed.actor(), id).await?;
    Ok(Json(view(&state, batch)))
}

/// Goes on with what still waits, after a wrong PIN or an interruption. Nothing is signed twice. What a stopped server left can be
/// taken up after some seconds; until then, and while it is being worked on, the answer is 409.
#[utoipa::path(
    post, path = "/api/v1/signing-batches/{id}/resume", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The batch")), request_body = ResumeBody,
    responses((status = 202, body = BatchView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn resume(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BatchId>,
    Json(body): Json<ResumeBody>,
) -> Result<(StatusCode, Json<BatchView>), Problem> {
    let unlock = Unlock {
        key: KeyStoreId(body.key),
        pin: body.pin,
    };
    let batch = go_on_signing(&state, &signed, id, unlock).await?;
    Ok((StatusCode::ACCEPTED, Json(view(&state, batch))))
}
