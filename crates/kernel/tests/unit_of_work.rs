//! The unit of work, the audit trail and the jobs on a real SQLite database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use kernel::{
    Database, FixedClock, Timestamp,
    audit::{self, Entry, Subject, audit_entry, audit_head},
    jobs::{Handler, Job, NewJob, Outcome, Runner, job},
};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, Schema};
use time::macros::datetime;

async fn database(folder: &std::path::Path) -> Database {
    let database = Database::connect(&format!("sqlite:{}", folder.join("test.sqlite").display()))
        .await
        .unwrap();
    let schema = Schema::new(database.backend());
    let writer = database.for_migrations();
    for table in [
        schema.create_table_from_entity(audit_entry::Entity),
        schema.create_table_from_entity(audit_head::Entity),
        schema.create_table_from_entity(job::Entity),
    ] {
        writer.execute(&table).await.unwrap();
    }
    database
}

fn entry(subject: &str) -> Entry {
    Entry::by_system(None, Timestamp(1), "registered", Subject::new("arrival", subject))
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_changes_at_once_all_commit_and_chain_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path()).await;

    let changes = (0..50).map(|i| {
        let database = database.clone();
        tokio::spawn(async move {
            let mut change = database.begin().await.unwrap();
            change.record(entry(&i.to_string()));
            change.commit().await.unwrap();
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.unwrap();
    }

    let verification = audit::verify(database.read()).await.unwrap();
    assert_eq!((verification.entries, verification.breaks.len()), (50, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_dropped_leaves_nothing_and_harms_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path()).await;

    let changes = (0..40).map(|i| {
        let database = database.clone();
        tokio::spawn(async move {
            let mut change = database.begin().await.unwrap();
            let inserted = audit_entry::Entity::find()
                .count(change.connection())
                .await
                .unwrap();
            assert!(inserted <= 20);
            change.record(entry(&i.to_string()));
            if i % 2 == 0 {
                change.commit().await.unwrap();
            }
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.unwrap();
    }

    let verification = audit::verify(database.read()).await.unwrap();
    assert_eq!((verification.entries, verification.breaks.len()), (20, 0));
}

#[tokio::test]
async fn a_changed_row_and_a_cut_tail_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path()).await;
    for i in 0..5 {
        let mut change = database.begin().await.unwrap();
        change.record(entry(&i.to_string()));
        change.commit().await.unwrap();
    }

    let writer = database.for_migrations();
    writer
        .execute_unprepared("UPDATE audit_entry SET action = 'recalled' WHERE number = 3")
        .await
        .unwrap();
    let changed = audit::verify(database.read()).await.unwrap();
    writer
        .execute_unprepared("UPDATE audit_entry SET action = 'registered' WHERE number = 3")
        .await
        .unwrap();
    writer
        .execute_unprepared("DELETE FROM audit_entry WHERE number = 5")
        .await
        .unwrap();
    let cut = audit::verify(database.read()).await.unwrap();

    assert_eq!(changed.breaks.iter().map(|b| b.number).collect::<Vec<_>>(), [3]);
    assert_eq!(cut.breaks.iter().map(|b| b.number).collect::<Vec<_>>(), [5]);
}

struct Flaky(AtomicUsize);

#[async_trait]
impl Handler for Flaky {
    fn kind(&self) -> &'static str {
        "index"
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let attempts = self.0.fetch_add(1, Ordering::SeqCst);
        jobs.iter()
            .map(|_| {
                if attempts == 0 {
                    Err("mất điện".to_owned())
                } else {
                    Ok(())
                }
            })
            .collect()
    }
}

#[tokio::test]
async fn a_job_runs_only_after_its_change_commits_and_again_after_it_failed() {
    let folder = tempfile::tempdir().unwrap();
    let database = database(folder.path()).await;
    let clock = Arc::new(FixedClock::at(datetime!(2026-11-21 08:00 UTC)));
    let handler = Arc::new(Flaky(AtomicUsize::new(0)));
    let runner = Runner::new(database.clone(), clock.clone(), vec![handler.clone()]);
    let new = || NewJob::new("index", "arrival", Timestamp(0));

    let undone = database.begin().await.unwrap();
    undone.enqueue(new());
    drop(undone);
    assert_eq!(runner.run_ready().await.unwrap(), 0);

    let change = database.begin().await.unwrap();
    change.enqueue(new());
    change.commit().await.unwrap();
    assert_eq!(runner.run_ready().await.unwrap(), 1);
    assert_eq!(
        job::Entity::find()
            .one(database.read())
            .await
            .unwrap()
            .unwrap()
            .last_error
            .as_deref(),
        Some("mất điện")
    );

    clock.advance(time::Duration::seconds(2));
    assert_eq!(runner.run_ready().await.unwrap(), 1);
    assert_eq!(job::Entity::find().count(database.read()).await.unwrap(), 0);
}
