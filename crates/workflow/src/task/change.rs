use kernel::{Actor, Timestamp, UnitOfWork, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, EntityTrait as _, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _},
};
use time::Date;
use uuid::Uuid;

use super::{Error, Holder, TaskId, TaskState, due_key, holders_of, list, task};

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
    };
    task::Entity::insert(row)
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
    let mine = || {
        let query = task::Entity::find()
            .filter(task::Column::SubjectId.eq(subject))
            .filter(task::Column::Action.eq(action))
            .filter(task::Column::Holder.is_in(holders_of(ending.actor)));
        match part {
            Some(part) => query.filter(task::Column::PartId.eq(part)),
            None => query,
        }
    };
    let open = mine()
        .filter(task::Column::State.eq(TaskState::Open))
        .one(change.connection())
        .await?;
    let Some(row) = open else {
        let ended = list::newest(mine(), change.connection()).await?;
        return Err(ended.map_or(Error::NotFound, |row| Error::Ended(list::ending_in_words(&row))));
    };
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
