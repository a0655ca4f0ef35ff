use kernel::{Actor, Timestamp};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use uuid::Uuid;

use super::{Error, TaskId, TaskState, holders_of, task};

/// Where a page of the work list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Due key of the last task shown.
    pub due_key: i32,
    /// Its id.
    pub id: TaskId,
}

/// One page of the work list, soonest due first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The tasks.
    pub tasks: Vec<task::Model>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
}

/// How many tasks of one action wait for the actor.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Count {
    /// What is asked.
    pub action: String,
    /// How many wait.
    pub waiting: i64,
    /// How many of them are past their due date.
    pub late: i64,
}

fn among(query: Select<task::Entity>, subjects: Option<SelectStatement>) -> Select<task::Entity> {
    match subjects {
        Some(subjects) => query.filter(task::Column::SubjectId.in_subquery(subjects)),
        None => query,
    }
}

fn waiting_for(actor: &Actor) -> Select<task::Entity> {
    task::Entity::find()
        .filter(task::Column::Holder.is_in(holders_of(actor)))
        .filter(task::Column::State.eq(TaskState::Open))
}

/// What waits for the actor, of one action or of all.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    action: Option<&str>,
    after: Option<Key>,
    limit: u64,
) -> Result<Page, Error> {
    list_within(connection, actor, None, action, after, limit).await
}

/// The same, of these subjects alone where some are named: somebody who acts for another sees what was delegated.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_within(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    subjects: Option<SelectStatement>,
    action: Option<&str>,
    after: Option<Key>,
    limit: u64,
) -> Result<Page, Error> {
    let mut query = among(waiting_for(actor), subjects);
    if let Some(action) = action {
        query = query.filter(task::Column::Action.eq(action));
    }
    if let Some(after) = after {
        let place = Expr::tuple([Expr::col(task::Column::DueKey), Expr::col(task::Column::Id)]);
        query = query.filter(place.gt(Expr::tuple([Expr::value(after.due_key), Expr::value(after.id)])));
    }
    let mut tasks = query
        .order_by_asc(task::Column::DueKey)
        .order_by_asc(task::Column::Id)
        .limit(limit + 1)
        .all(connection)
        .await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = tasks.len() > shown;
    tasks.truncate(shown);
    let next = tasks.last().filter(|_| more).map(|last| Key {
        due_key: last.due_key,
        id: last.id,
    });
    Ok(Page { tasks, next })
}

/// How much waits for the actor, for each action.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    today: time::Date,
) -> Result<Vec<Count>, Error> {
    counts_within(connection, actor, None, today).await
}

/// The same, of these subjects alone where some are named.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts_within(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    subjects: Option<SelectStatement>,
    today: time::Date,
) -> Result<Vec<Count>, Error> {
    Ok(counted(actor, subjects, today)
        .into_model::<Count>()
        .all(connection)
        .await?)
}

/// The question for these counts: the columns `action`, `waiting` and `late`.
#[must_use]
pub fn counted(actor: &Actor, subjects: Option<SelectStatement>, today: time::Date) -> Select<task::Entity> {
    let late = Expr::case(Expr::col(task::Column::DueKey).lt(today.to_julian_day()), 1).finally(0);
    among(waiting_for(actor), subjects)
        .select_only()
        .column(task::Column::Action)
        .column_as(task::Column::Id.count(), "waiting")
        .column_as(Expr::expr(late).sum(), "late")
        .group_by(task::Column::Action)
}

/// A task held by the actor.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it is another's.
pub async fn load(
    connection: &impl ConnectionTrait,
    actor: &Actor,
    id: TaskId,
) -> Result<task::Model, Error> {
    task::Entity::find_by_id(id)
        .filter(task::Column::Holder.is_in(holders_of(actor)))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)
}

/// Every open task on a subject, whoever holds it.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_subject(connection: &impl ConnectionTrait, subject: Uuid) -> Result<Vec<task::Model>, Error> {
    Ok(task::Entity::find()
        .filter(task::Column::SubjectId.eq(subject))
        .filter(task::Column::State.eq(TaskState::Open))
        .order_by_asc(task::Column::DueKey)
        .all(connection)
        .await?)
}

/// Every open task of a case.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_case(connection: &impl ConnectionTrait, instance: Uuid) -> Result<Vec<task::Model>, Error> {
    Ok(task::Entity::find()
        .filter(task::Column::InstanceId.eq(instance))
        .filter(task::Column::State.eq(TaskState::Open))
        .order_by_asc(task::Column::Id)
        .all(connection)
        .await?)
}

pub(super) async fn newest(
    query: Select<task::Entity>,
    connection: &impl ConnectionTrait,
) -> Result<Option<task::Model>, Error> {
    Ok(query
        .order_by_desc(task::Column::CreatedAt)
        .one(connection)
        .await?)
}

/// What became of a task, as it is told to whoever comes second.
pub(super) fn ending_in_words(row: &task::Model) -> String {
    let who = row.ended_by.as_deref().unwrap_or("người khác");
    in_words(who, row.outcome.as_deref().unwrap_or("đã xử lý"), row.ended_at)
}

/// Who did what and when.
pub(crate) fn in_words(who: &str, outcome: &str, at: Option<Timestamp>) -> String {
    match at.map(Timestamp::vietnam) {
        Some(at) => format!(
            "{who} {outcome} lúc {:02}:{:02} ngày {:02}/{:02}/{}",
            at.hour(),
            at.minute(),
            at.day(),
            u8::from(at.month()),
            at.year()
        ),
        None => format!("{who} {outcome}"),
    }
}
