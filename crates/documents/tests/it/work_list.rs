//! The work list is exactly what waits for whoever the actor stands for, soonest due first, however it is paged.

use std::collections::BTreeMap;

use documents::{ArrivalId, access, inbound, urge};
use kernel::Actor;
use sea_orm::EntityTrait as _;
use time::Duration;
use workflow::task::{self, TaskState, holders_of, task as row};

use crate::{
    listing::{arrivals, readers},
    office::TestOffice,
};

/// All that waits for the actor, taken from the whole table by hand.
async fn expected(o: &TestOffice, actor: &Actor) -> Vec<row::Model> {
    let holders = holders_of(actor);
    let all = row::Entity::find().all(o.office.database.read()).await.unwrap();
    let mut waiting = Vec::new();
    for task in all {
        let is_held = task.state == TaskState::Open && holders.contains(&task.holder);
        // Whoever acts for another by a limited delegation sees what it covers.
        let is_covered = actor.on_behalf.is_none()
            || inbound::show(&o.office, actor, ArrivalId(task.subject_id))
                .await
                .is_ok();
        if is_held && is_covered {
            waiting.push(task);
        }
    }
    waiting.sort_by_key(|task| (task.due_key, task.id));
    waiting
}

/// The list three lines at a time.
async fn listed(o: &TestOffice, actor: &Actor, action: Option<&str>) -> Vec<task::Line> {
    let (mut after, mut lines) = (None, Vec::new());
    loop {
        let subjects = access::subjects_in_scope(actor);
        let page = task::list_within(o.office.database.read(), actor, subjects, action, after, 3)
            .await
            .unwrap();
        assert!(page.tasks.len() <= 3);
        lines.extend(page.tasks);
        after = page.next;
        if after.is_none() {
            return lines;
        }
    }
}

#[tokio::test]
async fn the_list_and_its_counts_are_what_waits() {
    let o = TestOffice::open().await;
    let all = arrivals(&o).await;
    for id in &all {
        // Where nobody has anything to do, there is nobody to urge.
        let _ = urge::arrival(&o.office, &o.leader, *id, "Cần gấp").await;
    }
    o.clock.advance(Duration::days(20));
    let today = o.office.today();
    let (mut seen, mut several, mut urged) = (0, 0, 0);
    for actor in readers(&o) {
        let expected = expected(&o, &actor).await;
        let lines = listed(&o, &actor, None).await;
        let ids = |lines: &[task::Line]| lines.iter().map(|line| line.id).collect::<Vec<_>>();
        let same: Vec<_> = expected.iter().map(|task| task.id).collect();
        assert_eq!(ids(&lines), same, "{}", actor.name);
        let mut counts: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for (line, task) in lines.iter().zip(&expected) {
            assert_eq!((&line.title, line.due_key), (&task.title, task.due_key));
            let of_action = counts.entry(task.action.clone()).or_default();
            of_action.0 += 1;
            of_action.1 += i64::from(task.due().is_some_and(|due| due < today));
        }
        let told = urge::of_tasks(o.office.database.read(), &lines).await.unwrap();
        let marked = lines.iter().filter(|line| line.is_urged).map(|line| line.id);
        assert_eq!(told.into_keys().collect::<Vec<_>>(), {
            let mut marked: Vec<_> = marked.collect();
            marked.sort_unstable();
            urged += marked.len();
            marked
        });
        for action in counts.keys() {
            let of_action = expected.iter().filter(|task| task.action == *action);
            let same: Vec<_> = of_action.map(|task| task.id).collect();
            assert_eq!(ids(&listed(&o, &actor, Some(action)).await), same);
        }
        let waiting = documents::waiting::waiting(o.office.database.read(), &actor, today)
            .await
            .unwrap();
        let told: BTreeMap<_, _> = waiting
            .tasks
            .into_iter()
            .map(|count| (count.action, (count.waiting, count.late)))
            .collect();
        assert_eq!(told, counts, "{}", actor.name);
        seen += lines.len();
        several += usize::from(expected.iter().any(|task| task.holder != expected[0].holder));
    }
    // The comparison was of something: lists had lines of several holders, and some tasks had been urged.
    assert!(
        seen > 20 && several > 0 && urged > 0,
        "{seen} lines, {several} of several, {urged} urged"
    );
}
