use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, DbBackend, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, LockBehavior, LockType},
};

use super::{Job, job, rest};
use crate::{Database, Error, Timestamp};

/// How long a claim holds unless its worker renews it: after that the worker is taken for dead.
const CLAIM: time::Duration = time::Duration::seconds(15);

/// Claims up to `most` jobs of a kind, oldest first. Two workers never get the same job.
pub(super) async fn claim(
    database: &Database,
    kind: &str,
    most: u64,
    now: Timestamp,
) -> Result<Vec<Job>, Error> {
    let ready = || {
        job::Entity::find()
            .filter(job::Column::Kind.eq(kind))
            .filter(job::Column::NotBefore.lte(now))
            .filter(job::Column::ClaimedUntil.lte(now))
            .order_by_asc(job::Column::Number)
            .limit(most)
    };
    // An idle runner costs a read, never a turn at the writer.
    if ready().one(database.read()).await?.is_none() {
        return Ok(Vec::new());
    }
    let change = database.begin().await?;
    let mut query = ready();
    if database.backend() == DbBackend::Postgres {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let rows = query.all(change.connection()).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.number).collect();
    job::Entity::update_many()
        .col_expr(job::Column::ClaimedUntil, Expr::value(now.plus(CLAIM)))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Number.is_in(numbers))
        .exec(change.connection())
        .await?;
    change.commit().await?;
    rows.into_iter()
        .map(|row| {
            let payload = serde_json::from_str(&row.payload)?;
            Ok(Job {
                number: row.number,
                attempt: row.attempts + 1,
                payload,
            })
        })
        .collect()
}

/// Tells the others that the worker of these jobs still lives.
pub(super) async fn renew(database: &Database, jobs: &[Job], now: Timestamp) -> Result<(), Error> {
    let change = database.begin().await?;
    job::Entity::update_many()
        .col_expr(job::Column::ClaimedUntil, Expr::value(now.plus(CLAIM)))
        .filter(job::Column::Number.is_in(jobs.iter().map(|job| job.number)))
        .exec(change.connection())
        .await?;
    change.commit().await
}

/// Frees what a process that ended in the middle of its jobs had claimed. A SQLite database has one process: whatever is claimed
/// when it starts was claimed by one that is dead. Beside PostgreSQL other copies may live: there a
/// dead one's claims run out by themselves, as it no longer renews them.
pub(super) async fn free(database: &Database) -> Result<(), Error> {
    if database.backend() != DbBackend::Sqlite {
        return Ok(());
    }
    let change = database.begin().await?;
    job::Entity::update_many()
        .col_expr(job::Column::ClaimedUntil, Expr::value(Timestamp(0)))
        .filter(job::Column::ClaimedUntil.gt(Timestamp(0)))
        .exec(change.connection())
        .await?;
    change.commit().await
}

/// Removes the jobs that are done.
pub(super) async fn finish(database: &Database, numbers: Vec<i64>) -> Result<(), Error> {
    let change = database.begin().await?;
    job::Entity::delete_many()
        .filter(job::Column::Number.is_in(numbers))
        .exec(change.connection())
        .await?;
    change.commit().await
}

/// Puts a failed job back, to be tried again after a rest.
pub(super) async fn put_back(
    database: &Database,
    job: &Job,
    reason: String,
    now: Timestamp,
) -> Result<(), Error> {
    let rest = time::Duration::try_from(rest(job.attempt)).unwrap_or(time::Duration::MINUTE);
    let change = database.begin().await?;
    let row = job::ActiveModel {
        number: Set(job.number),
        not_before: Set(now.plus(rest)),
        claimed_until: Set(Timestamp(0)),
        last_error: Set(Some(reason)),
        ..job::ActiveModel::default_unset()
    };
    job::Entity::update(row).exec(change.connection()).await?;
    change.commit().await
}
