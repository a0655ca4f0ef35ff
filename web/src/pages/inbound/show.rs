use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::{Permission, Require as _};
use documents::search::About;
use documents::{
    ArrivalId,
    entity::{
        arrival::ArrivalState,
        document_file::{self, FileRole},
        extension_request::ExtensionState,
    },
    inbound::{self, AssignmentView, Choice, Shown, tasks},
    notification,
    processes::whereabouts,
    reading,
};
use search_index::Highlight;
use serde::Deserialize;
use uuid::Uuid;
use workflow::task::task as task_row;

use super::page_view::{PageView, pages};
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Path, Query},
    pages::{
        processes::Standing,
        search::similar::{Similar, similar},
    },
    problem::Problem,
    refused::Refused,
    show,
    signed::Signed,
};

/// Working days an arrival is usually given.
const USUAL_DAYS: u32 = 7;

/// What was looked for when the document was found, to be marked on its pages.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LookedFor {
    pub(crate) tim: String,
}

/// An arrival: its pages, what is known of it, what is asked of me, what happened.
#[derive(Template, WebTemplate)]
#[template(path = "inbound/show.html")]
pub(crate) struct ShowPage {
    chrome: Chrome,
    shown: Shown,
    pages: Vec<PageView>,
    /// What to know of the text on scanned pages.
    reading_note: Option<&'static str>,
    leaders: Vec<Choice>,
    units: Vec<Choice>,
    members: Vec<Choice>,
    suggested_due: time::Date,
    today: time::Date,
    agency: String,
    is_clerk: bool,
    follows_up: bool,
    refused: Refused,
    similar: Vec<Similar>,
    whereabouts: Option<Standing>,
}

impl ShowPage {
    /// "quá hạn 2 ngày".
    fn lateness(&self) -> String {
        documents::urge::lateness(self.shown.arrival.due, self.today).unwrap_or_else(|| "quá hạn".to_owned())
    }

    /// Whether there is somebody to urge, and the actor follows arrivals up.
    fn may_urge(&self) -> bool {
        self.follows_up && self.shown.arrival.state.is_open()
    }

    /// Trích yếu of an answer, to begin with.
    fn reply_subject(&self) -> String {
        let document = &self.shown.document;
        format!(
            "trả lời {} số {}",
            document.kind.label(),
            document.number_symbol_text()
        )
    }

    /// What waits for me of this action.
    fn asks(&self, action: &str) -> Option<&task_row::Model> {
        self.shown.mine.iter().find(|task| task.action == action)
    }

    /// The parts of mine that wait with this action.
    fn parts(&self, action: &str) -> Vec<&AssignmentView> {
        let asked = |part: &&AssignmentView| {
            self.shown
                .mine
                .iter()
                .any(|task| task.action == action && task.part_id == Some(part.assignment.id.0))
        };
        self.shown.assignments.iter().filter(asked).collect()
    }

    /// Steps of the agency's own process that wait for me.
    fn steps(&self) -> Vec<&task_row::Model> {
        let own = |task: &&task_row::Model| !tasks::is_known(&task.action);
        self.shown.mine.iter().filter(own).collect()
    }

    fn step_name(task: &task_row::Model) -> &str {
        task.step_name.as_deref().unwrap_or(tasks::OTHER)
    }

    /// Requests I am to answer.
    fn requests(&self) -> Vec<&documents::entity::extension_request::Model> {
        let asked = |id: Uuid| {
            self.shown
                .mine
                .iter()
                .any(|task| task.action == tasks::DECIDE && task.part_id == Some(id))
        };
        let all = self.shown.assignments.iter().flat_map(|part| &part.extensions);
        all.filter(|request| request.state == ExtensionState::Asked && asked(request.id.0))
            .collect()
    }

    /// The colour beside the word.
    fn verdict_mark(code: &str) -> &'static str {
        match code {
            "passed" => "good",
            "failed" | "unreadable" => "bad",
            "indeterminate" => "warn",
            _ => "",
        }
    }

    fn may_attach(&self) -> bool {
        self.is_clerk
            && self.shown.arrival.dispatch_id.is_none()
            && self.shown.document.issuer_id.is_none()
            && !self.shown.document.secrecy.is_state_secret()
            && !matches!(
                self.shown.arrival.state,
                ArrivalState::Returned | ArrivalState::Recalled
            )
    }

    /// Whether an added file can be taken away again.
    fn may_detach(&self, file: &document_file::Model) -> bool {
        file.role == FileRole::Attachment && self.may_attach() && inbound::may_detach(&self.shown.arrival)
    }

    fn may_return(&self) -> bool {
        self.is_clerk
            && matches!(
                self.shown.arrival.state,
                ArrivalState::Waiting | ArrivalState::Registered
            )
    }
}

/// `GET /den/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<ArrivalId>,
    Query(looked_for): Query<LookedFor>,
) -> Result<ShowPage, Problem> {
    page(&state, &signed, id, &looked_for, Refused::default()).await
}

/// The page with what was looked for marked; and with the form that was just refused, if one was.
pub(super) async fn page(
    state: &AppState,
    signed: &Signed,
    id: ArrivalId,
    looked_for: &LookedFor,
    refused: Refused,
) -> Result<ShowPage, Problem> {
    let (office, actor) = (&state.office, signed.actor());
    let shown = inbound::show(office, actor, id).await?;
    notification::mark_seen(office, actor, id.0).await?;
    let main = shown.files.iter().find(|file| file.role == FileRole::Main);
    let (mut views, mut reading_note) = (Vec::new(), None);
    if let Some(file) = main {
        let text = reading::pages_of_file(office, file).await?;
        reading_note = state.recognition.standing().note(&text);
        views = pages(
            text,
            &format!("/tep/{}", file.id),
            &Highlight::of(&looked_for.tim, office.today()),
        );
    }
    let asks = |action: &str| shown.mine.iter().any(|task| task.action == action);
    let leaders = if asks(tasks::SUBMIT) {
        inbound::leaders(office, actor).await?
    } else {
        Vec::new()
    };
    let (units, suggested_due) = if asks(tasks::DIRECT) {
        let units = inbound::headed_units(office, actor).await?;
        (units, inbound::due_after(office, USUAL_DAYS).await?)
    } else {
        (Vec::new(), office.today())
    };
    let members = if asks(tasks::ASSIGN) {
        inbound::heads_choices(office, actor).await?
    } else {
        Vec::new()
    };
    let title = match shown.arrival.arrival_number() {
        Some(number) => format!("Văn bản đến số {number}"),
        None => "Văn bản đến".to_owned(),
    };
    Ok(ShowPage {
        chrome: chrome(state, signed, Section::Arrivals, title).await?,
        pages: views,
        reading_note,
        leaders,
        units,
        members,
        suggested_due,
        today: office.today(),
        agency: signed.identity.agency.clone(),
        is_clerk: actor.may(Permission::RegisterArrival),
        follows_up: documents::urge::may_urge_arrivals(actor),
        similar: similar(state, signed, About::Arrival(id)).await,
        whereabouts: Standing::of(whereabouts::of_shown(office, &shown).await?)?,
        shown,
        refused,
    })
}
