use kernel::{
    Actor, Timestamp, UnitOfWork,
    id::{AgencyId, Ids},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use time::Date;
use uuid::Uuid;

use super::{Error, FOLLOW_UP, Holder, NEVER, TaskId, TaskState, due_key, holders_of, list, reminder, task};

/// A task to be put on the work list.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Its id.
    pub id: TaskId,
    /// The agency in which it waits.
    pub agency: AgencyId,
    /// Who holds it.
    pub holder: Holder,
    /// What is asked.
    pub action: &'static str,
    /// What kind of thing it is about.
    pub subject_kind: &'static str,
    /// Which one.
    pub subject: Uuid,
    /// The part of the subject it is about.
    pub part: Option<Uuid>,
    /// The subject in words.
    pub title: String,
    /// A second line.
    pub detail: String,
    /// How urgent the subject is, as its stored code.
    pub urgency: &'static str,
    /// By when.
    pub due: Option<Date>,
}

/// Puts a task on the work list.
///
/// # Errors
/// When the database refuses.
pub async fn open(change: &UnitOfWork, new: NewTask, now: Timestamp) -> Result<(), Error> {
    let row = task::ActiveModel {
        id: Set(new.id),
        agency_id: Set(new.agency),
        holder: Set(new.holder.to_string()),
        action: Set(new.action.to_owned()),
        subject_kind: Set(new.subject_kind.to_owned()),
        subject_id: Set(new.subject),
        part_id: Set(new.part),
        title: Set(new.title),
        detail: Set(new.detail),
        urgency: Set(new.urgency.to_owned()),
        due_key: Set(due_key(new.due)),
        state: Set(TaskState::Open),
        created_at: Set(now),
        ended_at: Set(None),
        ended_by: Set(None),
        outcome: Set(None),
        version: Set(1),
        instance_id: Set(None),
        step: Set(None),
        step_name: Set(None),
        helper: Set(None),
    };
    task::Entity::insert(row)
        .exec_without_returning(change.connection())
        .await?;
    Ok(reminder::first(change, &[(new.id, due_key(new.due))]).await?)
}

/// Asks a superior to follow a task up, until the task itself ends. Once for each holder.
///
/// # Errors
/// When the database refuses.
pub async fn open_follow_up(
    change: &UnitOfWork,
    about: &task::Model,
    holder: Holder,
    now: Timestamp,
) -> Result<(), Error> {
    let (Some(instance), Some(step)) = (about.instance_id, about.step) else {
        return Ok(());
    };
    let known = task::Entity::find()
        .filter(task::Column::InstanceId.eq(instance))
        .filter(task::Column::State.eq(TaskState::Open))
        .filter(task::Column::Step.eq(step))
        .filter(task::Column::Action.eq(FOLLOW_UP))
        .filter(task::Column::Holder.eq(holder.to_string()))
        .one(change.connection())
        .await?;
    if known.is_some() {
        return Ok(());
    }
    let row = task::Model {
        id: Ids.next(now),
        holder: holder.to_string(),
        action: FOLLOW_UP.to_owned(),
        part_id: None,
        due_key: NEVER,
        created_at: now,
        version: 1,
        helper: None,
        ..about.clone()
    };
    task::Entity::insert(row.into_active_model())
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// Who ends a task and how, in words.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// How, in Vietnamese: "đã chỉ đạo", "đã báo cáo xong".
    pub outcome: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Ends the actor's open task of this action on the subject, or on a part of it, and answers it.
///
/// # Errors
/// [`Error::Ended`] when the actor held such a task and it has ended, [`Error::NotFound`] when there never was one.
pub async fn end(
    change: &UnitOfWork,
    ending: Ending<'_>,
    action: &str,
    subject: Uuid,
    part: Option<Uuid>,
) -> Result<task::Model, Error> {
    let row = held(change, ending.actor, action, subject, part).await?;
    // The condition on the state makes the second of two hands lose, whatever the isolation level.
    let ended = task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Done))
        .col_expr(task::Column::EndedAt, Expr::value(ending.at))
        .col_expr(task::Column::EndedBy, Expr::value(&ending.actor.name))
        .col_expr(task::Column::Outcome, Expr::value(ending.outcome))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::Id.eq(row.id))
        .filter(task::Column::State.eq(TaskState::Open))
        .exec(change.connection())
        .await?;
    if ended.rows_affected == 0 {
        let row = task::Entity::find_by_id(row.id)
            .one(change.connection())
            .await?
            .ok_or(Error::NotFound)?;
        return Err(Error::Ended(list::ending_in_words(&row)));
    }
    Ok(row)
}

/// The actor's open task of this action on the subject, or on a part of it.
///
/// # Errors
/// As [`end`].
pub async fn held(
    change: &UnitOfWork,
    actor: &Actor,
    action: &str,
    subject: Uuid,
    part: Option<Uuid>,
) -> Result<task::Model, Error> {
    let mine = || {
        let query = task::Entity::find()
            .filter(task::Column::SubjectId.eq(subject))
            .filter(task::Column::Action.eq(action))
            .filter(task::Column::Holder.is_in(holders_of(actor)));
        match part {
            Some(part) => query.filter(task::Column::PartId.eq(part)),
            None => query,
        }
    };
    let open = mine()
        .filter(task::Column::State.eq(TaskState::Open))
        .one(change.connection())
        .await?;
    if let Some(row) = open {
        return Ok(row);
    }
    let ended = list::newest(mine(), change.connection()).await?;
    Err(ended.map_or(Error::NotFound, |row| Error::Ended(list::ending_in_words(&row))))
}

/// Cancels every open task on the subject, or on a part of it.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_all(
    change: &UnitOfWork,
    ending: Ending<'_>,
    subject: Uuid,
    part: Option<Uuid>,
) -> Result<u64, Error> {
    let mut update = task::Entity::update_many()
        .col_expr(task::Column::State, Expr::value(TaskState::Cancelled))
        .col_expr(task::Column::EndedAt, Expr::value(ending.at))
        .col_expr(task::Column::EndedBy, Expr::value(&ending.actor.name))
        .col_expr(task::Column::Outcome, Expr::value(ending.outcome))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::SubjectId.eq(subject))
        .filter(task::Column::State.eq(TaskState::Open));
    if let Some(part) = part {
        update = update.filter(task::Column::PartId.eq(part));
    }
    Ok(update.exec(change.connection()).await?.rows_affected)
}

/// Gives every open task on a part of the subject a new due date.
///
/// # Errors
/// When the database refuses.
pub async fn extend_all(change: &UnitOfWork, subject: Uuid, part: Uuid, due: Date) -> Result<(), Error> {
    task::Entity::update_many()
        .col_expr(task::Column::DueKey, Expr::value(due_key(Some(due))))
        .col_expr(task::Column::Version, Expr::col(task::Column::Version).add(1))
        .filter(task::Column::SubjectId.eq(subject))
        .filter(task::Column::PartId.eq(part))
        .filter(task::Column::State.eq(TaskState::Open))
        .exec(change.connection())
        .await?;
    Ok(())
}
