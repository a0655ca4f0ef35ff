use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::{
    DocumentId, files, notification,
    outbound::{self, Stage, view::View},
    processes::whereabouts,
    search::About,
    timeline::{self, Event},
};
use kernel::{actor::Role, audit::Subject};
use search_index::Highlight;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Path, Query},
    pages::{
        inbound::{LookedFor, PageView, pages as pages_with_text},
        processes::Standing,
        search::similar::{Similar, similar},
    },
    problem::Problem,
    refused::Refused,
    show,
    signed::Signed,
};

/// A document on its way: the pages left, what is asked and what happened right.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/show.html")]
pub(crate) struct ShowPage {
    chrome: Chrome,
    view: View,
    steps: Vec<Step>,
    pages: Vec<u32>,
    /// The pages under their text, once there is a file to read it from.
    read: Vec<PageView>,
    /// What to know of the text on scanned pages.
    reading_note: Option<&'static str>,
    similar: Vec<Similar>,
    whereabouts: Option<Standing>,
    timeline: Vec<Event>,
    is_clerk: bool,
    refused: Refused,
}

/// One step of the way.
pub(crate) struct Step {
    label: &'static str,
    /// `done`, `now` or `later`.
    state: &'static str,
}

/// The way with where the document stands.
pub(super) fn steps(stage: Stage) -> Vec<Step> {
    let way = [
        (Stage::Writing, "Soạn thảo"),
        (Stage::InReview, "Kiểm tra"),
        (Stage::Approved, "Ký"),
        (Stage::Signed, "Cấp số"),
        (Stage::Numbered, "Đóng dấu"),
        (Stage::Sealed, "Phát hành"),
    ];
    way.into_iter()
        .map(|(step, label)| Step {
            label,
            state: match stage.cmp(&step) {
                std::cmp::Ordering::Greater => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Less => "later",
            },
        })
        .collect()
}

/// The page numbers of a document; one while it is not typeset yet.
pub(super) fn pages(view: &View) -> Vec<u32> {
    let count = u32::try_from(view.loaded.document.pages)
        .unwrap_or(1)
        .clamp(1, 200);
    (1..=count).collect()
}

/// Where the document stands in the menu.
pub(super) fn section(stage: Stage) -> Section {
    if stage.is_issued() {
        Section::Issued
    } else {
        Section::Drafts
    }
}

/// `GET /du-thao/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DocumentId>,
    Query(looked_for): Query<LookedFor>,
) -> Result<ShowPage, Problem> {
    page(&state, &signed, id, &looked_for, Refused::default()).await
}

/// The page with what was looked for marked; and with the form that was just refused, if one was.
pub(super) async fn page(
    state: &AppState,
    signed: &Signed,
    id: DocumentId,
    looked_for: &LookedFor,
    refused: Refused,
) -> Result<ShowPage, Problem> {
    let connection = state.office.database.read();
    let view = outbound::view::load(connection, signed.actor(), id).await?;
    notification::mark_seen(&state.office, signed.actor(), id.0).await?;
    let timeline = timeline::of(connection, &[Subject::new("document", id)]).await?;
    let chrome = chrome(
        state,
        signed,
        section(view.loaded.draft.stage),
        view.loaded.document.subject.clone(),
    )
    .await?;
    let (mut read, mut reading_note) = (Vec::new(), None);
    if let Some(file) = files::main_of(&state.office, signed.actor(), id).await? {
        let text = documents::reading::pages_of_file(&state.office, &file).await?;
        reading_note = state.recognition.standing().note(&text);
        let highlight = Highlight::of(&looked_for.tim, state.office.today());
        read = pages_with_text(text, &format!("/du-thao/{id}"), &highlight);
    }
    Ok(ShowPage {
        chrome,
        read,
        reading_note,
        similar: similar(state, signed, About::Document(id)).await,
        whereabouts: Standing::of(whereabouts::of_draft(&state.office, signed.actor(), id).await?)?,
        steps: steps(view.loaded.draft.stage),
        pages: pages(&view),
        timeline,
        view,
        is_clerk: signed.actor().has(Role::Clerk),
        refused,
    })
}
