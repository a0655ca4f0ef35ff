//! A crash neither loses nor doubles: the mark in the commit says from where to go on.

use proptest::prelude::*;
use search_index::{Change, Engine, Query, Settings, Tantivy, Total};

use crate::samples::{TODAY, changes, clerk, entry, ids, settings};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn feeding_again_from_the_mark_gives_the_same_index(
        events in prop::collection::vec((0_u8..6, any::<bool>()), 1..24),
        crashes in prop::collection::vec(1_usize..8, 1..4),
        commit_every in 1_usize..6,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let change = |at: usize| {
            let (id, is_deletion) = events[at];
            if is_deletion {
                return Change::Delete(format!("d{id}"));
            }
            let mut one = entry(&format!("d{id}"), &format!("văn bản lần {at}"), &[]);
            one.sequence = at as i64 + 1;
            Change::Upsert(Box::new(one))
        };
        let mut crashes = crashes.into_iter();
        loop {
            let index = Tantivy::open(folder.path(), settings()).unwrap();
            let from = usize::try_from(index.last_applied().unwrap()).unwrap();
            let to = crashes.next().map_or(events.len(), |more| events.len().min(from + more));
            for at in from..to {
                index.apply(&[change(at)], at as i64 + 1).unwrap();
                if at % commit_every == 0 {
                    index.commit().unwrap();
                }
            }
            if to == events.len() {
                index.commit().unwrap();
                break;
            }
            // Dropped here without a commit.
        }
        let index = Tantivy::open(folder.path(), settings()).unwrap();
        let mut expected = std::collections::BTreeMap::new();
        for (at, (id, is_deletion)) in events.iter().enumerate() {
            if *is_deletion { expected.remove(id) } else { expected.insert(*id, at) };
        }
        prop_assert_eq!(index.len().unwrap(), expected.len() as u64);
        for (id, at) in expected {
            prop_assert_eq!(ids(&index, &format!("\"văn bản lần {at}\"")), vec![format!("d{id}")]);
        }
    }
}

#[test]
fn what_was_not_committed_is_not_there_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    index.apply(&changes(vec![entry("a", "một", &[])]), 1).unwrap();
    index.commit().unwrap();
    index.apply(&changes(vec![entry("b", "hai", &[])]), 2).unwrap();
    drop(index);
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert_eq!(index.last_applied().unwrap(), 1);
    assert_eq!(
        index.search(&Query::new("", TODAY), &clerk()).unwrap().total,
        Total::Exact(1)
    );
}

#[test]
fn changes_become_visible_by_themselves() {
    let quick = Settings {
        commit_interval: std::time::Duration::from_millis(20),
        ..settings()
    };
    let index = Tantivy::in_memory(quick).unwrap();
    index.apply(&changes(vec![entry("a", "một", &[])]), 5).unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while index.last_applied().unwrap() < 5 {
        assert!(std::time::Instant::now() < deadline, "nothing was committed");
        std::thread::yield_now();
    }
    assert_eq!(ids(&index, "một"), ["a"]);
}
