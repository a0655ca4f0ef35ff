//! A list is exactly what its reader may read and its filters leave, newest first, however it is paged.

use std::collections::BTreeSet;

use documents::{
    ArrivalId, DocumentKind, Urgency,
    entity::{
        arrival::{self, ArrivalState},
        document,
    },
    inbound::{self, AskExtension, Brief, Filter, RawFacts, Register},
};
use kernel::{
    Actor,
    actor::{OnBehalf, Scope},
};
use time::{Date, Duration, macros::date};

use crate::office::{TestOffice, facts, paper};

/// Arrivals of every kind and urgency, each gone another part of the way.
pub(crate) async fn arrivals(o: &TestOffice) -> Vec<ArrivalId> {
    let mut all = Vec::new();
    for nth in 0..24_usize {
        // Two at one moment: their order is that of their ids.
        if nth.is_multiple_of(2) {
            o.clock.advance(Duration::MINUTE);
        }
        let number = format!("{}/BNV-VP", nth + 1);
        let typed = RawFacts {
            kind: ["letter", "decision", "report"][nth % 3].to_owned(),
            urgency: ["normal", "normal", "urgent", "express"][nth % 4].to_owned(),
            due: if nth < 8 { "10/03/2026" } else { "" }.to_owned(),
            ..facts(&number)
        };
        let command = Register {
            facts: typed,
            ..paper(&number)
        };
        let registered = inbound::register(&o.office, &o.clerk, command).await.unwrap();
        all.push(registered.id);
        carry(o, registered, nth % 7).await;
    }
    all
}

async fn carry(o: &TestOffice, arrival: arrival::Model, far: usize) {
    if far == 0 {
        return;
    }
    if far == 1 {
        inbound::return_to_sender(&o.office, &o.clerk, arrival.id, "Gửi nhầm.", None)
            .await
            .unwrap();
        return;
    }
    inbound::submit(&o.office, &o.clerk, arrival.id, o.leader.post, None)
        .await
        .unwrap();
    if far == 2 {
        return;
    }
    inbound::direct(&o.office, &o.leader, o.directive(&arrival))
        .await
        .unwrap();
    if far == 3 {
        return;
    }
    let part = o.assigned(&arrival).await;
    if far == 5 {
        inbound::report(&o.office, &o.officer, part, "Xong.")
            .await
            .unwrap();
    }
    if far == 6 {
        let ask = AskExtension {
            assignment: part,
            new_due: date!(2026 - 04 - 24),
            reason: "Chờ ý kiến Sở Tài chính.".to_owned(),
        };
        let request = inbound::ask_extension(&o.office, &o.officer, ask).await.unwrap();
        inbound::decide_extension(&o.office, &o.leader, request, true, "")
            .await
            .unwrap();
    }
}

/// Everybody, among them somebody who reads by several rights at once and somebody who may read only some kinds.
pub(crate) fn readers(o: &TestOffice) -> Vec<Actor> {
    let units = vec![o.head.unit, o.cooperating_head.unit];
    let of_both_units = Actor {
        units,
        post: o.officer.post,
        ..o.head.clone()
    };
    let delegate = Actor {
        on_behalf: Some(OnBehalf {
            delegation: o.office.new_id::<ArrivalId>().0,
            person: o.leader.person,
            name: o.leader.name.clone(),
            scope: Scope {
                kinds: BTreeSet::from(["decision".to_owned()]),
                ..Scope::default()
            },
        }),
        ..o.leader.clone()
    };
    let one = [&o.clerk, &o.leader, &o.head, &o.officer, &o.cooperating_head];
    let none = [&o.stranger, &o.foreign_clerk];
    let plain = one.into_iter().chain(none).cloned();
    plain.chain([of_both_units, delegate]).collect()
}

fn filters(o: &TestOffice) -> Vec<Filter> {
    let plain = Filter::default;
    let states = ArrivalState::ALL.iter().map(|state| Filter {
        state: Some(*state),
        ..plain()
    });
    let urgencies = Urgency::ALL.iter().map(|urgency| Filter {
        urgency: Some(*urgency),
        ..plain()
    });
    let one = |overdue, year, unit, kind| Filter {
        overdue,
        year,
        unit,
        kind,
        ..plain()
    };
    let others = [
        one(false, None, None, None),
        one(true, None, None, None),
        one(false, Some(2026), None, None),
        one(false, Some(2025), None, None),
        one(false, None, Some(o.head.unit), None),
        one(false, None, None, Some(DocumentKind::Decision)),
        Filter {
            state: Some(ArrivalState::Directed),
            urgency: Some(Urgency::Urgent),
            ..one(true, None, None, None)
        },
    ];
    states.chain(urgencies).chain(others).collect()
}

fn is_left(filter: &Filter, today: Date, arrival: &arrival::Model, document: &document::Model) -> bool {
    filter.state.is_none_or(|state| state == arrival.state)
        && (!filter.overdue || arrival.is_overdue(today))
        && filter.unit.is_none_or(|unit| arrival.unit_id == Some(unit))
        && filter.kind.is_none_or(|kind| kind == document.kind)
        && filter.urgency.is_none_or(|urgency| urgency == document.urgency)
        && filter.year.is_none_or(|year| year == arrival.year)
}

/// What the list shows, five lines at a time.
async fn listed(o: &TestOffice, actor: &Actor, filter: &Filter) -> Vec<ArrivalId> {
    let (mut after, mut ids) = (None, Vec::new());
    loop {
        let page = inbound::list(&o.office, actor, filter, after, 5).await.unwrap();
        assert!(page.lines.len() <= 5);
        let brief = inbound::list_in_brief(&o.office, actor, filter, after, 5)
            .await
            .unwrap();
        assert_eq!(brief, page.clone().map(|line| Brief::from(&line)));
        ids.extend(page.lines.iter().map(|line| line.arrival.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

#[tokio::test]
async fn a_list_shows_what_may_be_read_and_nothing_else() {
    let o = TestOffice::open().await;
    let all = arrivals(&o).await;
    o.clock.advance(Duration::days(20));
    let (mut seen, mut narrowed) = (0, 0);
    for actor in readers(&o) {
        let mut readable = Vec::new();
        for id in &all {
            if let Ok(shown) = inbound::show(&o.office, &actor, *id).await {
                readable.push((shown.arrival, shown.document));
            }
        }
        readable.sort_by_key(|(arrival, _)| std::cmp::Reverse((arrival.at, arrival.id)));
        for filter in filters(&o) {
            let left = readable
                .iter()
                .filter(|(arrival, document)| is_left(&filter, o.office.today(), arrival, document));
            let expected: Vec<ArrivalId> = left.map(|(arrival, _)| arrival.id).collect();
            seen += expected.len();
            narrowed += usize::from(!expected.is_empty() && expected.len() < readable.len());
            let who = (&actor.name, &actor.on_behalf);
            assert_eq!(listed(&o, &actor, &filter).await, expected, "{who:?} {filter:?}");
        }
    }
    // The comparison was of something: lists had lines, and filters left some of them out.
    assert!(seen > 300 && narrowed > 40, "{seen} lines, {narrowed} lists cut");
}
