//! Jobs of a worker that died are taken over soon, and those of a worker that lives are left to it; on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "../../../tests/it/harness/postgres_server.rs"]
mod postgres_server;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use kernel::{
    Clock as _, Database, FixedClock, Timestamp,
    jobs::{Handler, Job, NewJob, Outcome, Runner, job},
};
use postgres_server::PostgresServer;
use sea_orm::{ConnectionTrait as _, EntityTrait as _, Schema};
use time::macros::datetime;
use tokio::sync::Notify;

/// Begins its jobs and never ends them.
#[derive(Default)]
struct Endless {
    begun: Notify,
}

#[async_trait]
impl Handler for Endless {
    fn kind(&self) -> &'static str {
        "lease"
    }

    async fn run(&self, _: &[Job]) -> Vec<Outcome> {
        self.begun.notify_one();
        std::future::pending().await
    }
}

/// Does its jobs at once.
struct Swift;

#[async_trait]
impl Handler for Swift {
    fn kind(&self) -> &'static str {
        "lease"
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        jobs.iter().map(|_| Ok(())).collect()
    }
}

/// Writes while it does its jobs, once it is told to.
struct Writing {
    database: Database,
    begun: Notify,
    may_write: Notify,
}

#[async_trait]
impl Handler for Writing {
    fn kind(&self) -> &'static str {
        "lease"
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        self.begun.notify_one();
        self.may_write.notified().await;
        self.database.begin().await.unwrap().commit().await.unwrap();
        jobs.iter().map(|_| Ok(())).collect()
    }
}

async fn prepared(address: &str) -> (Database, Arc<FixedClock>) {
    let database = Database::connect(address).await.unwrap();
    let schema = Schema::new(database.backend());
    for table in [
        schema.create_table_from_entity(kernel::audit::audit_entry::Entity),
        schema.create_table_from_entity(kernel::audit::audit_head::Entity),
        schema.create_table_from_entity(job::Entity),
    ] {
        database.for_migrations().execute(&table).await.unwrap();
    }
    let clock = Arc::new(FixedClock::at(datetime!(2026-11-21 08:00 +7)));
    let change = database.begin().await.unwrap();
    change.enqueue(NewJob::new("lease", 1, clock.now()));
    change.commit().await.unwrap();
    (database, clock)
}

fn later(clock: &FixedClock, seconds: i64) {
    clock.set(clock.now().plus(time::Duration::seconds(seconds)).utc());
}

async fn claimed_until(database: &Database) -> Timestamp {
    let row = job::Entity::find().one(database.read()).await.unwrap();
    row.unwrap().claimed_until
}

async fn a_dead_workers_job_is_taken_over(database: &Database, clock: &Arc<FixedClock>) {
    let endless = Arc::new(Endless::default());
    let dying = Runner::new(
        database.clone(),
        Arc::clone(clock) as _,
        vec![Arc::clone(&endless) as _],
    );
    let task = tokio::spawn(async move { dying.run_ready().await });
    endless.begun.notified().await;
    // As a killed process: whatever it was about to do is never done.
    task.abort();
    let other = Runner::new(database.clone(), Arc::clone(clock) as _, vec![Arc::new(Swift)]);

    assert_eq!(other.run_ready().await.unwrap(), 0, "the claim still holds");
    later(clock, 20);
    assert_eq!(other.run_ready().await.unwrap(), 1, "the claim has run out");
}

async fn a_living_workers_job_is_left_to_it(database: &Database, clock: &Arc<FixedClock>) {
    let change = database.begin().await.unwrap();
    change.enqueue(NewJob::new("lease", 2, clock.now()));
    change.commit().await.unwrap();
    let endless = Arc::new(Endless::default());
    let living = Runner::new(
        database.clone(),
        Arc::clone(clock) as _,
        vec![Arc::clone(&endless) as _],
    );
    let task = tokio::spawn(async move { living.run_ready().await });
    endless.begun.notified().await;
    let first = claimed_until(database).await;
    later(clock, 10);
    while claimed_until(database).await == first {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    later(clock, 10);
    let other = Runner::new(database.clone(), Arc::clone(clock) as _, vec![Arc::new(Swift)]);

    assert_eq!(
        other.run_ready().await.unwrap(),
        0,
        "the claim was renewed meanwhile"
    );
    task.abort();
}

async fn work_and_renewal_wait_for_the_writer_side_by_side(database: &Database, clock: &Arc<FixedClock>) {
    let change = database.begin().await.unwrap();
    change.enqueue(NewJob::new("lease", 3, clock.now()));
    change.commit().await.unwrap();
    let writing = Arc::new(Writing {
        database: database.clone(),
        begun: Notify::new(),
        may_write: Notify::new(),
    });
    let worker = Runner::new(
        database.clone(),
        Arc::clone(clock) as _,
        vec![Arc::clone(&writing) as _],
    );
    let task = tokio::spawn(async move { worker.run_ready().await });
    writing.begun.notified().await;
    // A long change of somebody else's: the work waits for its end, and before that the renewal waits too.
    let long = database.begin().await.unwrap();
    writing.may_write.notify_one();
    tokio::time::sleep(Duration::from_secs(5)).await;
    long.commit().await.unwrap();

    let ended = tokio::time::timeout(Duration::from_mins(1), task).await;

    assert!(ended.is_ok(), "the work came to its turn");
}

async fn both(address: &str) {
    let (database, clock) = prepared(address).await;
    a_dead_workers_job_is_taken_over(&database, &clock).await;
    a_living_workers_job_is_left_to_it(&database, &clock).await;
    work_and_renewal_wait_for_the_writer_side_by_side(&database, &clock).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_end_with_their_worker_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    both(&format!("sqlite:{}", folder.path().join("test.sqlite").display())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_end_with_their_worker_on_postgresql() {
    let server = PostgresServer::start();
    both(&server.address()).await;
}
