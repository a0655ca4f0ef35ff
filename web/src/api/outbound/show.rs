use axum::{extract::State, http::HeaderName, response::IntoResponse};
use documents::{
    DocumentId,
    outbound::{self, Loaded, view::View},
};
use kernel::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::RecipientBody;
use crate::{
    AppState,
    etag::etag,
    extract::{Json, Path},
    problem::Problem,
    signed::Signed,
};

/// A draft or issued document in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftSummary {
    /// Its id.
    pub(crate) id: Uuid,
    /// Code of the stage: `writing`, `in_review`, `approved`, `signed`, `numbered`, `sealed`, `issued`, `recalled`.
    pub(crate) stage: &'static str,
    /// The stage in words.
    pub(crate) stage_label: &'static str,
    /// Code of the kind.
    pub(crate) kind: &'static str,
    /// Trích yếu.
    pub(crate) subject: String,
    /// Code of the urgency.
    pub(crate) urgency: &'static str,
    /// Number and symbol, once given; the symbol before.
    pub(crate) number_symbol: String,
    /// The number, once given.
    pub(crate) number: Option<i32>,
    /// The date it bears, once given.
    pub(crate) date: Option<String>,
    /// The drafting unit.
    pub(crate) unit: String,
    /// Who drafts.
    pub(crate) drafter: String,
    /// Who signs.
    pub(crate) signer: String,
    /// Number of the newest version of the draft.
    pub(crate) draft_version: i32,
    /// Version of the row: the `ETag`.
    pub(crate) version: i64,
    /// When it last changed.
    pub(crate) changed_at: String,
    /// When it was issued.
    pub(crate) issued_at: Option<String>,
}

impl DraftSummary {
    pub(crate) fn of(loaded: &Loaded) -> Self {
        Self::of_rows(&loaded.draft, &loaded.document)
    }

    pub(crate) fn of_rows(
        draft: &outbound::entity::draft::Model,
        document: &documents::entity::document::Model,
    ) -> Self {
        Self {
            id: document.id.0,
            stage: draft.stage.code(),
            stage_label: draft.stage.label(),
            kind: document.kind.code(),
            subject: document.subject.clone(),
            urgency: document.urgency.code(),
            number_symbol: document.number_symbol_text(),
            number: document.number,
            date: document.date.map(|date| date.to_string()),
            unit: draft.unit_name.clone(),
            drafter: draft.drafter_name.clone(),
            signer: document.signer_name.clone(),
            draft_version: draft.newest,
            version: document.version,
            changed_at: draft.changed_at.to_string(),
            issued_at: draft.issued_at.map(|at| at.to_string()),
        }
    }
}

/// The answer to every action: the document as it stands now, with its `ETag`.
pub(crate) fn answer(loaded: &Loaded) -> ([(HeaderName, String); 1], Json<DraftSummary>) {
    (etag(loaded.document.version), Json(DraftSummary::of(loaded)))
}

/// A draft with everything that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftView {
    /// The document.
    #[serde(flatten)]
    summary: DraftSummary,
    /// Kính gửi.
    addressees: Vec<RecipientBody>,
    /// Căn cứ.
    bases: Vec<String>,
    /// The body in the small markup.
    body: String,
    /// Nơi nhận.
    recipients: Vec<RecipientBody>,
    /// Lưu.
    filing: String,
    /// Why it was sent back or recalled.
    reason: String,
    /// Versions, newest first.
    versions: Vec<VersionView>,
    /// Remarks, oldest first.
    comments: Vec<CommentView>,
    /// Checks, oldest first.
    checks: Vec<CheckView>,
    /// Signatures, oldest first.
    signatures: Vec<SignatureView>,
    /// Recipients and how far it got, once issued.
    dispatches: Vec<DispatchView>,
    /// What the sender of the request can do now, by name.
    actions: Vec<&'static str>,
}

/// A version.
#[derive(Debug, Serialize, ToSchema)]
struct VersionView {
    number: i32,
    author: String,
    note: String,
    at: String,
}

/// A remark.
#[derive(Debug, Serialize, ToSchema)]
struct CommentView {
    version: i32,
    author: String,
    title: String,
    text: String,
    at: String,
}

