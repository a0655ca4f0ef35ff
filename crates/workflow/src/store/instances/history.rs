use kernel::{UnitOfWork, calendar::WorkingCalendar};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};
use uuid::Uuid;

use super::{Act, Applied, InstanceId, Moved, case::WorkingDays, process_instance, process_step};
use crate::{
    Command, Effect, Instance,
    engine::{TaskId, apply_on, migrate},
    store::{Error, definitions},
    task::in_words,
};

/// Everything that happened in a case, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn history(
    connection: &impl ConnectionTrait,
    id: InstanceId,
) -> Result<Vec<process_step::Model>, Error> {
    happened_since(connection, id, 0).await
}

/// What happened in a case after a revision, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn happened_since(
    connection: &impl ConnectionTrait,
    id: InstanceId,
    revision: i64,
) -> Result<Vec<process_step::Model>, Error> {
    Ok(process_step::Entity::find()
        .filter(process_step::Column::InstanceId.eq(id))
        .filter(process_step::Column::Seq.gt(revision))
        .order_by_asc(process_step::Column::Seq)
        .all(connection)
        .await?)
}

/// The state the history of a case leads to: the same as the stored one, by the same calendar. Where the case was put under
/// another version on the way, what came after is done by that one.
///
/// # Errors
/// When the history was written by something else.
pub async fn replay(
    connection: &impl ConnectionTrait,
    id: InstanceId,
    calendar: &WorkingCalendar,
) -> Result<Instance, Error> {
    let row = process_instance::Entity::find_by_id(id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let steps = history(connection, id).await?;
    let moves = steps.iter().map(process_step::Model::moved);
    let moves: Vec<Option<Moved>> = moves.collect::<Result<_, _>>()?;
    let first = moves
        .iter()
        .flatten()
        .next()
        .map_or(row.definition_id, |moved| moved.from);
    let mut definition = definitions::by_id(connection, first).await?;
    let mut instance = Instance::default();
    for (step, moved) in steps.iter().zip(moves) {
        if let Some(moved) = moved {
            let to = definitions::by_id(connection, moved.to).await?;
            instance = migrate(&definition, &to, &instance, &moved.mapping).map_err(Error::Unmovable)?;
            definition = to;
        }
        let commands: Vec<Command> = serde_json::from_str(&step.commands).map_err(kernel::Error::from)?;
        for command in &commands {
            let days = WorkingDays(calendar);
            instance = apply_on(&definition, &instance, command, step.at.micros(), &days)?.instance;
        }
    }
    Ok(instance)
}

impl process_step::Model {
    /// Who did what and when, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        in_words(&self.actor_name, &self.outcome, Some(self.at))
    }

    /// What followed from it.
    pub(super) fn effects(&self) -> Result<Vec<Effect>, Error> {
        Ok(serde_json::from_str(&self.effects).map_err(kernel::Error::from)?)
    }

    /// How the case was put under another version, where this step did that.
    ///
    /// # Errors
    /// When it was written by something else.
    pub fn moved(&self) -> Result<Option<Moved>, Error> {
        let moved = self.moved.as_deref().map(serde_json::from_str).transpose();
        Ok(moved.map_err(kernel::Error::from)?)
    }
}

/// Writes the newest step.
pub(super) async fn append(
    change: &UnitOfWork,
    row: &process_instance::Model,
    before: &Instance,
    case: &super::case::Case,
    act: Act<'_>,
) -> Result<(), Error> {
    let task = case.commands.first().and_then(Command::task);
    let element = task
        .and_then(|task| before.open_task(task))
        .map(|token| case.definition.nodes[token.element()].id.to_string());
    let moved = case.moved.as_ref().map(serde_json::to_string).transpose();
    let step = process_step::ActiveModel {
        instance_id: Set(row.id),
        seq: Set(row.revision),
        command_id: Set(act.command_id),
        element: Set(element),
        commands: Set(serde_json::to_string(&case.commands).map_err(kernel::Error::from)?),
        effects: Set(serde_json::to_string(&case.effects).map_err(kernel::Error::from)?),
        person_id: Set(act.actor.map(|actor| actor.person)),
        post_id: Set(act.actor.map(|actor| actor.post)),
        actor_name: Set(act.name().to_owned()),
        on_behalf_of: Set(act.on_behalf_of),
        outcome: Set(act.outcome.to_owned()),
        at: Set(act.at),
        moved: Set(moved.map_err(kernel::Error::from)?),
    };
    process_step::Entity::insert(step)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// The answer a command got when it was applied before.
pub(super) async fn answered(change: &UnitOfWork, command: Option<Uuid>) -> Result<Option<Applied>, Error> {
    let Some(command) = command else {
        return Ok(None);
    };
    let connection = change.connection();
    let Some(step) = process_step::Entity::find()
        .filter(process_step::Column::CommandId.eq(command))
        .one(connection)
        .await?
    else {
        return Ok(None);
    };
    let row = process_instance::Entity::find_by_id(step.instance_id)
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Some(Applied {
        instance: row.id,
        agency: row.agency_id,
        definition_id: row.definition_id,
        definition: definitions::by_id(connection, row.definition_id).await?,
        revision: step.seq,
        state: row.standing()?,
        effects: step.effects()?,
        is_repeated: true,
    }))
}

/// What happened after the revision somebody saw, as a refusal.
pub(super) async fn overtaken(change: &UnitOfWork, id: InstanceId, seen: i64) -> Result<Error, Error> {
    let steps = happened_since(change.connection(), id, seen).await?;
    let words: Vec<String> = steps.iter().map(process_step::Model::in_words).collect();
    Ok(Error::Overtaken(words.join("; ")))
}

/// Who ended a task, how and when.
pub(super) async fn who_ended(
    change: &UnitOfWork,
    id: InstanceId,
    task: TaskId,
) -> Result<Option<String>, Error> {
    let steps = process_step::Entity::find()
        .filter(process_step::Column::InstanceId.eq(id))
        .order_by_desc(process_step::Column::Seq)
        .all(change.connection())
        .await?;
    for step in steps {
        let closes =
            |effect: &Effect| matches!(effect, Effect::TaskClosed { task: closed, .. } if *closed == task);
        if step.effects()?.iter().any(closes) {
            return Ok(Some(step.in_words()));
        }
    }
    Ok(None)
}
