use std::collections::{HashMap, hash_map::Entry};

use async_trait::async_trait;
use kernel::{Timestamp, UnitOfWork, calendar::WorkingCalendar, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{LockBehavior, LockType},
};

use super::{Rhythm, Tone};
use crate::task::{Calendars, TaskState, task, task_reminder};

/// A reminder to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The task.
    pub task: task::Model,
    /// In what tone.
    pub tone: Tone,
}

/// Tells reminders: writes what people see of them, inside the change.
#[async_trait]
pub trait Herald: Send + Sync {
    /// Tells one.
    async fn tell(&self, change: &mut UnitOfWork, notice: &Notice) -> Result<(), kernel::Error>;
}

/// Tells up to `most` reminders that are due and answers how many tasks were looked at. Several copies of the service may do
/// so at once: none tells what another does.
///
/// # Errors
/// When the database fails or a reminder cannot be told.
pub async fn tell_due(
    change: &mut UnitOfWork,
    rhythm: &Rhythm,
    calendars: &dyn Calendars,
    herald: &dyn Herald,
    now: Timestamp,
    most: u64,
) -> Result<usize, kernel::Error> {
    let due = due(change, now, most).await?;
    let looked = due.len();
    let open = open(change, &due).await?;
    let mut known: HashMap<AgencyId, WorkingCalendar> = HashMap::new();
    let mut over = Vec::new();
    for reminder in due {
        let Some(task) = open.get(&reminder.task_id) else {
            over.push(reminder.task_id);
            continue;
        };
        let Some(date) = task.due() else {
            over.push(reminder.task_id);
            continue;
        };
        let calendar = match known.entry(task.agency_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(calendars.calendar(change, task.agency_id).await?),
        };
        let told = Tone::from_stored(reminder.told);
        let (tone, next) = rhythm.at(date, told, calendar, now, task.created_at);
        if let Some(tone) = tone {
            let task = task.clone();
            herald.tell(change, &Notice { task, tone }).await?;
        }
        let row = task_reminder::ActiveModel {
            task_id: Set(reminder.task_id),
            at: Set(next),
            told: Set(tone.max(told).map_or(0, Tone::stored)),
        };
        task_reminder::Entity::update(row)
            .exec(change.connection())
            .await?;
    }
    if !over.is_empty() {
        task_reminder::Entity::delete_many()
            .filter(task_reminder::Column::TaskId.is_in(over))
            .exec(change.connection())
            .await?;
    }
    Ok(looked)
}

/// Whether any task is to be looked at: asked before a change is begun, so that idling costs a read and never a turn at the writer.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_due(connection: &impl ConnectionTrait, now: Timestamp) -> Result<bool, kernel::Error> {
    let first = task_reminder::Entity::find()
        .filter(task_reminder::Column::At.lte(now))
        .limit(1)
        .one(connection)
        .await?;
    Ok(first.is_some())
}

async fn due(
    change: &UnitOfWork,
    now: Timestamp,
    most: u64,
) -> Result<Vec<task_reminder::Model>, kernel::Error> {
    let mut query = task_reminder::Entity::find()
        .filter(task_reminder::Column::At.lte(now))
        .order_by_asc(task_reminder::Column::At)
        .limit(most);
    if change.connection().get_database_backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    Ok(query.all(change.connection()).await?)
}

async fn open(
    change: &UnitOfWork,
    due: &[task_reminder::Model],
) -> Result<HashMap<crate::task::TaskId, task::Model>, kernel::Error> {
    if due.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = task::Entity::find()
        .filter(task::Column::Id.is_in(due.iter().map(|reminder| reminder.task_id)))
        .filter(task::Column::State.eq(TaskState::Open))
        .all(change.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
