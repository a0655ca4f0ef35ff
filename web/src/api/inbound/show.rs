use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use documents::{ArrivalId, entity::document_file, inbound, timeline::Event};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::ArrivalSummary;
use crate::{
    AppState,
    etag::etag,
    extract::{Json, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// An arrival with everything about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArrivalDetails)]
pub(crate) struct Details {
    #[serde(flatten)]
    arrival: ArrivalSummary,
    files: Vec<File>,
    directives: Vec<Directive>,
    assignments: Vec<Assignment>,
    /// What is asked of the present post.
    asked: Vec<&'static str>,
    timeline: Vec<Happened>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArrivalFile)]
pub(crate) struct File {
    id: Uuid,
    role: &'static str,
    name: String,
    sha256: String,
    size: i64,
    pages: Option<i32>,
    /// Verdict on its signatures when it was received.
    verdict: Option<String>,
}

impl From<document_file::Model> for File {
    fn from(file: document_file::Model) -> Self {
        Self {
            id: file.id.0,
            role: file.role.code(),
            name: file.name,
            sha256: file.hash.to_string(),
            size: file.size,
            pages: file.pages,
            verdict: file.verdict,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Directive {
    by: String,
    title: String,
    text: String,
    due: Option<String>,
    at: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Assignment {
    id: Uuid,
    parent: Option<Uuid>,
    part: &'static str,
    holder: String,
    due: Option<String>,
    state: &'static str,
    result: String,
    /// Requests for a later date that wait for an answer.
    extension_requests: Vec<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Happened {
    at: String,
    who: String,
    what: String,
    note: Option<String>,
}

impl From<Event> for Happened {
    fn from(event: Event) -> Self {
        Self {
            at: event.at.to_string(),
            who: event.who,
            what: event.what,
            note: event.note,
        }
    }
}

/// Một văn bản đến: thông tin, chỉ đạo, phần việc, quá trình. `ETag` dùng cho `If-Match` khi xử lý.
#[utoipa::path(
    get, path = "/api/v1/arrivals/{id}", tag = "Văn bản đến", params(("id" = Uuid, Path)),
    responses((status = 200, body = Details), (status = 401), (status = 404)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
) -> Result<Response, Problem> {
    let shown = inbound::show(&state.office, signed.actor(), id).await?;
    let version = shown.arrival.version;
    let details = Details {
        arrival: ArrivalSummary::of(&shown.arrival, &shown.document),
        files: shown.files.into_iter().map(File::from).collect(),
        directives: shown
            .directives
            .into_iter()
            .map(|directive| Directive {
                by: directive.by_name,
                title: directive.by_title,
                text: directive.text,
                due: directive.due.map(show::date_value),
                at: directive.at.to_string(),
            })
            .collect(),
        assignments: shown
            .assignments
            .into_iter()
            .map(|view| Assignment {
                id: view.assignment.id.0,
                parent: view.assignment.parent_id.map(|parent| parent.0),
                part: view.assignment.part.code(),
                holder: view.assignment.holder_name,
                due: view.assignment.due.map(show::date_value),
                state: view.assignment.state.code(),
                result: view.assignment.result,
                extension_requests: view
                    .extensions
                    .iter()
                    .filter(|request| request.decided_at.is_none())
                    .map(|request| request.id.0)
                    .collect(),
            })
            .collect(),
        asked: shown
            .mine
            .iter()
            .map(|task| inbound::tasks::label(&task.action))
            .collect(),
        timeline: shown.timeline.into_iter().map(Happened::from).collect(),
    };
    Ok((etag(version), Json(details)).into_response())
}
