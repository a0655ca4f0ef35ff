use axum::extract::State;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use documents::outbound::{self, preview::Preview};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::DraftBody;
use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// The typeset pages and what breaks the decree.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// The PDF in base64.
    pdf: String,
    /// How many pages it has.
    pages: u32,
    /// What breaks the decree or deserves a second look.
    findings: Vec<FindingView>,
}

/// One thing at one field.
#[derive(Debug, Serialize, ToSchema)]
struct FindingView {
    /// The field.
    field: String,
    /// The entry of a list or the line of the body, from 1.
    line: Option<usize>,
    /// Whether the decree is broken, rather than advice given.
    is_violation: bool,
    /// What is wrong and what would be right.
    message: String,
    /// The rule.
    article: String,
}

/// Typesets fields without keeping anything.
#[utoipa::path(
    post, path = "/api/v1/drafts/preview", tag = "Văn bản đi",
    request_body = DraftBody,
    responses((status = 200, body = PreviewView), (status = 400), (status = 401), (status = 403), (status = 404), (status = 422)),
)]
pub(crate) async fn preview(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<DraftBody>,
) -> Result<Json<PreviewView>, Problem> {
    let Preview { pdf, pages, findings } =
        outbound::preview::preview(&state.office, signed.actor(), body.into_fields()?).await?;
    let findings = findings
        .into_iter()
        .map(|finding| FindingView {
            field: outbound::preview::field_name(finding.field).to_owned(),
            line: finding.line,
            is_violation: outbound::preview::is_violation(&finding),
            message: finding.message,
            article: finding.article,
        })
        .collect();
    Ok(Json(PreviewView {
        pdf: BASE64_STANDARD.encode(pdf),
        pages,
        findings,
    }))
}
