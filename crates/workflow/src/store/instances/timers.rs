use std::collections::{HashMap, hash_map::Entry};

use kernel::{Timestamp, UnitOfWork, calendar::WorkingCalendar, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{LockBehavior, LockType},
};

use super::{Act, Applied, InstanceId, apply, process_instance, process_timer};
use crate::{Command, store::Error, task::Calendars};

/// How long a case rests whose timer cannot fire.
const REST: time::Duration = time::Duration::HOUR;

/// What became of timers that were due.
#[derive(Debug, Default)]
pub struct Fired {
    /// How many cases were looked at.
    pub looked: usize,
    /// What followed, case by case.
    pub applied: Vec<Applied>,
    /// Cases whose process refused: they rest for an hour.
    pub refused: Vec<(InstanceId, crate::Error)>,
}

/// Fires the timers of up to `most` cases, earliest first. A case whose timers were due several times while nobody looked is
/// ticked once. Several copies of the service may do so at once.
///
/// # Errors
/// When the database fails.
pub async fn fire_due(
    change: &UnitOfWork,
    calendars: &dyn Calendars,
    now: Timestamp,
    most: u64,
) -> Result<Fired, Error> {
    let due = due(change, now, most).await?;
    let mut known: HashMap<AgencyId, WorkingCalendar> = HashMap::new();
    let mut fired = Fired {
        looked: due.len(),
        ..Fired::default()
    };
    for (id, agency) in due {
        let calendar = match known.entry(agency) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(calendars.calendar(change, agency).await?),
        };
        let act = Act::of_system(now, calendar, "đến giờ hẹn");
        match apply(change, id, None, Command::Tick, act).await {
            Ok(applied) => fired.applied.push(applied),
            Err(Error::Workflow(refused)) => {
                rest(change, id, now).await?;
                fired.refused.push((id, refused));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(fired)
}

/// Whether any timer is due: asked before a change is begun, so that idling costs a read and never a turn at the writer.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_due(connection: &impl ConnectionTrait, now: Timestamp) -> Result<bool, Error> {
    let first = process_timer::Entity::find()
        .filter(process_timer::Column::Due.lte(now))
        .limit(1)
        .one(connection)
        .await?;
    Ok(first.is_some())
}

async fn due(change: &UnitOfWork, now: Timestamp, most: u64) -> Result<Vec<(InstanceId, AgencyId)>, Error> {
    let connection = change.connection();
    let mut query = process_timer::Entity::find()
        .filter(process_timer::Column::Due.lte(now))
        .order_by_asc(process_timer::Column::Due)
        .limit(most);
    if connection.get_database_backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let timers = query.all(connection).await?;
    let ids: Vec<InstanceId> = timers.iter().map(|timer| timer.instance_id).collect();
    let agencies: Vec<(InstanceId, AgencyId)> = process_instance::Entity::find()
        .select_only()
        .column(process_instance::Column::Id)
        .column(process_instance::Column::AgencyId)
        .filter(process_instance::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    let agencies: HashMap<InstanceId, AgencyId> = agencies.into_iter().collect();
    Ok(ids
        .into_iter()
        .filter_map(|id| Some((id, *agencies.get(&id)?)))
        .collect())
}

async fn rest(change: &UnitOfWork, id: InstanceId, now: Timestamp) -> Result<(), Error> {
    let row = process_timer::ActiveModel {
        instance_id: Set(id),
        due: Set(now.plus(REST)),
    };
    process_timer::Entity::update(row)
        .exec(change.connection())
        .await?;
    Ok(())
}
