use axum::extract::State;
use kernel::audit::{self, Filter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::date;
use crate::{
    AppState,
    extract::{Json, Query},
    pages::administration::audit::{Told, filter, told},
    paging::{Page, Paging, cursor},
    problem::Problem,
    signed::Signed,
};

/// One entry of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    number: i64,
    at: String,
    /// The post's id, or `system`.
    actor: String,
    actor_name: String,
    /// In which post and unit.
    actor_post: String,
    action: String,
    /// What was done to what, in Vietnamese.
    words: String,
    subject_kind: String,
    subject: String,
    /// Particulars, of any shape.
    details: Value,
    /// SHA-256 over the previous hash and this entry.
    hash: String,
}

impl From<Told> for AuditEntry {
    fn from(told: Told) -> Self {
        let row = told.entry;
        Self {
            words: format!("{} {}", told.what, told.about),
            actor_post: told.post,
            number: row.number,
            at: row.at.to_string(),
            actor: row.actor,
            actor_name: row.actor_name,
            action: row.action,
            subject_kind: row.subject_kind,
            subject: row.subject_id,
            details: serde_json::from_str(&row.details).unwrap_or_default(),
            hash: row.hash,
        }
    }
}

/// What the trail is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Letters of the name of whoever acted.
    person: Option<String>,
    /// A number and symbol, or words of the subject.
    document: Option<String>,
    /// From this day.
    #[param(format = Date)]
    from: Option<String>,
    /// Until this day.
    #[param(format = Date)]
    to: Option<String>,
}

/// Nhật ký của cơ quan, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "Nhật ký", params(Paging, AuditQuery),
    responses((status = 200, body = Page<AuditEntry>), (status = 422)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(paging): Query<Paging>,
    Query(asked): Query<AuditQuery>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    let limit = paging.limit();
    let dates = (
        date("from", asked.from.as_deref())?,
        date("to", asked.to.as_deref())?,
    );
    let (person, document) = (
        asked.person.unwrap_or_default(),
        asked.document.unwrap_or_default(),
    );
    let filter = Filter {
        before: paging.after()?,
        ..filter(&state, &signed, &person, &document, dates).await?
    };
    let mut rows = audit::page(state.office.database.read(), &filter, limit + 1).await?;
    let has_more = u64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let last = rows.last().filter(|_| has_more);
    Ok(Json(Page {
        next: last.map(|row| cursor(&row.number)),
        items: told(&state, &signed, rows)
            .await?
            .into_iter()
            .map(AuditEntry::from)
            .collect(),
    }))
}

/// What the walk along all chains found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditVerification {
    /// Chains walked.
    chains: usize,
    /// Entries whose hash was computed anew.
    entries: u64,
    /// The first broken place of each broken chain; empty when all hold.
    breaks: Vec<AuditBreak>,
}

/// Where a chain is broken.
#[derive(Debug, Serialize, ToSchema)]
struct AuditBreak {
    chain: String,
    number: i64,
    reason: &'static str,
}

/// Kiểm tra toàn bộ chuỗi nhật ký.
#[utoipa::path(
    post, path = "/api/v1/audit/verification", tag = "Nhật ký",
    responses((status = 200, body = AuditVerification)),
)]
pub(crate) async fn verify(
    State(state): State<AppState>,
    _: Signed,
) -> Result<Json<AuditVerification>, Problem> {
    let found = audit::verify(state.office.database.read()).await?;
    let breaks = found.breaks.into_iter().map(|broken| AuditBreak {
        chain: broken.chain,
        number: broken.number,
        reason: broken.reason,
    });
    Ok(Json(AuditVerification {
        chains: found.chains,
        entries: found.entries,
        breaks: breaks.collect(),
    }))
}
