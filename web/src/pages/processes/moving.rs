//! Running documents put under another version: the mapping is proposed, looked at case by case, then done.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use directory::{Permission, Require as _};
use documents::processes::moving::{self, MovedCase};
use kernel::FieldError;
use serde::Deserialize;
use workflow::{
    engine::Mapping,
    store::{
        definitions::{self, DefinitionId, DefinitionState, process_definition},
        instances::{InstanceId, Plan, PlannedCase},
    },
};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path, Query},
    problem::Problem,
    signed::Signed,
};

/// What stands before the id of an element in the form.
const ELEMENT: &str = "m:";

/// A move before it is made, and what came of it.
#[derive(Template, WebTemplate)]
#[template(path = "processes/moving.html")]
pub(crate) struct MovePage {
    chrome: Chrome,
    from: process_definition::Model,
    targets: Vec<process_definition::Model>,
    plan: Option<Plan>,
    moved: Option<Vec<MovedCase>>,
    errors: Vec<FieldError>,
    may_manage: bool,
}

impl MovePage {
    /// Where a case stands and where it would stand: "Kiểm tra → Soát".
    fn seats(case: &PlannedCase) -> String {
        let told = case.seats.iter().map(|seat| match &seat.then {
            Some(then) if *then == seat.now => then.clone(),
            Some(then) => format!("{} → {then}", seat.now),
            None => format!("{} → chưa có bước tương ứng", seat.now),
        });
        told.collect::<Vec<_>>().join("; ")
    }

    fn reasons(case: &PlannedCase) -> String {
        moving::reasons(&case.faults)
    }

    /// How many of the cases could be moved.
    fn movable(plan: &Plan) -> usize {
        plan.cases.iter().filter(|case| case.faults.is_empty()).count()
    }

    fn done(moved: &[MovedCase]) -> usize {
        moved.iter().filter(|case| case.refused.is_none()).count()
    }
}

/// To which version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    sau: Option<DefinitionId>,
}

/// `GET /quan-tri/quy-trinh/ban/{id}/chuyen?sau=…`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Query(asked): Query<Asked>,
) -> Result<MovePage, Problem> {
    page(&state, &signed, id, asked.sau, None, None).await
}

/// What the form says: the version, the mapping, the cases and whether they are to be moved.
struct Entered {
    to: Option<DefinitionId>,
    mapping: BTreeMap<String, String>,
    cases: BTreeSet<InstanceId>,
    moves: bool,
}

impl Entered {
    fn read(fields: Vec<(String, String)>) -> Self {
        let mut entered = Self {
            to: None,
            mapping: BTreeMap::new(),
            cases: BTreeSet::new(),
            moves: false,
        };
        for (name, value) in fields {
            match name.as_str() {
                "sau" => entered.to = value.parse().ok(),
                "case" => entered.cases.extend(value.parse::<InstanceId>()),
                "act" => entered.moves = value == "move",
                name => {
                    if let Some(element) = name.strip_prefix(ELEMENT) {
                        entered.mapping.insert(element.to_owned(), value);
                    }
                }
            }
        }
        entered
    }
}

/// `POST /quan-tri/quy-trinh/ban/{id}/chuyen`: looks again with the mapping of the form, or moves the cases that were chosen.
pub(crate) async fn go_on(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<MovePage, Problem> {
    let entered = Entered::read(fields);
    let Some(to) = entered.to else {
        return page(&state, &signed, id, None, None, None).await;
    };
    // The form names steps; what it does not show, such as events, follows the proposal.
    let proposed = moving::plan(&state.office, signed.actor(), (id, to), None).await?;
    let mut mapping = proposed.mapping;
    for (element, target) in entered.mapping {
        if element == target {
            mapping.0.remove(&element);
        } else {
            mapping.0.insert(element, target);
        }
    }
    let moved = if entered.moves {
        let (office, actor) = (&state.office, signed.actor());
        let moved = moving::move_cases(office, actor, (id, to), mapping.clone(), Some(&entered.cases));
        Some(moved.await?)
    } else {
        None
    };
    page(&state, &signed, id, Some(to), Some(mapping), moved).await
}

async fn page(
    state: &AppState,
    signed: &Signed,
    id: DefinitionId,
    to: Option<DefinitionId>,
    mapping: Option<Mapping>,
    moved: Option<Vec<MovedCase>>,
) -> Result<MovePage, Problem> {
    let (connection, actor) = (state.office.database.read(), signed.actor());
    let from = definitions::show(connection, actor, id).await?;
    let mut targets = definitions::versions(connection, actor, &from.key).await?;
    targets.retain(|row| row.state == DefinitionState::Published && row.id != id);
    let to = to.or_else(|| targets.first().map(|row| row.id));
    let (plan, errors) = match to {
        None => (None, Vec::new()),
        Some(to) => match moving::plan(&state.office, actor, (id, to), mapping).await {
            Ok(plan) => (Some(plan), Vec::new()),
            Err(documents::Error::Invalid(errors)) => (None, errors),
            Err(error) => return Err(error.into()),
        },
    };
    let title = format!("Chuyển hồ sơ sang bản khác: {}", from.name);
    Ok(MovePage {
        chrome: chrome(state, signed, Section::Administration, title).await?,
        may_manage: actor.may(Permission::ManageProcesses),
        from,
        targets,
        plan,
        moved,
        errors,
    })
}
