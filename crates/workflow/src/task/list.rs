use kernel::{Actor, Timestamp};
use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, FromQueryResult, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select,
    sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement, SimpleExpr, UnionType},
};
use uuid::Uuid;

use super::{Error, TaskId, TaskState, entity::task_urging, holders_of, task};

/// Where a page of the work list ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Due key of the last task shown.
    pub due_key: i32,
    /// Its id.
    pub id: TaskId,
}

/// A task as the work list shows it.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Line {
    /// Its id.
    pub id: TaskId,
    /// What is asked.
    pub action: String,
    /// What kind of thing it is about.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: Uuid,
    /// The part of the subject it is about.
    pub part_id: Option<Uuid>,
    /// The subject in words.
    pub title: String,
    /// A second line.
    pub detail: String,
    /// How urgent the subject is.
    pub urgency: String,
    /// The due date as a Julian day, or [`NEVER`](crate::task::NEVER).
    pub due_key: i32,
    /// Since when it waits.
    pub created_at: Timestamp,
    /// The step's name in the process.
    pub step_name: Option<String>,
    /// Whether it was urged.
    pub is_urged: bool,
}

impl Line {
    /// The due date.
    #[must_use]
    pub fn due(&self) -> Option<time::Date> {
        time::Date::from_julian_day(self.due_key).ok()
    }
}

/// One page of the work list, soonest due first.
#[derive(Debug, Clone)]
pub struct Page {
    /// The tasks.
    pub tasks: Vec<Line>,
    /// Where the next page starts, when there is one.
    pub next: Option<Key>,
}

/// That it waits; written out, so that the engine sees that the index of what waits will do.
fn is_open() -> SimpleExpr {
    Expr::col(task::Column::State).eq(Expr::Constant(TaskState::Open.to_value().into()))
}

/// What waits for one holder, of these subjects alone where some are named.
pub(super) fn waiting_for(holder: &str, subjects: Option<&SelectStatement>) -> SelectStatement {
    let mut query = Query::select();
    query
        .from(task::Entity)
        .and_where(task::Column::Holder.eq(holder))
        .and_where(is_open());
    if let Some(subjects) = subjects {
        query.and_where(task::Column::SubjectId.in_subquery(subjects.clone()));
    }
    query
}

fn soonest(query: &mut SelectStatement, limit: u64) {
    query
        .order_by(task::Column::DueKey, Order::Asc)
        .order_by(task::Column::Id, Order::Asc)
        .limit(limit);
}

/// The ids of what is due soonest: for each holder the actor stands for a walk along an index, then the first of them all.
fn first(
    actor: &Actor,
    subjects: Option<&SelectStatement>,
    action: Option<&str>,
    after: Option<Key>,
    limit: u64,
) -> SelectStatement {
    let mut walks = holders_of(actor).into_iter().map(|holder| {
        let mut walk = waiting_for(&holder, subjects);
        walk.columns([task::Column::DueKey, task::Column::Id]);
        if let Some(action) = action {
            walk.and_where(task::Column::Action.eq(action));
        }
        if let Some(after) = after {
            let place = Expr::tuple([Expr::col(task::Column::DueKey), Expr::col(task::Column::Id)]);
            walk.and_where(place.gt(Expr::tuple([Expr::value(after.due_key), Expr::value(after.id)])));
        }
        soonest(&mut walk, limit);
        // By itself: a part of a union cannot have an order of its own.
        Query::select()
            .columns([task::Column::DueKey, task::Column::Id])
            .from_subquery(walk, "walk")
            .take()
    });
    let mut all = walks.next().expect("everybody stands for their post");
    for walk in walks {
        all.union(UnionType::All, walk);
    }
    soonest(&mut all, limit);
    Query::select()
        .column(task::Column::Id)
        .from_subquery(all, "soonest")
        .take()
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
    let urged = Query::select()
        .expr(Expr::value(1))
        .from(task_urging::Entity)
        .and_where(
            Expr::col((task_urging::Entity, task_urging::Column::TaskId))
                .equals((task::Entity, task::Column::Id)),
        )
        .take();
    let mut tasks = task::Entity::find()
        .select_only()
        .columns([
            task::Column::Id,
            task::Column::Action,
            task::Column::SubjectKind,
            task::Column::SubjectId,
            task::Column::PartId,
            task::Column::Title,
            task::Column::Detail,
            task::Column::Urgency,
            task::Column::DueKey,
            task::Column::CreatedAt,
            task::Column::StepName,
        ])
        .expr_as(Expr::exists(urged), "is_urged")
        .filter(task::Column::Id.in_subquery(first(actor, subjects.as_ref(), action, after, limit + 1)))
        .order_by_asc(task::Column::DueKey)
        .order_by_asc(task::Column::Id)
        .into_model::<Line>()
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
