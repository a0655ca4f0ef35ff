//! Thông báo: what concerns me, newest first.

use askama::Template;
use askama_web::WebTemplate;
use axum::{extract::State, response::Redirect};
use documents::{
    NotificationId,
    inbound::tasks,
    notification::{self, Kind, Notice},
    search::saved,
};
use serde::Deserialize;

use crate::{
    AppState,
    access::Access,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path, Query},
    problem::Problem,
    routes::Routes,
    show,
    signed::Signed,
};

/// Notifications on a page.
const ON_PAGE: u64 = 50;

/// The routes of notifications: everybody reads their own.
pub(super) fn routes() -> Routes {
    let anybody = Access::SignedIn;
    Routes::new()
        .get("/thong-bao", anybody, list)
        .post("/thong-bao/da-doc", anybody, mark_all_read)
        .post("/thong-bao/{id}/da-doc", anybody, mark_read)
}

/// What the address narrows the list to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    chua_doc: String,
    sau: Option<NotificationId>,
}

impl Asked {
    fn only_unread(&self) -> bool {
        !self.chua_doc.is_empty()
    }

    fn address(&self, after: NotificationId) -> String {
        let narrowed = if self.only_unread() { "chua_doc=1&" } else { "" };
        format!("/thong-bao?{narrowed}sau={after}")
    }
}

/// The list.
#[derive(Template, WebTemplate)]
#[template(path = "notifications.html")]
pub(crate) struct ListPage {
    chrome: Chrome,
    notices: Vec<Notice>,
    only_unread: bool,
    next: String,
}

impl ListPage {
    /// Where it is about, unless the person may not go there any longer.
    fn address(notice: &Notice) -> Option<String> {
        address(notice)
    }

    /// What happened and what is asked: "Việc mới: Cho ý kiến chỉ đạo".
    fn words(notice: &Notice) -> String {
        let kind = notice.row.kind.label();
        match notice.row.action.as_str() {
            "" => kind.to_owned(),
            action => format!("{kind}: {}", show::asked_by_name(action)),
        }
    }

    fn mark(notice: &Notice) -> &'static str {
        match notice.row.kind {
            Kind::Late | Kind::Returned | Kind::Recalled | Kind::NotExtended => "bad",
            Kind::Urged | Kind::DueSoon => "warn",
            Kind::Issued | Kind::Extended => "good",
            _ => "",
        }
    }

    /// The newest one shown: later ones stay unread when all of the page are marked.
    fn newest(&self) -> String {
        self.notices
            .first()
            .map(|notice| notice.row.id.to_string())
            .unwrap_or_default()
    }

    fn has_unread(&self) -> bool {
        self.chrome.bell() > 0
    }
}

/// Where it is about: none when the person may not read that any longer.
pub(crate) fn address(notice: &Notice) -> Option<String> {
    let id = notice.row.subject_id;
    match notice.row.subject_kind.as_str() {
        saved::SUBJECT => Some("/tim-kiem/da-luu".to_owned()),
        _ if notice.document.is_none() => None,
        tasks::SUBJECT => Some(format!("/den/{id}")),
        _ => Some(format!("/du-thao/{id}")),
    }
}

/// `GET /thong-bao`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<ListPage, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let page = notification::list(office, actor, asked.only_unread(), asked.sau, ON_PAGE).await?;
    Ok(ListPage {
        chrome: chrome(&state, &signed, Section::Notifications, "Thông báo").await?,
        next: page.next.map(|key| asked.address(key)).unwrap_or_default(),
        notices: page.notices,
        only_unread: asked.only_unread(),
    })
}

/// Up to which one all are marked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct UpTo {
    den: Option<NotificationId>,
}

/// `POST /thong-bao/da-doc`
pub(crate) async fn mark_all_read(
    State(state): State<AppState>,
    signed: Signed,
    Form(up_to): Form<UpTo>,
) -> Result<Redirect, Problem> {
    notification::mark_all_read(&state.office, signed.actor(), up_to.den).await?;
    Ok(Redirect::to("/thong-bao?da=da-doc"))
}

/// `POST /thong-bao/{id}/da-doc`
pub(crate) async fn mark_read(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<NotificationId>,
) -> Result<Redirect, Problem> {
    notification::mark_read(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/thong-bao?da=da-doc"))
}
