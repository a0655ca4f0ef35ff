//! Wrong PINs in a row.

use documents::outbound::{self, Refusal, Unlock};
use kernel::audit::{self, Subject};

use crate::province::Province;

async fn attempt(province: &Province, id: documents::DocumentId, pin: &str) -> Option<Refusal> {
    let unlock = Unlock {
        key: province.leader_key,
        pin: pin.into(),
    };
    match outbound::sign(
        &province.office,
        &province.evidence,
        &province.leader,
        id,
        1,
        unlock,
    )
    .await
    {
        Ok(_) => None,
        Err(documents::Error::Refused(refusal)) => Some(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

async fn events(province: &Province) -> Vec<String> {
    let subject = Subject::new("key_store", province.leader_key);
    let entries = audit::of_subject(province.office.database.read(), &subject)
        .await
        .unwrap();
    entries.into_iter().map(|entry| entry.action).collect()
}

#[tokio::test]
async fn wrong_pins_lock_a_key_for_a_while() {
    let province = Province::open().await;
    let id = province.approved().await;
    for _ in 0..4 {
        assert_eq!(attempt(&province, id, "000000").await, Some(Refusal::WrongPin));
    }
    assert!(matches!(
        attempt(&province, id, "000000").await,
        Some(Refusal::KeyLocked(_))
    ));
    let right = attempt(&province, id, crate::province::PIN).await;
    let Some(locked @ Refusal::KeyLocked(_)) = right else {
        panic!("the right PIN opens a locked key: {right:?}")
    };
    assert!(locked.message().contains("09:15"), "{}", locked.message());
    assert_eq!(
        events(&province).await,
        ["wrong_pin", "wrong_pin", "wrong_pin", "wrong_pin", "key_locked"]
    );

    province.clock.advance(province.office.settings.lockout());
    assert_eq!(attempt(&province, id, crate::province::PIN).await, None);
}

#[tokio::test]
async fn a_right_pin_begins_the_count_anew() {
    let province = Province::open().await;
    for _ in 0..2 {
        let id = province.approved().await;
        for _ in 0..4 {
            assert_eq!(attempt(&province, id, "000000").await, Some(Refusal::WrongPin));
        }
        assert_eq!(attempt(&province, id, crate::province::PIN).await, None);
    }
}

#[tokio::test]
async fn a_key_that_is_still_open_is_locked_by_wrong_pins_all_the_same() {
    let province = Province::open().await;
    let (first, second) = (province.approved().await, province.approved().await);
    assert_eq!(attempt(&province, first, crate::province::PIN).await, None);
    for _ in 0..4 {
        assert_eq!(
            attempt(&province, second, "000000").await,
            Some(Refusal::WrongPin)
        );
    }
    for pin in ["000000", crate::province::PIN] {
        let refused = attempt(&province, second, pin).await;
        assert!(matches!(refused, Some(Refusal::KeyLocked(_))), "{refused:?}");
    }

    province.clock.advance(province.office.settings.lockout());
    assert_eq!(attempt(&province, second, crate::province::PIN).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pins_tried_at_once_are_counted_one_by_one() {
    let province = Province::open().await;
    let id = province.approved().await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (office, leader, key) = (
            province.office.clone(),
            province.leader.clone(),
            province.leader_key,
        );
        let evidence = province.evidence.clone();
        let unlock = Unlock {
            key,
            pin: "000000".into(),
        };
        tries.spawn(async move { outbound::sign(&office, &evidence, &leader, id, 1, unlock).await });
    }
    let mut opened = 0;
    while let Some(outcome) = tries.join_next().await {
        match outcome.unwrap() {
            Err(documents::Error::Refused(Refusal::WrongPin)) => opened += 1,
            Err(documents::Error::Refused(Refusal::KeyLocked(_))) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(opened <= 5, "{opened} PINs were tried");
}
