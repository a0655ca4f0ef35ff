use kernel::UnitOfWork;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::{InstanceId, case::Case, process_helper};
use crate::{
    Instance,
    engine::{Helper, Part, TaskId},
    store::Error,
};

/// Keeps the table of helpers in step with the case. Its index, not only the engine, lets one person lead.
pub(super) async fn keep(
    change: &UnitOfWork,
    id: InstanceId,
    before: &Instance,
    case: &Case,
) -> Result<(), Error> {
    let (old, new) = (of(before), of(&case.state));
    if old == new {
        return Ok(());
    }
    process_helper::Entity::delete_many()
        .filter(process_helper::Column::InstanceId.eq(id))
        .exec(change.connection())
        .await?;
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.into_iter().map(|(task, helper)| process_helper::ActiveModel {
        instance_id: Set(id),
        step: Set(super::rows::stored(task)),
        person: Set(helper.person.to_string()),
        part: Set(code(helper.part).to_owned()),
        under: Set(helper.under.as_ref().map(ToString::to_string).unwrap_or_default()),
        done: Set(helper.done),
    });
    process_helper::Entity::insert_many(rows)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

fn of(state: &Instance) -> Vec<(TaskId, &Helper)> {
    state
        .open_tasks()
        .filter_map(|token| Some((token.id, token.work()?)))
        .flat_map(|(task, work)| work.helpers.iter().map(move |helper| (task, helper)))
        .collect()
}

/// What is asked of a helper: the action of their task.
pub(super) fn code(part: Part) -> &'static str {
    match part {
        Part::Lead => "lead",
        Part::Cooperate => "cooperate",
        Part::Inform => "inform",
        Part::CoSign => "co_sign",
    }
}
