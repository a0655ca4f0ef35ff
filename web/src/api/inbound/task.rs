use axum::{extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use workflow::task::{self, Key, TaskId};

use crate::{
    AppState,
    extract::{Json, Path, Query},
    paging::{Page, Paging, cursor},
    problem::Problem,
    show,
    signed::Signed,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TaskQuery {
    /// What is asked, such as `direct`.
    action: Option<String>,
}

/// Something that waits for the present post.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Task {
    id: Uuid,
    action: String,
    /// The step's name in the process, where it is one.
    step: Option<String>,
    subject_kind: String,
    subject: Uuid,
    /// The part of the subject it is about.
    part: Option<Uuid>,
    title: String,
    detail: String,
    urgency: String,
    due: Option<String>,
    since: String,
}

/// Việc của tôi: hạn gần nhất trước.
#[utoipa::path(
    get, path = "/api/v1/tasks", tag = "Việc của tôi", params(TaskQuery, Paging),
    responses((status = 200, body = Page<Task>), (status = 400), (status = 401)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<TaskQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<Task>>, Problem> {
    let after = paging.after::<(i32, Uuid)>()?.map(|(due_key, id)| Key {
        due_key,
        id: TaskId(id),
    });
    let connection = state.office.database.read();
    let page = task::list_within(
        connection,
        signed.actor(),
        documents::access::subjects_in_scope(signed.actor()),
        query.action.as_deref(),
        after,
        paging.limit(),
    )
    .await
    .map_err(documents::Error::from)?;
    let items = page.tasks.into_iter().map(|row| Task {
        id: row.id.0,
        due: row
            .due()
            .filter(|_| row.due_key != task::NEVER)
            .map(show::date_value),
        action: row.action,
        step: row.step_name,
        subject_kind: row.subject_kind,
        subject: row.subject_id,
        part: row.part_id,
        title: row.title,
        detail: row.detail,
        urgency: row.urgency,
        since: row.created_at.to_string(),
    });
    Ok(Json(Page {
        items: items.collect(),
        next: page.next.map(|key| cursor(&(key.due_key, key.id.0))),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Note {
    /// What came of it.
    #[serde(default)]
    text: String,
}

/// Hoàn thành một bước mà quy trình riêng của cơ quan đặt thêm cho văn bản đến.
#[utoipa::path(
    post, path = "/api/v1/tasks/{id}/completion", tag = "Việc của tôi", params(("id" = Uuid, Path)), request_body = Note,
    responses((status = 204), (status = 401), (status = 404), (status = 409), (status = 422)),
)]
pub(crate) async fn complete(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<Uuid>,
    Json(body): Json<Note>,
) -> Result<StatusCode, Problem> {
    documents::inbound::finish_step(&state.office, signed.actor(), TaskId(id), &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
