//! What follows a change: jobs enqueued in its transaction and run at least once, by any copy of the service.

mod claim;
mod entity;
mod runner;

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use entity::job;
pub use runner::{Handler, Outcome, Runner};

use crate::{Error, Timestamp};

/// A job to be enqueued with a change.
#[derive(Debug, Clone)]
pub struct NewJob {
    kind: &'static str,
    payload: Value,
    not_before: Timestamp,
}

impl NewJob {
    /// A job of `kind`, to run at or after `not_before`.
    #[must_use]
    pub fn new(kind: &'static str, payload: impl Serialize, not_before: Timestamp) -> Self {
        Self {
            kind,
            payload: serde_json::to_value(payload).unwrap_or(Value::Null),
            not_before,
        }
    }
}

/// A claimed job, handed to its handler.
#[derive(Debug, Clone)]
pub struct Job {
    /// Number of the job: grows with every job enqueued.
    pub number: i64,
    /// How often it was tried, this time included.
    pub attempt: i32,
    payload: Value,
}

impl Job {
    /// The payload as the type the kind promises.
    ///
    /// # Errors
    /// When the payload was written by something else.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(serde_json::from_value(self.payload.clone())?)
    }
}

/// Writes the jobs in the transaction of their change.
pub(crate) async fn insert(connection: &impl ConnectionTrait, jobs: &[NewJob]) -> Result<(), Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    let rows = jobs.iter().map(|new| job::ActiveModel {
        kind: Set(new.kind.to_owned()),
        payload: Set(new.payload.to_string()),
        not_before: Set(new.not_before),
        claimed_until: Set(Timestamp(0)),
        attempts: Set(0),
        ..job::ActiveModel::default_unset()
    });
    job::Entity::insert_many(rows)
        .exec_without_returning(connection)
        .await?;
    Ok(())
}

/// How long a failed job rests before the next attempt: doubling from one second, at most ten minutes.
fn rest(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    Duration::from_secs((1_u64 << doublings).min(600))
}
