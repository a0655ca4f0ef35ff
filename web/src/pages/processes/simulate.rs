//! A case run by hand. The whole case travels in the form: the service keeps nothing of it.

mod case;
mod open;

use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use workflow::{
    Definition,
    definition::Strictness,
    diagram::Marks,
    engine::Status,
    simulation::{self, Script, Standing},
    steps,
    store::definitions::{self, DefinitionId, process_definition},
};

use super::show::drawing;
use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    show::process,
    signed::Signed,
};
use case::{Asked, Case, Told};
use open::{Event, OpenTask};

/// How a case stands, and what can be done next.
#[derive(Template, WebTemplate)]
#[template(path = "processes/simulate.html")]
pub(crate) struct SimulatePage {
    chrome: Chrome,
    row: process_definition::Model,
    drawing: Option<String>,
    /// The case so far, as it travels; empty before it begins.
    case: String,
    status: Option<Status>,
    tasks: Vec<OpenTask>,
    events: Vec<Event>,
    told: Vec<Told>,
    facts: Vec<(String, String)>,
    /// Facts that conditions ask for.
    asked: Vec<String>,
    refused: Option<String>,
}

impl SimulatePage {
    fn status(&self) -> (&'static str, &'static str) {
        match self.status {
            Some(Status::Completed) => ("Đã tới kết thúc", "good"),
            Some(Status::Failed) => ("Kết thúc vì lỗi", "bad"),
            Some(Status::Cancelled) => ("Đã hủy", "bad"),
            Some(Status::Suspended) => ("Đang tạm dừng", "warn"),
            Some(Status::New | Status::Running) => ("Đang chạy", ""),
            None => ("Chưa bắt đầu", ""),
        }
    }
}

async fn load(
    state: &AppState,
    signed: &Signed,
    id: DefinitionId,
) -> Result<(process_definition::Model, Arc<Definition>), Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    let definition = Definition::read(&row.xml, Strictness::Publish).map_err(workflow::store::Error::from)?;
    Ok((row, Arc::new(definition)))
}

/// `GET /quan-tri/quy-trinh/ban/{id}/thu`: before the case begins.
pub(crate) async fn begin(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<SimulatePage, Problem> {
    let (row, definition) = load(&state, &signed, id).await?;
    page(&state, &signed, row, &definition, None, None).await
}

/// `POST /quan-tri/quy-trinh/ban/{id}/thu`: one step more, or one less.
pub(crate) async fn go_on(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Form(asked): Form<Asked>,
) -> Result<Response, Problem> {
    let (row, definition) = load(&state, &signed, id).await?;
    let case = asked.next(state.office.now().micros())?;
    let (mut case, mut standings) = run(Arc::clone(&definition), case).await?;
    // A refused step changes nothing: it is told and taken off the case again.
    let refused = standings.last().and_then(|last| last.refused.clone());
    if refused.is_some() {
        case.steps.pop();
        (case, standings) = run(Arc::clone(&definition), case).await?;
    }
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    // What never began is shown as before it begins, with the reason.
    let began = standings.first().is_some_and(|first| first.refused.is_none());
    let shown = began.then_some((&case, standings.as_slice()));
    let page = page(&state, &signed, row, &definition, shown, refused).await?;
    Ok((status, page).into_response())
}

/// Runs the case from its beginning.
async fn run(definition: Arc<Definition>, case: Case) -> Result<(Case, Vec<Standing>), Problem> {
    let running = tokio::task::spawn_blocking(move || {
        let script = Script {
            variables: case.variables.clone(),
            steps: case.steps.clone(),
            ..Script::default()
        };
        let standings = simulation::simulate(&definition, &script, case.begun);
        standings.map(|standings| (case, standings))
    });
    let outcome = running
        .await
        .map_err(|error| workflow::store::Error::Interrupted(error.to_string()))?;
    Ok(outcome.map_err(workflow::store::Error::from)?)
}

async fn page(
    state: &AppState,
    signed: &Signed,
    row: process_definition::Model,
    definition: &Definition,
    shown: Option<(&Case, &[Standing])>,
    refused: Option<String>,
) -> Result<SimulatePage, Problem> {
    let told_steps = steps::steps(definition);
    let last = shown.and_then(|(_, standings)| standings.last());
    let marks = shown.map(|(_, standings)| marks(standings)).unwrap_or_default();
    let value = |value: &serde_json::Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), ToOwned::to_owned)
    };
    let facts = last.map(|last| {
        let facts = last.variables.iter();
        facts.map(|(name, fact)| (name.clone(), value(fact))).collect()
    });
    Ok(SimulatePage {
        chrome: chrome(
            state,
            signed,
            Section::Administration,
            format!("Thử: {}", row.name),
        )
        .await?,
        drawing: drawing(&row.xml, &marks)?,
        case: shown.map(|(case, _)| case.text()).unwrap_or_default(),
        status: last.map(|last| last.status),
        tasks: last
            .map(|last| open::tasks(definition, &told_steps, last))
            .unwrap_or_default(),
        events: last
            .map(|last| open::events(definition, last))
            .unwrap_or_default(),
        told: shown
            .map(|(case, standings)| case.tell(definition, standings))
            .unwrap_or_default(),
        facts: facts.unwrap_or_default(),
        asked: open::variables(told_steps.iter()),
        row,
        refused,
    })
}

/// What has been passed, and where the case is now.
fn marks(standings: &[Standing]) -> Marks {
    let passed = standings
        .iter()
        .flat_map(|standing| standing.passed.iter().chain(&standing.taken));
    let last = standings.last();
    let present = last
        .into_iter()
        .flat_map(|last| last.tokens.iter().chain(&last.open_tasks));
    Marks {
        present: present.cloned().collect(),
        passed: passed.cloned().collect(),
        ..Marks::default()
    }
}
