use std::collections::BTreeSet;

use documents::inbound;
use proptest::{prelude::*, test_runner::Config};

use crate::office::{TestOffice, paper};

/// Clerks register at once; some of their documents are refused. Numbers given are 1 to the last, each once.
async fn numbers_given(wrong: Vec<bool>) -> Vec<i32> {
    let office = TestOffice::open().await;
    let clerks = wrong.into_iter().enumerate().map(|(i, is_wrong)| {
        let (office, clerk) = (office.office.clone(), office.clerk.clone());
        tokio::spawn(async move {
            // A refused registration must give its number back: two of three documents here are duplicates of one.
            let number = if is_wrong {
                "7/QĐ-BNV".to_owned()
            } else {
                format!("{}/BNV-VP", i + 100)
            };
            inbound::register(&office, &clerk, paper(&number))
                .await
                .ok()
                .and_then(|arrival| arrival.number)
        })
    });
    let mut given = Vec::new();
    for clerk in clerks.collect::<Vec<_>>() {
        given.extend(clerk.await.unwrap());
    }
    given.sort_unstable();
    given
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn numbers_are_given_once_and_none_is_skipped(wrong in proptest::collection::vec(any::<bool>(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        let expected = wrong.iter().filter(|wrong| !**wrong).count() + usize::from(wrong.contains(&true));
        let given = runtime.block_on(numbers_given(wrong));
        prop_assert_eq!(given, (1..=i32::try_from(expected).unwrap()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn the_series_starts_again_with_the_year() {
    let office = TestOffice::open().await;
    let first = office.register("1/BNV-VP").await.unwrap();
    let mut command = paper("2/BNV-VP");
    command.facts.arrived_on = "31/12/2025".to_owned();
    command.facts.date = "30/12/2025".to_owned();
    let last_year = inbound::register(&office.office, &office.clerk, command)
        .await
        .unwrap();
    let second = office.register("3/BNV-VP").await.unwrap();

    let numbers = [&first, &last_year, &second].map(|arrival| (arrival.year, arrival.number.unwrap()));
    assert_eq!(numbers, [(2026, 1), (2025, 1), (2026, 2)]);
    let books: BTreeSet<_> = [first.book_id, last_year.book_id, second.book_id].into();
    assert_eq!(books.len(), 2);
}

#[tokio::test]
async fn state_secrets_are_entered_in_a_series_of_their_own() {
    let office = TestOffice::open().await;
    office.register("1/BNV-VP").await.unwrap();
    let mut command = paper("2/BNV-VP");
    command.facts.secrecy = "confidential".to_owned();
    let secret = inbound::register(&office.office, &office.clerk, command)
        .await
        .unwrap();
    assert_eq!(secret.number, Some(1));
}
