use std::collections::BTreeSet;

use documents::{
    ArrivalId, Error, access,
    inbound::{self, Filter},
    urge,
};
use kernel::{
    Actor,
    actor::{OnBehalf, Scope},
    id::UnitId,
};
use workflow::task;

use crate::office::{TestOffice, paper};

#[tokio::test]
async fn everyone_reads_only_what_is_theirs() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    o.assigned(&arrival).await;
    o.register("13/BNV-VP").await.unwrap();
    let seen = async |actor: &kernel::Actor| {
        let page = inbound::list(&o.office, actor, &Filter::default(), None, 50)
            .await
            .unwrap();
        let shown = inbound::show(&o.office, actor, arrival.id).await.is_ok();
        (page.lines.len(), shown)
    };
    assert_eq!(seen(&o.clerk).await, (2, true));
    assert_eq!(seen(&o.leader).await, (2, true));
    assert_eq!(seen(&o.head).await, (1, true));
    assert_eq!(seen(&o.officer).await, (1, true));
    assert_eq!(seen(&o.cooperating_head).await, (1, true));
    assert_eq!(seen(&o.stranger).await, (0, false));
    assert_eq!(seen(&o.foreign_clerk).await, (0, false));
}

#[tokio::test]
async fn nobody_does_anothers_work() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let part = o.assigned(&arrival).await;
    let registers = inbound::register(&o.office, &o.officer, paper("14/BNV-VP")).await;
    assert!(matches!(registers, Err(Error::NotPermitted(_))));
    assert!(matches!(
        inbound::report(&o.office, &o.stranger, part, "Xong.").await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        inbound::report(&o.office, &o.head, part, "Xong.").await,
        Err(Error::NotFound)
    ));
    let foreign = inbound::submit(&o.office, &o.foreign_clerk, arrival.id, o.leader.post, None).await;
    assert!(foreign.is_err());
}

#[tokio::test]
async fn a_duplicate_is_told_only_to_those_who_may_read_it() {
    let o = TestOffice::open().await;
    o.register("12/BNV-VP").await.unwrap();
    let again = o.register("12/BNV-VP").await;
    let Err(Error::Invalid(fields)) = again else {
        panic!("registered twice: {again:?}")
    };
    assert_eq!(fields[0].field, "duplicates_seen");
    assert!(
        fields[0].message.contains("số đến 1 ngày 05/03/2026"),
        "{}",
        fields[0].message
    );

    // Another agency that holds the same document learns nothing of ours.
    let other = inbound::register(&o.office, &o.foreign_clerk, paper("12/BNV-VP"))
        .await
        .unwrap();
    assert_eq!(other.number, Some(1));
    let mut seen = paper("12/BNV-VP");
    seen.duplicates_seen = true;
    assert_eq!(
        inbound::register(&o.office, &o.clerk, seen).await.unwrap().number,
        Some(2)
    );
}

