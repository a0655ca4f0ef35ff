//! Signing in two steps: prepared here, answered by a key that is elsewhere.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::{
    DocumentId,
    outbound::{
        Ask, Bearer, Purpose, SigningId,
        entity::signing_session,
        session::{self, Links, Means, Ticket},
    },
};
use kernel::FieldError;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::show::{DraftSummary, answer};
use crate::{
    AppState,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// Where the plug-in of the Government Cipher Committee listens on the signer's machine.
const PLUGIN: &str = "wss://127.0.0.1:8987";

/// A signature that is to be prepared.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct SigningBody {
    /// `person` or `seal`.
    #[schema(example = "person")]
    purpose: String,
    /// `device`: you bring the certificate and later the signature value; `plugin`: the plug-in of the Government Cipher
    /// Committee fetches the file and brings it back signed.
    #[schema(example = "device")]
    means: String,
    /// The version of the draft whose pages were seen; asked of the person who signs.
    #[serde(default)]
    draft_version: i32,
    /// For `device`: the certificate of the key, DER in base64.
    #[serde(default)]
    certificate: String,
    /// For `device`: the certificates above it, nearest first.
    #[serde(default)]
    chain: Vec<String>,
}

/// A signature that waits for its key.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SigningBegun {
    /// The session.
    id: Uuid,
    /// The key must have answered by then.
    expires_at: String,
    /// For `device`: what to sign.
    device: Option<ToSign>,
    /// For `plugin`: what to send where.
    plugin: Option<PluginOrder>,
}

/// What the key signs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToSign {
    /// Base64 of the DER signed attributes (RFC 5652 5.4): sign these.
    to_be_signed: String,
    /// Base64 of their hash, for keys that take hashes.
    hash: String,
    /// The mechanism, hash function included.
    #[schema(example = "RsaPkcs1Sha256")]
    mechanism: String,
    /// Base64 of the document's hash inside the attributes: what to show to the person who confirms.
    document_hash: String,
    /// Trích yếu.
    title: String,
    /// Number and symbol.
    number: String,
}

/// The plug-in's order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PluginOrder {
    /// Where the plug-in listens on the signer's machine.
    address: String,
    /// What to send there, as it is.
    #[schema(value_type = Object)]
    message: serde_json::Value,
}

/// What became of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SigningView {
    id: Uuid,
    document: Uuid,
    /// `person` or `seal`.
    purpose: &'static str,
    /// `device` or `plugin`.
    means: &'static str,
    /// `waiting`, `finished` or `cancelled`.
    state: &'static str,
    /// The same in words.
    state_label: &'static str,
    expires_at: String,
}

impl SigningView {
    fn of(row: &signing_session::Model) -> Self {
        Self {
            id: row.id.0,
            document: row.document_id.0,
            purpose: row.purpose.code(),
            means: row.means.code(),
            state: row.state.code(),
            state_label: row.state.label(),
            expires_at: row.expires_at.to_string(),
        }
    }
}

fn wrong(field: &str, message: &str) -> Problem {
    Problem::new("invalid").with_fields(vec![FieldError::new(field, message)])
}

fn bytes(field: &str, text: &str) -> Result<Vec<u8>, Problem> {
    BASE64_STANDARD
        .decode(text)
        .map_err(|_| wrong(field, "Phải là base64."))
}

