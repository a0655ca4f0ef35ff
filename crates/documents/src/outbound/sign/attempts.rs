//! Wrong PINs in a row lock a key that is kept here for a while, like wrong passwords an account.
//!
//! An attempt is counted before the key is opened: whoever tries many PINs at once is counted as many times.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use kernel::{
    Actor, Office, UnitOfWork,
    audit::{Entry, Subject},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, DbBackend, EntityTrait as _,
    QuerySelect as _,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::{KeyStoreId, Refusal, entity::key_store};
use crate::Error;

/// Attempts at one key that are under way at a time in this copy of the service, at most.
const AT_ONCE: usize = 2;

/// Waits for a turn at the key. Many who use it at once with the right PIN are not to lock it between them: each is counted
/// as failed until the key has opened.
pub(super) async fn turn(office: &Office, id: KeyStoreId) -> OwnedSemaphorePermit {
    static TURNS: LazyLock<Mutex<HashMap<KeyStoreId, Arc<Semaphore>>>> = LazyLock::new(Mutex::default);
    let fewer_than_lock = usize::try_from(most(office) - 1).unwrap_or(1);
    let turns = {
        let mut all = TURNS.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Semaphore::new(fewer_than_lock.clamp(1, AT_ONCE)));
        Arc::clone(all.entry(id).or_insert_with(new))
    };
    turns.acquire_owned().await.expect("the turns are never closed")
}

/// Counts one attempt.
///
/// # Errors
/// [`Refusal::KeyLocked`] while the key is locked.
pub(super) async fn take(office: &Office, id: KeyStoreId) -> Result<(), Error> {
    let change = office.database.begin().await?;
    let row = row(&change, id).await?;
    let now = office.now();
    let failed = match row.locked_until {
        Some(until) if until > now => return Err(Refusal::KeyLocked(until).into()),
        Some(_) => 0,
        None => row.failed_pins,
    };
    if failed >= most(office) {
        // As many are being tried at this moment, or a process died while they were.
        let until = now.plus(office.settings.lockout());
        set(&change, id, failed, Some(until)).await?;
        change.commit().await?;
        return Err(Refusal::KeyLocked(until).into());
    }
    set(&change, id, failed + 1, None).await?;
    change.commit().await?;
    Ok(())
}

/// The PIN was right: counting begins anew.
pub(super) async fn right(office: &Office, id: KeyStoreId) -> Result<(), Error> {
    let change = office.database.begin().await?;
    set(&change, id, 0, None).await?;
    change.commit().await?;
    Ok(())
}

/// The PIN was wrong: tells what to answer, and locks the key when there were too many.
pub(super) async fn wrong(office: &Office, actor: &Actor, id: KeyStoreId) -> Result<Refusal, Error> {
    let mut change = office.database.begin().await?;
    let row = row(&change, id).await?;
    let now = office.now();
    let (event, refusal) = if row.failed_pins >= most(office) {
        let until = now.plus(office.settings.lockout());
        set(&change, id, row.failed_pins, Some(until)).await?;
        ("key_locked", Refusal::KeyLocked(until))
    } else {
        ("wrong_pin", Refusal::WrongPin)
    };
    let entry = Entry::by(actor, now, event, Subject::new("key_store", id));
    change.record(entry.with(serde_json::json!({ "in_a_row": row.failed_pins })));
    change.commit().await?;
    Ok(refusal)
}

fn most(office: &Office) -> i32 {
    i32::try_from(office.settings.lockout_attempts()).unwrap_or(i32::MAX)
}

async fn row(change: &UnitOfWork, id: KeyStoreId) -> Result<key_store::Model, Error> {
    let connection = change.connection();
    let mut query = key_store::Entity::find_by_id(id);
    if connection.get_database_backend() == DbBackend::Postgres {
        query = query.lock_exclusive();
    }
    query.one(connection).await?.ok_or(Error::NotFound)
}

async fn set(
    change: &UnitOfWork,
    id: KeyStoreId,
    failed: i32,
    locked_until: Option<kernel::Timestamp>,
) -> Result<(), Error> {
    let row = key_store::ActiveModel {
        id: Set(id),
        failed_pins: Set(failed),
        locked_until: Set(locked_until),
        ..Default::default()
    };
    row.update(change.connection()).await?;
    Ok(())
}
