use kernel::UnitOfWork;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, OnConflict},
};

use super::{
    Act, Applied, InstanceId, NewInstance, Running, case::Case, helpers, history, moment, process_instance,
    process_timer, rows,
};
use crate::{
    Command, Error as Refused, Instance,
    engine::Status,
    store::{Error, definitions},
};

/// Starts a case.
///
/// # Errors
/// When the process cannot start, or a case about the subject runs already.
pub async fn start(change: &UnitOfWork, new: NewInstance, act: Act<'_>) -> Result<Applied, Error> {
    if let Some(answer) = history::answered(change, act.command_id).await? {
        return Ok(answer);
    }
    let definition = new.definition.definition;
    let command = Command::Start {
        process: definition.main_process(),
        at: new.at.map(ToOwned::to_owned),
        variables: new.variables,
    };
    let mut case = Case::new(definition, Instance::default());
    case.take(command, act.at, act.calendar)?;
    let row = process_instance::Model {
        id: new.id,
        definition_id: new.definition.id,
        agency_id: new.card.agency,
        subject_kind: new.card.kind.to_owned(),
        subject_id: new.card.id,
        title: new.card.title,
        detail: new.card.detail,
        urgency: new.card.urgency.to_owned(),
        status: status(case.state.status).to_owned(),
        revision: 1,
        state: written(&case.state)?,
        started_at: act.at,
        ended_at: ended(&case.state).then_some(act.at),
    };
    process_instance::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    follow(change, row, &Instance::default(), case, act).await
}

/// Does something to a case. `seen` is the revision the actor acted on, where it is known.
///
/// # Errors
/// [`Error::Overtaken`] tells what happened meanwhile, when somebody was faster; [`Error::Workflow`] when the command does not
/// fit.
pub async fn apply(
    change: &UnitOfWork,
    id: InstanceId,
    seen: Option<i64>,
    command: Command,
    act: Act<'_>,
) -> Result<Applied, Error> {
    if let Some(answer) = history::answered(change, act.command_id).await? {
        return Ok(answer);
    }
    let row = locked(change, id).await?;
    if let Some(seen) = seen.filter(|seen| *seen != row.revision) {
        return Err(history::overtaken(change, id, seen).await?);
    }
    let definition = definitions::by_id(change.connection(), row.definition_id).await?;
    let state = row.standing()?;
    let running = Running {
        row,
        definition,
        state,
    };
    apply_to(change, running, command, act).await
}

/// The same to a case that was looked at in this very change, by [`running_for_change`](super::running_for_change).
///
/// # Errors
/// As [`apply`].
pub async fn apply_to(
    change: &UnitOfWork,
    running: Running,
    command: Command,
    act: Act<'_>,
) -> Result<Applied, Error> {
    let Running {
        row,
        definition,
        state: before,
    } = running;
    let id = row.id;
    let mut case = Case::new(definition, before.clone());
    match case.take(command.clone(), act.at, act.calendar) {
        Ok(()) => {}
        Err(Refused::TaskNotOpen) => {
            let ending = match command.task() {
                Some(task) => history::who_ended(change, id, task).await?,
                None => None,
            };
            return Err(ending.map_or(Error::Workflow(Refused::TaskNotOpen), Error::Overtaken));
        }
        Err(refused) => return Err(refused.into()),
    }
    let after = process_instance::Model {
        status: status(case.state.status).to_owned(),
        revision: row.revision + 1,
        state: written(&case.state)?,
        ended_at: ended(&case.state).then_some(act.at),
        ..row.clone()
    };
    save(change, &row, &after).await?;
    follow(change, after, &before, case, act).await
}

/// The case, which nobody else changes until this unit of work ends.
pub(super) async fn locked(change: &UnitOfWork, id: InstanceId) -> Result<process_instance::Model, Error> {
    let connection = change.connection();
    let mut query = process_instance::Entity::find_by_id(id);
    if connection.get_database_backend() == DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    query.one(connection).await?.ok_or(Error::NotFound)
}

/// Stores the case in its next revision; of two that saw the same one, the second loses, whatever the isolation level. Columns
/// with an index are written only when they change.
pub(super) async fn save(
    change: &UnitOfWork,
    before: &process_instance::Model,
    after: &process_instance::Model,
) -> Result<(), Error> {
    let mut update = process_instance::Entity::update_many()
        .col_expr(process_instance::Column::Revision, Expr::value(after.revision))
        .col_expr(process_instance::Column::State, Expr::value(&after.state));
    if before.status != after.status {
        update = update.col_expr(process_instance::Column::Status, Expr::value(&after.status));
    }
    if before.ended_at != after.ended_at {
        update = update.col_expr(process_instance::Column::EndedAt, Expr::value(after.ended_at));
    }
    if before.definition_id != after.definition_id {
        update = update.col_expr(
            process_instance::Column::DefinitionId,
            Expr::value(after.definition_id),
        );
    }
    let updated = update
        .filter(process_instance::Column::Id.eq(after.id))
        .filter(process_instance::Column::Revision.eq(before.revision))
        .exec(change.connection())
        .await?;
    if updated.rows_affected == 0 {
        return Err(history::overtaken(change, after.id, before.revision).await?);
    }
    Ok(())
}

/// Writes what follows: the history, the next timer, who helps, and the work list.
pub(super) async fn follow(
    change: &UnitOfWork,
    row: process_instance::Model,
    before: &Instance,
    case: Case,
    act: Act<'_>,
) -> Result<Applied, Error> {
    history::append(change, &row, before, &case, act).await?;
    if before.next_timer() != case.state.next_timer() {
        set_timer(change, row.id, &case.state).await?;
    }
    helpers::keep(change, row.id, before, &case).await?;
    rows::keep(change, &row, before, &case, act).await?;
    Ok(Applied {
        instance: row.id,
        agency: row.agency_id,
        definition_id: row.definition_id,
        definition: case.definition,
        revision: row.revision,
        state: case.state,
        effects: case.effects,
        is_repeated: false,
    })
}

async fn set_timer(change: &UnitOfWork, id: InstanceId, state: &Instance) -> Result<(), Error> {
    let Some(due) = state.next_timer().filter(|_| state.status == Status::Running) else {
        process_timer::Entity::delete_by_id(id)
            .exec(change.connection())
            .await?;
        return Ok(());
    };
    let row = process_timer::ActiveModel {
        instance_id: Set(id),
        due: Set(moment(due)),
    };
    let replace = OnConflict::column(process_timer::Column::InstanceId)
        .update_column(process_timer::Column::Due)
        .to_owned();
    process_timer::Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

pub(super) fn written(state: &Instance) -> Result<String, Error> {
    Ok(serde_json::to_string(state).map_err(kernel::Error::from)?)
}

pub(super) fn ended(state: &Instance) -> bool {
    matches!(
        state.status,
        Status::Completed | Status::Failed | Status::Cancelled
    )
}

fn status(status: Status) -> &'static str {
    match status {
        Status::New => "new",
        Status::Running => "running",
        Status::Suspended => "suspended",
        Status::Completed => "completed",
        Status::Failed => "failed",
        Status::Cancelled => "cancelled",
    }
}