/// Prepares a signature whose key is elsewhere. Whatever waited for the same signature waits no longer.
#[utoipa::path(
    post, path = "/api/v1/drafts/{id}/signings", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    request_body = SigningBody,
    responses((status = 201, body = SigningBegun), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Json(body): Json<SigningBody>,
) -> Result<impl IntoResponse, Problem> {
    let purpose: Purpose = body
        .purpose
        .parse()
        .map_err(|_| wrong("purpose", "Chỉ có “person” và “seal”."))?;
    let ask = Ask {
        document: id,
        purpose,
        version: body.draft_version,
    };
    let (office, actor) = (&state.office, signed.actor());
    let begun = match body.means.parse() {
        Ok(Means::Device) => {
            let certificate = bytes("certificate", &body.certificate)?;
            let chain: Result<Vec<_>, _> = body.chain.iter().map(|text| bytes("chain", text)).collect();
            let bearer = Bearer::read(&certificate, &chain?)?;
            for_device(session::begin(office, &state.evidence, actor, ask, bearer).await?)
        }
        Ok(Means::Plugin) => {
            let links = session::begin_plugin(office, actor, ask).await?;
            for_plugin(&state, purpose, &links)
        }
        Err(_) => return Err(wrong("means", "Chỉ có “device” và “plugin”.")),
    };
    Ok((StatusCode::CREATED, Json(begun)))
}

fn for_device(ticket: Ticket) -> SigningBegun {
    SigningBegun {
        id: ticket.id.0,
        expires_at: ticket.expires_at.to_string(),
        device: Some(ToSign {
            to_be_signed: BASE64_STANDARD.encode(&ticket.to_be_signed),
            hash: BASE64_STANDARD.encode(&ticket.hash),
            mechanism: format!("{:?}", ticket.scheme),
            document_hash: BASE64_STANDARD.encode(&ticket.document_hash),
            title: ticket.title,
            number: ticket.number,
        }),
        plugin: None,
    }
}

/// The plug-in signs as a leader (`SignApproved`) or as the clerk who issues (`SignIssued`).
fn for_plugin(state: &AppState, purpose: Purpose, links: &Links) -> SigningBegun {
    let base = state.office.settings.public_url();
    let call = match purpose {
        Purpose::Person => "SignApproved",
        Purpose::Seal => "SignIssued",
    };
    let message = json!({
        "FileUploadHandler": format!("{base}/ky-so/ket-qua/{}", links.upload.text()),
        "SessionId": "",
        "JWTToken": "",
        "FileName": format!("{base}/ky-so/tep/{}/van-ban.pdf", links.download.text()),
        "DocNumber": "",
        "IssuedDate": "",
        "MetaData": [],
    });
    SigningBegun {
        id: links.id.0,
        expires_at: links.expires_at.to_string(),
        device: None,
        plugin: Some(PluginOrder {
            address: format!("{PLUGIN}/{call}"),
            message,
        }),
    }
}

/// Tells what became of a session of one's own.
#[utoipa::path(
    get, path = "/api/v1/signings/{id}", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The session")),
    responses((status = 200, body = SigningView), (status = 401), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SigningId>,
) -> Result<impl IntoResponse, Problem> {
    let row = session::of_actor(&state.office, signed.actor(), id).await?;
    Ok(Json(SigningView::of(&row)))
}

/// What the key answered.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AnswerBody {
    /// Base64 of the signature value; ECDSA as DER (RFC 3279 2.2.3).
    signature: String,
}

/// Takes the signature value, assembles and validates the file, and moves the document on. The same answer again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/signings/{id}/finish", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The session")),
    request_body = AnswerBody,
    responses((status = 200, body = DraftSummary), (status = 400), (status = 401), (status = 403), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn finish(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SigningId>,
    Json(body): Json<AnswerBody>,
) -> Result<impl IntoResponse, Problem> {
    let value = bytes("signature", &body.signature)?;
    Ok(answer(
        &session::finish(&state.office, &state.evidence, signed.actor(), id, value).await?,
    ))
}

/// Gives up waiting; a signature that comes later is refused.
#[utoipa::path(
    post, path = "/api/v1/signings/{id}/cancel", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The session")),
    responses((status = 200, body = SigningView), (status = 401), (status = 404), (status = 409)),
)]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<SigningId>,
) -> Result<impl IntoResponse, Problem> {
    let row = session::cancel(&state.office, signed.actor(), id).await?;
    Ok(Json(SigningView::of(&row)))
}
