use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use directory::{Permission, Require as _};
use documents::processes::pace::{self, Pace};
use workflow::{
    definition::Issue,
    diagram::{self, Marks},
    steps::{self, Step},
    store::{
        definitions::{self, DefinitionId, DefinitionState, process_definition},
        instances::{self, CaseCount},
    },
};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Path,
    problem::Problem,
    show::{self, process},
    signed::Signed,
};

/// One version: drawn, told step by step, and what can be done with it.
#[derive(Template, WebTemplate)]
#[template(path = "processes/show.html")]
pub(crate) struct ShowPage {
    chrome: Chrome,
    row: process_definition::Model,
    drawing: Option<String>,
    steps: Vec<Step>,
    faults: Vec<Issue>,
    versions: Vec<process_definition::Model>,
    counts: Vec<CaseCount>,
    /// How long steps take; none while no case has run by it.
    pace: Option<Pace>,
    may_manage: bool,
}

impl ShowPage {
    fn is_draft(&self) -> bool {
        self.row.state == DefinitionState::Draft
    }

    /// Whether it is the agency's own and new cases run by it.
    fn is_own_in_force(&self) -> bool {
        self.row.agency_id.is_some() && self.row.state == DefinitionState::Published
    }

    /// How many cases run by a version.
    fn running(&self, id: &DefinitionId) -> i64 {
        let of_version = |count: &&CaseCount| count.definition_id == *id;
        self.counts
            .iter()
            .find(of_version)
            .map_or(0, |count| count.running)
    }

    /// What this version is best compared with: the one in force, or the one before.
    fn counterpart(&self) -> Option<DefinitionId> {
        let others = || self.versions.iter().filter(|other| other.id != self.row.id);
        let in_force = others().find(|other| other.state == DefinitionState::Published);
        let before = others().find(|other| other.uploaded_at < self.row.uploaded_at);
        in_force.or(before).map(|other| other.id)
    }
}

/// The drawing with these marks; none where the file carries none.
pub(super) fn drawing(xml: &str, marks: &Marks) -> Result<Option<String>, Problem> {
    Ok(diagram::svg(xml, marks).map_err(workflow::store::Error::from)?)
}

/// `GET /quan-tri/quy-trinh/ban/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<ShowPage, Problem> {
    let (connection, actor) = (state.office.database.read(), signed.actor());
    let row = definitions::show(connection, actor, id).await?;
    let checked = documents::processes::check(&row.key, &row.xml).await?;
    let pace = pace::pace(&state.office, actor, &row).await?;
    let pace = Some(pace).filter(|pace| !pace.steps.is_empty());
    Ok(ShowPage {
        chrome: chrome(&state, &signed, Section::Administration, row.name.clone()).await?,
        drawing: drawing(&row.xml, &pace.as_ref().map(Pace::marks).unwrap_or_default())?,
        counts: instances::counts(connection, actor.agency).await?,
        pace,
        steps: checked.definition.as_ref().map(steps::steps).unwrap_or_default(),
        faults: checked.faults,
        versions: definitions::versions(connection, actor, &row.key).await?,
        may_manage: actor.may(Permission::ManageProcesses),
        row,
    })
}

/// `GET /quan-tri/quy-trinh/ban/{id}/tep`: the file as it was uploaded.
pub(crate) async fn file(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Response, Problem> {
    let row = definitions::show(state.office.database.read(), signed.actor(), id).await?;
    Ok(attached(&row).into_response())
}

/// The file, to be saved rather than shown.
pub(crate) fn attached(row: &process_definition::Model) -> impl IntoResponse + use<> {
    let name = format!("attachment; filename=\"{}-{}.bpmn\"", row.key, row.version);
    let headers = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, row.xml.clone())
}
