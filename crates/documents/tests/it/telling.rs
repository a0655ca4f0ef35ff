//! Notifications at the level of the use-cases: once, in time, and within rights.

use std::sync::Arc;

use documents::{
    clockwork,
    entity::{document_reader, notification as row},
    inbound,
    notification::{self, Kind, Messenger, Notice},
    waiting::waiting,
};
use kernel::{Actor, jobs::Runner};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};
use time::macros::datetime;
use workflow::task;

use crate::office::TestOffice;

async fn run_jobs(office: &TestOffice) {
    let messenger = Messenger::new(office.office.clone());
    let runner = Runner::new(
        office.office.database.clone(),
        office.clock.clone(),
        vec![Arc::new(messenger)],
    );
    runner.run_ready().await.unwrap();
}

async fn told(office: &TestOffice, actor: &Actor) -> Vec<Notice> {
    let page = notification::list(&office.office, actor, false, None, 100)
        .await
        .unwrap();
    page.notices
}

async fn kinds(office: &TestOffice, actor: &Actor) -> Vec<Kind> {
    told(office, actor)
        .await
        .iter()
        .map(|notice| notice.row.kind)
        .collect()
}

/// Puts a second copy of every waiting job behind the first, as a crash between the work and its end leaves one.
async fn double_jobs(office: &TestOffice) {
    let change = office.office.database.begin().await.unwrap();
    change
        .connection()
        .execute_unprepared(
            "INSERT INTO job (kind, payload, not_before, claimed_until, attempts) \
             SELECT kind, payload, not_before, 0, 0 FROM job WHERE kind = 'notify'",
        )
        .await
        .unwrap();
    change.commit().await.unwrap();
}

#[tokio::test]
async fn a_job_that_runs_twice_tells_nobody_twice() {
    let office = TestOffice::open().await;
    let arrival = office.register("15/STC-VP").await.unwrap();
    inbound::submit(
        &office.office,
        &office.clerk,
        arrival.id,
        office.leader.post,
        None,
    )
    .await
    .unwrap();
    double_jobs(&office).await;
    run_jobs(&office).await;
    assert_eq!(kinds(&office, &office.leader).await, [Kind::Task]);
    assert!(told(&office, &office.clerk).await.is_empty(), "who did it knows");
    assert!(told(&office, &office.stranger).await.is_empty());
    let unread = notification::unread(office.office.database.read(), office.leader.person)
        .await
        .unwrap();
    assert_eq!(unread.get(&office.leader.post), Some(&1));
}

#[tokio::test]
async fn what_waits_is_tasks_by_action_and_notifications_by_post() {
    let office = TestOffice::open().await;
    for number in ["15/STC-VP", "16/STC-VP"] {
        office.directed(number).await;
    }
    run_jobs(&office).await;
    // The directive is due on 20 March.
    office.clock.advance(time::Duration::days(20));
    let (connection, today) = (office.office.database.read(), office.office.today());
    for actor in [&office.head, &office.leader, &office.stranger] {
        let found = waiting(connection, actor, today).await.unwrap();

        let tasks = task::counts(connection, actor, today).await.unwrap();
        assert_eq!(found.tasks, tasks);
        let unread = notification::unread(connection, actor.person).await.unwrap();
        assert_eq!(found.unread, unread);
    }
    let found = waiting(connection, &office.head, today).await.unwrap();
    let [assign] = found.tasks.as_slice() else {
        panic!("{:?}", found.tasks)
    };
    assert_eq!(
        (assign.action.as_str(), assign.waiting, assign.late),
        ("assign", 2, 2)
    );
    assert_eq!(found.unread.get(&office.head.post), Some(&2));
}

#[tokio::test]
async fn what_was_done_before_the_job_ran_is_no_news() {
    let office = TestOffice::open().await;
    office.directed("15/STC-VP").await;
    run_jobs(&office).await;
    assert!(
        told(&office, &office.leader).await.is_empty(),
        "the leader has directed already"
    );
    assert_eq!(kinds(&office, &office.head).await, [Kind::Task]);
}

#[tokio::test]
async fn deadlines_are_told_to_who_has_the_task_and_lateness_to_the_superior_too() {
    let office = TestOffice::open().await;
    let arrival = office.directed("15/STC-VP").await;
    office.assigned(&arrival).await;
    run_jobs(&office).await;
    assert_eq!(kinds(&office, &office.officer).await, [Kind::Task]);
    for (moment, expected) in [
        (
            datetime!(2026-03-19 08:30 +07:00),
            vec![Kind::DueSoon, Kind::Task],
        ),
        (
            datetime!(2026-03-23 08:30 +07:00),
            vec![Kind::Late, Kind::DueSoon, Kind::Task],
        ),
    ] {
        office.clock.set(moment);
        clockwork::run(&office.office).await.unwrap();
        clockwork::run(&office.office).await.unwrap();
        run_jobs(&office).await;
        assert_eq!(kinds(&office, &office.officer).await, expected, "{moment}");
    }
    office.clock.set(datetime!(2026-03-26 08:30 +07:00));
    clockwork::run(&office.office).await.unwrap();
    run_jobs(&office).await;
    let follow_up = told(&office, &office.head).await;
    assert!(
        follow_up.iter().any(|notice| notice.row.action == "follow_up"),
        "{follow_up:?}"
    );
}

#[tokio::test]
async fn a_right_taken_away_hides_what_a_notification_is_about() {
    let office = TestOffice::open().await;
    let arrival = office.directed("15/STC-VP").await;
    run_jobs(&office).await;
    assert!(told(&office, &office.head).await[0].document.is_some());
    let change = office.office.database.begin().await.unwrap();
    document_reader::Entity::delete_many()
        .filter(document_reader::Column::DocumentId.eq(arrival.document_id))
        .exec(change.connection())
        .await
        .unwrap();
    change.commit().await.unwrap();
    assert!(told(&office, &office.head).await[0].document.is_none());
}

#[tokio::test]
async fn what_is_older_than_it_is_kept_is_removed() {
    let office = TestOffice::open().await;
    office.directed("15/STC-VP").await;
    run_jobs(&office).await;
    let count = || row::Entity::find().count(office.office.database.read());
    assert!(count().await.unwrap() > 0);
    office.clock.set(datetime!(2026-06-02 08:00 +07:00));
    notification::sweep(&office.office).await.unwrap();
    assert!(count().await.unwrap() > 0, "89 days are kept");
    office.clock.set(datetime!(2026-06-05 08:00 +07:00));
    notification::sweep(&office.office).await.unwrap();
    assert_eq!(count().await.unwrap(), 0);
}
