//! Đôn đốc: whoever has a task is told that it is waited for (Decree 30/2020, Article 24).

use std::collections::BTreeMap;

use kernel::{Actor, Office, UnitOfWork};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};

use super::{Error, TaskId, entity::task_urging, holders_of, task};

kernel::typed_id! {
    /// One urging.
    UrgingId,
}

/// Urges whoever has these tasks, the actor's own left out, and answers which were urged.
///
/// # Errors
/// When the database refuses.
pub async fn urge(
    office: &Office,
    change: &UnitOfWork,
    actor: &Actor,
    open: Vec<task::Model>,
    text: &str,
) -> Result<Vec<task::Model>, Error> {
    let own = holders_of(actor);
    let others: Vec<task::Model> = open
        .into_iter()
        .filter(|task| !own.contains(&task.holder))
        .collect();
    if others.is_empty() {
        return Ok(others);
    }
    let rows = others.iter().map(|task| task_urging::ActiveModel {
        id: Set(office.new_id()),
        task_id: Set(task.id),
        by_name: Set(actor.name.clone()),
        text: Set(text.to_owned()),
        at: Set(office.now()),
    });
    task_urging::Entity::insert_many(rows)
        .exec_without_returning(change.connection())
        .await?;
    Ok(others)
}

/// What was urged about these tasks, by task, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn urgings(
    connection: &impl ConnectionTrait,
    tasks: &[TaskId],
) -> Result<BTreeMap<TaskId, Vec<task_urging::Model>>, Error> {
    if tasks.is_empty() {
        return Ok(BTreeMap::new());
    }
    // Filled up by repeating the last, so that few different statements have to be prepared.
    let last = tasks.last().copied();
    let filled = tasks.iter().copied().chain(last.into_iter().cycle());
    let rows = task_urging::Entity::find()
        .filter(task_urging::Column::TaskId.is_in(filled.take(tasks.len().next_power_of_two())))
        .order_by_asc(task_urging::Column::At)
        .order_by_asc(task_urging::Column::Id)
        .all(connection)
        .await?;
    let mut by_task: BTreeMap<TaskId, Vec<task_urging::Model>> = BTreeMap::new();
    for row in rows {
        by_task.entry(row.task_id).or_default().push(row);
    }
    Ok(by_task)
}
