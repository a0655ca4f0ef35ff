//! Running documents put under another version of their process, by a mapping that was looked at before.

use std::collections::BTreeSet;

use directory::{Permission, Require as _};
use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use serde_json::json;
use workflow::{
    engine::{Fault, Mapping},
    store::{
        definitions::{self, DefinitionId, Published},
        instances::{self, InstanceId, Plan, PlannedCase},
    },
};

use crate::{
    Error,
    flow::{Flow, Subject as About},
};

/// How many cases one look, and one move, take in.
pub const AT_ONCE: u64 = 200;

/// What became of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedCase {
    /// The case.
    pub case: InstanceId,
    /// What it is about.
    pub title: String,
    /// Why it stayed where it was; none: it was moved.
    pub refused: Option<String>,
}

/// Looks at what would become of the cases of a version under another one; nothing is changed.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Invalid`] when the versions do not go together.
pub async fn plan(
    office: &Office,
    actor: &Actor,
    versions: (DefinitionId, DefinitionId),
    mapping: Option<Mapping>,
) -> Result<Plan, Error> {
    Ok(instances::plan(office.database.read(), actor, versions, mapping, AT_ONCE).await?)
}

/// Puts cases under another version: those named, or all that were looked at. Each moves by itself; one that cannot stays
/// where it is and is told. What the mapping allowed a moment ago is asked again for each.
///
/// # Errors
/// As [`plan`], and [`Error::Forbidden`].
pub async fn move_cases(
    office: &Office,
    actor: &Actor,
    versions: (DefinitionId, DefinitionId),
    mapping: Mapping,
    only: Option<&BTreeSet<InstanceId>>,
) -> Result<Vec<MovedCase>, Error> {
    actor.require(Permission::ManageProcesses)?;
    let plan = plan(office, actor, versions, Some(mapping)).await?;
    let to = Published {
        id: plan.to.id,
        version: plan.to.version,
        definition: definitions::by_id(office.database.read(), plan.to.id).await?,
    };
    let mut moved = Vec::new();
    let chosen = plan
        .cases
        .iter()
        .filter(|case| only.is_none_or(|only| only.contains(&case.row.id)));
    for case in chosen {
        let refused = if case.faults.is_empty() {
            match move_one(office, actor, &plan, case, &to).await {
                Ok(()) => None,
                Err(error @ (Error::Conflict(_) | Error::Process(_) | Error::Stale)) => Some(error.message()),
                Err(error) => return Err(error),
            }
        } else {
            Some(reasons(&case.faults))
        };
        moved.push(MovedCase {
            case: case.row.id,
            title: case.row.title.clone(),
            refused,
        });
    }
    record(office, actor, &plan, &moved).await?;
    Ok(moved)
}

/// Why a case cannot be moved, in a line.
#[must_use]
pub fn reasons(faults: &[Fault]) -> String {
    let told = faults
        .iter()
        .map(|fault| format!("{}: {}", fault.element, fault.reason));
    told.collect::<Vec<_>>().join("; ")
}

async fn move_one(
    office: &Office,
    actor: &Actor,
    plan: &Plan,
    case: &PlannedCase,
    to: &Published,
) -> Result<(), Error> {
    let about = About::of_case(&case.row)?;
    let mut change = office.database.begin().await?;
    let flow = Flow {
        office,
        change: &change,
        actor,
        kind: about.kind(),
        subject: case.row.subject_id,
        outcome: "đã chuyển sang bản quy trình mới",
    };
    flow.move_to(case.row.id, Some(case.row.revision), to, &plan.mapping)
        .await?;
    let what = format!("từ bản {} sang bản {}", plan.from.version, plan.to.version);
    let entry = Entry::by(actor, office.now(), "process_case_moved", about.audited());
    let details = json!({ "what": what, "from": plan.from.id, "to": plan.to.id, "case": case.row.id });
    change.record(entry.with(details));
    change.enqueue(about.index(office));
    change.commit().await?;
    Ok(())
}

/// One entry for the whole move, with its mapping, beside those of the cases.
async fn record(office: &Office, actor: &Actor, plan: &Plan, moved: &[MovedCase]) -> Result<(), Error> {
    let refused = moved.iter().filter(|case| case.refused.is_some()).count();
    let mut change = office.database.begin().await?;
    let subject = Subject::new("process_definition", plan.to.id);
    let entry = Entry::by(actor, office.now(), "process_cases_moved", subject);
    change.record(entry.with(json!({
        "what": format!("{} (bản {} sang bản {})", plan.to.name, plan.from.version, plan.to.version),
        "from": plan.from.id,
        "mapping": plan.mapping,
        "moved": moved.len() - refused,
        "refused": refused,
    })));
    change.commit().await?;
    Ok(())
}