/// A check and who answers for it.
#[derive(Debug, Serialize, ToSchema)]
struct CheckView {
    version: i32,
    /// `content`, `form`, or nothing when the signer sent it back.
    check: Option<&'static str>,
    /// `passed`, `initialled` or `sent_back`.
    outcome: &'static str,
    /// Whether it counts.
    stands: bool,
    name: String,
    title: String,
    text: String,
    at: String,
}

/// A signature.
#[derive(Debug, Serialize, ToSchema)]
struct SignatureView {
    /// `ky` of the person, `dau` of the agency.
    field: String,
    by: String,
    subject: String,
    /// SHA-256 of the certificate.
    fingerprint: String,
    at: String,
}

/// A recipient of the issued document.
#[derive(Debug, Serialize, ToSchema)]
struct DispatchView {
    id: Uuid,
    name: String,
    /// Code of the state: `to_send`, `sent`, `waiting`, `received`, `in_progress`, `settled`, `returned`, `recalled`.
    state: &'static str,
    state_label: &'static str,
    sent_at: Option<String>,
    received_at: Option<String>,
    arrival_number: Option<i32>,
    reason: String,
}

impl From<View> for DraftView {
    fn from(view: View) -> Self {
        let recipients = |list: &[outbound::Recipient]| {
            list.iter()
                .map(|one| RecipientBody {
                    agency: one.agency.map(|agency| agency.0),
                    name: one.name.clone(),
                })
                .collect::<Vec<_>>()
        };
        let moment = |at: Timestamp| at.to_string();
        Self {
            summary: DraftSummary::of(&view.loaded),
            addressees: recipients(&view.content.addressees),
            recipients: recipients(&view.content.recipients),
            bases: view.content.bases,
            body: view.content.body,
            filing: view.content.filing,
            reason: view.loaded.draft.reason,
            versions: view
                .versions
                .into_iter()
                .map(|row| VersionView {
                    number: row.number,
                    author: row.by_name,
                    note: row.note,
                    at: moment(row.at),
                })
                .collect(),
            comments: view
                .comments
                .into_iter()
                .map(|row| CommentView {
                    version: row.number,
                    author: row.by_name,
                    title: row.by_title,
                    text: row.text,
                    at: moment(row.at),
                })
                .collect(),
            checks: view
                .checks
                .into_iter()
                .map(|row| CheckView {
                    version: row.number,
                    check: row.kind.map(outbound::Check::code),
                    outcome: row.outcome.code(),
                    stands: row.stands,
                    name: row.by_name,
                    title: row.by_title,
                    text: row.text,
                    at: moment(row.at),
                })
                .collect(),
            signatures: view
                .signatures
                .into_iter()
                .map(|row| SignatureView {
                    field: row.field,
                    by: row.by_name,
                    subject: row.subject,
                    fingerprint: row.fingerprint,
                    at: moment(row.at),
                })
                .collect(),
            dispatches: view
                .dispatches
                .into_iter()
                .map(|one| DispatchView {
                    id: one.id.0,
                    name: one.name,
                    state: one.state.code(),
                    state_label: one.state.label(),
                    sent_at: one.sent_at.map(moment),
                    received_at: one.received_at.map(moment),
                    arrival_number: one.arrival_number,
                    reason: one.reason,
                })
                .collect(),
            actions: names(&view.actions),
        }
    }
}

fn names(actions: &outbound::view::Actions) -> Vec<&'static str> {
    [
        (actions.change, "change"),
        (actions.submit, "submit"),
        (actions.check.is_some(), "confirm"),
        (actions.send_back, "send_back"),
        (actions.sign, "sign"),
        (actions.number, "number"),
        (actions.seal, "seal"),
        (actions.issue, "issue"),
        (actions.recall, "recall"),
    ]
    .into_iter()
    .filter_map(|(is_open, name)| is_open.then_some(name))
    .collect()
}

/// One draft or issued document with versions, remarks, checks, signatures and recipients.
#[utoipa::path(
    get, path = "/api/v1/drafts/{id}", tag = "Văn bản đi",
    params(("id" = Uuid, Path, description = "The document")),
    responses((status = 200, body = DraftView), (status = 401), (status = 403), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
) -> Result<impl IntoResponse, Problem> {
    let view = outbound::view::load(state.office.database.read(), signed.actor(), id).await?;
    Ok((etag(view.loaded.document.version), Json(DraftView::from(view))))
}
