use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use kernel::audit::{self, Verification, audit_entry};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    paging::{Paging, cursor},
    problem::Problem,
    show,
    signed::Signed,
};

/// Rows on a page of the trail.
const ROWS: u64 = 100;

/// The audit trail of the agency.
#[derive(Template, WebTemplate)]
#[template(path = "administration/audit.html")]
pub(crate) struct AuditPage {
    chrome: Chrome,
    entries: Vec<audit_entry::Model>,
    next: String,
    verification: Option<Verification>,
}

async fn page(
    state: &AppState,
    signed: &Signed,
    before: Option<i64>,
    verification: Option<Verification>,
) -> Result<AuditPage, Problem> {
    let chain = signed.actor().agency.to_string();
    let entries = audit::page(state.office.database.read(), &chain, before, ROWS).await?;
    let is_full = u64::try_from(entries.len()).is_ok_and(|count| count == ROWS);
    let next = entries
        .last()
        .filter(|_| is_full)
        .map(|row| format!("/quan-tri/nhat-ky?after={}", cursor(&row.number)));
    Ok(AuditPage {
        chrome: chrome(state, signed, Section::Administration, "Nhật ký").await?,
        next: next.unwrap_or_default(),
        entries,
        verification,
    })
}

/// `GET /quan-tri/nhat-ky`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(paging): Query<Paging>,
) -> Result<AuditPage, Problem> {
    page(&state, &signed, paging.after()?, None).await
}

/// `POST /quan-tri/nhat-ky/kiem-tra`
pub(crate) async fn verify(State(state): State<AppState>, signed: Signed) -> Result<AuditPage, Problem> {
    let verification = audit::verify(state.office.database.read()).await?;
    page(&state, &signed, None, Some(verification)).await
}
