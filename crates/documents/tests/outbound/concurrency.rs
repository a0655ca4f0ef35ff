//! Several clerks at once.

use std::collections::BTreeSet;

use documents::outbound;

use crate::province::Province;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clerks_who_number_at_once_get_different_numbers_without_a_gap() {
    let province = Province::open().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(province.signed().await);
    }
    let numbering = ids.iter().enumerate().map(|(place, id)| {
        let clerk = if place % 2 == 0 {
            &province.clerk
        } else {
            &province.second_clerk
        };
        let (office, clerk, id) = (province.office.clone(), clerk.clone(), *id);
        tokio::spawn(async move { outbound::number(&office, &clerk, id, None).await })
    });
    let running: Vec<_> = numbering.collect();
    let mut numbers = BTreeSet::new();
    for task in running {
        let loaded = task.await.unwrap().unwrap();
        numbers.insert(loaded.document.number.unwrap());
        let text = pdf::text(&province.file(loaded.document.id).await, &pdf::Limits::default()).unwrap();
        let first: String = text[0]
            .lines
            .iter()
            .map(|line| line.text.clone() + "\n")
            .collect();
        let printed = format!("{:02}", loaded.document.number.unwrap());
        assert!(
            first.contains(&printed),
            "the file bears its own number {printed}:\n{first}"
        );
    }
    assert_eq!(numbers, (1..=6).collect());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clerks_who_number_the_same_document_take_one_number() {
    let province = Province::open().await;
    let id = province.signed().await;
    let (one, two) = tokio::join!(
        outbound::number(&province.office, &province.clerk, id, None),
        outbound::number(&province.office, &province.second_clerk, id, None),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let other = province.signed().await;
    let next = outbound::number(&province.office, &province.clerk, other, None)
        .await
        .unwrap();
    assert_eq!(next.document.number, Some(2), "the loser took none");
}

#[tokio::test]
async fn a_numbering_that_fails_skips_no_number() {
    let province = Province::open().await;
    let id = province.signed().await;
    for _ in 0..3 {
        outbound::number(&province.office, &province.leader, id, None)
            .await
            .unwrap_err();
        outbound::number(&province.office, &province.clerk, id, Some(99))
            .await
            .unwrap_err();
    }
    let loaded = outbound::number(&province.office, &province.clerk, id, None)
        .await
        .unwrap();
    assert_eq!(loaded.document.number, Some(1));
}
