use documents::{
    clockwork,
    inbound::{self, RawFacts, Register},
};
use kernel::Actor;
use time::macros::datetime;
use workflow::task;

use crate::office::{TestOffice, paper};

fn urgent() -> Register {
    let paper = paper("77/BNV-VP");
    Register {
        facts: RawFacts {
            urgency: "express".to_owned(),
            ..paper.facts
        },
        ..paper
    }
}

/// What waits about an arrival, and for whom.
async fn open(o: &TestOffice, arrival: documents::ArrivalId) -> Vec<String> {
    let rows = task::of_subject(o.office.database.read(), arrival.0)
        .await
        .unwrap();
    let mut open: Vec<String> = rows
        .into_iter()
        .map(|row| {
            let role = row.holder.rsplit(':').next().unwrap_or_default().to_owned();
            format!("{} {role}", row.action)
        })
        .collect();
    open.sort();
    open
}

async fn told(o: &TestOffice, actor: &Actor, arrival: documents::ArrivalId) -> Vec<String> {
    let shown = inbound::show(&o.office, actor, arrival).await.unwrap();
    shown.timeline.into_iter().map(|event| event.action).collect()
}

#[tokio::test]
async fn an_urgent_arrival_that_lies_for_an_hour_is_told_upwards_once() {
    let o = TestOffice::open().await;
    let arrival = inbound::register(&o.office, &o.clerk, urgent()).await.unwrap();
    o.clock.set(datetime!(2026-03-05 08:59 +07:00));
    clockwork::run(&o.office).await.unwrap();
    assert_eq!(open(&o, arrival.id).await, ["submit clerk"]);

    for minute in [0, 10, 40] {
        o.clock
            .set(datetime!(2026-03-05 09:01 +07:00) + time::Duration::minutes(minute));
        clockwork::run(&o.office).await.unwrap();
    }

    assert_eq!(
        open(&o, arrival.id).await,
        ["follow_up chief_of_office", "submit clerk"]
    );
    assert_eq!(told(&o, &o.clerk, arrival.id).await, ["registered", "escalated"]);
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    let leader = o.leader.post.to_string();
    assert_eq!(open(&o, arrival.id).await, [format!("direct {leader}")]);
}

#[tokio::test]
async fn a_part_that_is_late_is_reminded_and_then_its_head_follows_up() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let part = o.assigned(&arrival).await;
    let officer = format!("settle {}", o.officer.post);
    // Due on Friday 20 March; nobody looked until the next Thursday.
    o.clock.set(datetime!(2026-03-26 10:00 +07:00));
    for _ in 0..2 {
        clockwork::run(&o.office).await.unwrap();
    }
    let waiting = open(&o, arrival.id).await;
    assert!(waiting.contains(&"follow_up unit_head".to_owned()), "{waiting:?}");
    assert!(waiting.contains(&officer), "{waiting:?}");
    let escalated = told(&o, &o.clerk, arrival.id)
        .await
        .into_iter()
        .filter(|action| action == "escalated")
        .count();
    // The officer's part, and the other unit's that was never assigned.
    assert_eq!(escalated, 2);

    inbound::report(&o.office, &o.officer, part, "Đã xong.")
        .await
        .unwrap();
    assert_eq!(open(&o, arrival.id).await, [""; 0]);
}
