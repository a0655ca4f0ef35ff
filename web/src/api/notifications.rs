//! What concerns whoever asks.

use axum::{extract::State, http::StatusCode};
use documents::{
    NotificationId,
    notification::{self, Notice},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    Access, AppState,
    extract::{Json, Path, Query},
    pages::notifications::address,
    paging::{Page, Paging, cursor},
    problem::Problem,
    routes::Routes,
    signed::Signed,
};

/// The routes of notifications.
pub(super) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .api(anybody, routes!(list))
        .api(anybody, routes!(count))
        .api(anybody, routes!(mark_all_read))
        .api(anybody, routes!(mark_read))
}

/// Something the person is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notification {
    id: Uuid,
    /// `task`, `returned`, `urged`, `due_soon`, `late`, `extended`, `not_extended`, `remarked`, `numbered`, `issued`, `reported`,
    /// `recalled` or `found`.
    kind: &'static str,
    /// The kind in Vietnamese.
    title: &'static str,
    /// `arrival`, `draft` or `saved_search`.
    subject_kind: String,
    subject: Uuid,
    /// What is asked, where something is.
    action: Option<String>,
    /// In what words; absent when the document may not be read any longer.
    note: Option<String>,
    /// The document's subject; absent when it may not be read any longer.
    document: Option<String>,
    /// The page it is about; absent when it may not be read any longer.
    address: Option<String>,
    at: String,
    read_at: Option<String>,
}

impl From<Notice> for Notification {
    fn from(notice: Notice) -> Self {
        let address = address(&notice);
        let row = notice.row;
        Self {
            id: row.id.0,
            kind: row.kind.code(),
            title: row.kind.label(),
            subject_kind: row.subject_kind,
            subject: row.subject_id,
            action: Some(row.action).filter(|action| !action.is_empty()),
            note: Some(row.note).filter(|note| address.is_some() && !note.is_empty()),
            document: notice.document.map(|document| document.subject),
            address,
            at: row.at.to_string(),
            read_at: row.read_at.map(|at| at.to_string()),
        }
    }
}

/// What the list is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Narrowed {
    /// Only what was not read.
    #[serde(default)]
    unread: bool,
}

/// Thông báo của người đang làm việc, ở chức vụ hiện tại, mới nhất trước.
#[utoipa::path(
    get, path = "/api/v1/notifications", tag = "Thông báo", params(Paging, Narrowed),
    responses((status = 200, body = Page<Notification>), (status = 401)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(paging): Query<Paging>,
    Query(narrowed): Query<Narrowed>,
) -> Result<Json<Page<Notification>>, Problem> {
    let after = paging.after()?;
    let page = notification::list(
        &state.office,
        signed.actor(),
        narrowed.unread,
        after,
        paging.limit(),
    )
    .await?;
    Ok(Json(Page {
        items: page.notices.into_iter().map(Notification::from).collect(),
        next: page.next.map(|key| cursor(&key)),
    }))
}

/// How much was not read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnreadInPost {
    post: Uuid,
    unread: i64,
}

/// Số thông báo chưa đọc ở từng chức vụ.
#[utoipa::path(
    get, path = "/api/v1/notifications/unread", tag = "Thông báo",
    responses((status = 200, body = Vec<UnreadInPost>), (status = 401)),
)]
pub(crate) async fn count(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<Vec<UnreadInPost>>, Problem> {
    let unread = notification::unread(state.office.database.read(), signed.actor().person).await?;
    let unread = unread
        .into_iter()
        .map(|(post, unread)| UnreadInPost { post: post.0, unread });
    Ok(Json(unread.collect()))
}

/// Up to where.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct UpTo {
    /// The newest one that was seen; without it all are marked.
    #[serde(default)]
    up_to: Option<Uuid>,
}

/// Đánh dấu đã đọc tất cả thông báo ở chức vụ hiện tại.
#[utoipa::path(
    post, path = "/api/v1/notifications/read", tag = "Thông báo", request_body = UpTo,
    responses((status = 204), (status = 401)),
)]
pub(crate) async fn mark_all_read(
    State(state): State<AppState>,
    signed: Signed,
    Json(body): Json<UpTo>,
) -> Result<StatusCode, Problem> {
    notification::mark_all_read(&state.office, signed.actor(), body.up_to.map(NotificationId)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Đánh dấu đã đọc một thông báo.
#[utoipa::path(
    post, path = "/api/v1/notifications/{id}/read", tag = "Thông báo", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401), (status = 404)),
)]
pub(crate) async fn mark_read(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<NotificationId>,
) -> Result<StatusCode, Problem> {
    notification::mark_read(&state.office, signed.actor(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
