use documents::{
    Error,
    inbound::{self, Filter},
};

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
