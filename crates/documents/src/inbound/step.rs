use kernel::{Actor, Office, text::clean};
use serde_json::json;
use workflow::{
    engine::TaskId as Step,
    task::{self, TaskId},
};

use super::{
    row::{announce, load, record},
    tasks,
};
use crate::{ArrivalId, Error, flow::Whose};

/// Longest note taken.
const LONGEST_NOTE: usize = 2_000;

/// Completes a step that the agency's own process asks besides the lawful ones, with what came of it.
///
/// # Errors
/// [`Error::NotFound`] when it is not the actor's, or a step with a use-case of its own; [`Error::Conflict`] when it was done
/// meanwhile.
pub async fn finish_step(office: &Office, actor: &Actor, id: TaskId, note: &str) -> Result<ArrivalId, Error> {
    let note = clean(note);
    if note.chars().count() > LONGEST_NOTE {
        return Err(Error::field(
            "text",
            format!("Ý kiến dài quá {LONGEST_NOTE} ký tự."),
        ));
    }
    let mut change = office.database.begin().await?;
    let row = task::load(change.connection(), actor, id).await?;
    let step = row.step.and_then(|step| Step::try_from(step).ok());
    let (Some(step), false) = (step, tasks::is_known(&row.action)) else {
        return Err(Error::NotFound);
    };
    let arrival_id = ArrivalId(row.subject_id);
    let (arrival, _) = load(change.connection(), actor, arrival_id).await?;
    let flow = tasks::flow(office, &change, actor, arrival_id, "đã xong bước này");
    let Some(case) = flow
        .case()
        .await?
        .filter(|case| case.state.open_task(step).is_some())
    else {
        return Err(flow.why_not(&row.action, row.part_id, Whose::Named, None).await);
    };
    flow.complete_task(case, step).await?;
    let what = row.step_name.unwrap_or_default();
    let details = json!({ "what": what, "note": note });
    record(office, &mut change, actor, arrival_id, "step_done", details);
    announce(office, &mut change, &arrival, None);
    change.commit().await?;
    Ok(arrival_id)
}