#[tokio::test]
async fn the_list_goes_on_where_it_ended() {
    let o = TestOffice::open().await;
    for n in 1..=7 {
        o.clock.advance(time::Duration::minutes(1));
        o.register(&format!("{n}/BNV-VP")).await.unwrap();
    }
    let (mut after, mut numbers) = (None, Vec::new());
    loop {
        let page = inbound::list(&o.office, &o.clerk, &Filter::default(), after, 3)
            .await
            .unwrap();
        numbers.extend(page.lines.iter().filter_map(|line| line.arrival.number));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(numbers, [7, 6, 5, 4, 3, 2, 1]);
}

/// The clerk in the leader's place, with this scope.
fn for_the_leader(o: &TestOffice, scope: Scope) -> Actor {
    Actor {
        person: o.clerk.person,
        account: o.clerk.account,
        name: format!("{} (thay {})", o.clerk.name, o.leader.name),
        on_behalf: Some(OnBehalf {
            delegation: o.office.new_id::<ArrivalId>().0,
            person: o.leader.person,
            name: o.leader.name.clone(),
            scope,
        }),
        ..o.leader.clone()
    }
}

fn directing() -> Scope {
    Scope {
        actions: BTreeSet::from(["direct_arrival".to_owned()]),
        ..Scope::default()
    }
}

#[tokio::test]
async fn whoever_acts_for_another_does_what_was_delegated_under_both_names() {
    let o = TestOffice::open().await;
    let arrival = o.register("12/BNV-VP").await.unwrap();
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    let nothing = for_the_leader(&o, Scope::default());
    let refused = inbound::direct(&o.office, &nothing, o.directive(&arrival)).await;
    assert!(matches!(refused, Err(Error::NotPermitted(_))));

    let actor = for_the_leader(&o, directing());
    inbound::direct(&o.office, &actor, o.directive(&arrival))
        .await
        .unwrap();

    let shown = inbound::show(&o.office, &o.leader, arrival.id).await.unwrap();
    let both = format!("{} (thay {})", o.clerk.name, o.leader.name);
    assert!(
        shown
            .timeline
            .iter()
            .any(|event| event.who == both && event.action == "directed")
    );
    assert_eq!(shown.directives[0].by_name, both);
}

#[tokio::test]
async fn a_limited_delegation_opens_only_what_it_covers() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let shown = inbound::show(&o.office, &o.leader, arrival.id).await.unwrap();
    let kind = shown.document.kind.code().to_owned();
    let other = if kind == "report" { "decision" } else { "report" };
    let sees = async |scope: Scope| {
        let actor = for_the_leader(&o, scope);
        let listed = inbound::list(&o.office, &actor, &Filter::default(), None, 50)
            .await
            .unwrap();
        let subjects = access::subjects_in_scope(&actor);
        let tasks = task::list_within(o.office.database.read(), &o.head, subjects, None, None, 50)
            .await
            .unwrap();
        let shown = inbound::show(&o.office, &actor, arrival.id).await.is_ok();
        (listed.lines.len(), shown, tasks.tasks.len())
    };
    let only = |kinds: &[&str], units: &[UnitId], secrecy: &[&str]| Scope {
        kinds: kinds.iter().map(|one| (*one).to_owned()).collect(),
        units: units.iter().copied().collect(),
        secrecy: secrecy.iter().map(|one| (*one).to_owned()).collect(),
        ..directing()
    };
    assert_eq!(sees(directing()).await, (1, true, 1));
    assert_eq!(sees(only(&[&kind], &[], &[])).await, (1, true, 1));
    assert_eq!(sees(only(&[other], &[], &[])).await, (0, false, 0));
    assert_eq!(sees(only(&[], &[o.head.unit], &["open"])).await, (1, true, 1));
    assert_eq!(
        sees(only(&[], &[o.cooperating_head.unit], &[])).await,
        (0, false, 0)
    );
    assert_eq!(sees(only(&[], &[], &["secret"])).await, (0, false, 0));
}

#[tokio::test]
async fn whoever_has_the_work_is_urged_in_words_and_the_trail_tells_it() {
    let o = TestOffice::open().await;
    let arrival = o.directed("12/BNV-VP").await;
    let connection = o.office.database.read();
    let refused = urge::arrival(&o.office, &o.officer, arrival.id, "Cần gấp").await;
    assert!(matches!(refused, Err(Error::NotFound)));
    assert!(matches!(
        urge::arrival(&o.office, &o.leader, arrival.id, " ").await,
        Err(Error::Invalid(_))
    ));

    urge::arrival(&o.office, &o.leader, arrival.id, "Cần trước 15 giờ")
        .await
        .unwrap();
    o.clock.advance(time::Duration::HOUR);
    urge::arrival(&o.office, &o.leader, arrival.id, "Vẫn đang chờ")
        .await
        .unwrap();

    let page = task::list(connection, &o.head, None, None, 50).await.unwrap();
    let told = urge::of_tasks(connection, &page.tasks).await.unwrap();
    let words = &told[&page.tasks[0].id];
    assert_eq!(words, &format!("{} đôn đốc (lần 2): Vẫn đang chờ", o.leader.name));
    let shown = inbound::show(&o.office, &o.leader, arrival.id).await.unwrap();
    let urgings: Vec<_> = shown
        .timeline
        .iter()
        .filter(|event| event.what == "đôn đốc")
        .collect();
    assert_eq!(urgings.len(), 2);
    assert_eq!(urgings[0].note.as_deref(), Some("Cần trước 15 giờ"));
    // Nobody urges themselves.
    let own = o.register("13/BNV-VP").await.unwrap();
    assert!(matches!(
        urge::arrival(&o.office, &o.clerk, own.id, "Cần gấp").await,
        Err(Error::Conflict(_))
    ));
}
