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

#[test]
fn what_a_dead_process_left_on_disk_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    let text = "văn bản có nhiều chữ để đầy bộ nhớ của người ghi ".repeat(400);
    let event = |at: i64| {
        // Words of its own make each document large in memory.
        let words: String = (0..600).fold(text.clone(), |text, word| format!("{text} w{at}x{word}"));
        let mut one = entry(&format!("d{}", at % 150), &format!("lần {at}"), &[&words]);
        one.sequence = at;
        one
    };
    for at in 1..=100 {
        index.apply(&changes(vec![event(at)]), at).unwrap();
    }
    index.commit().unwrap();
    for at in 101..=400 {
        index.apply(&changes(vec![event(at)]), at).unwrap();
    }
    // Some of it is in segments by now, but no commit names them: as if the power had failed.
    let left = tempfile::tempdir().unwrap();
    copy(folder.path(), left.path());
    let index = Tantivy::open(left.path(), settings()).unwrap();
    assert_eq!(index.last_applied().unwrap(), 100);
    assert_eq!(index.len().unwrap(), 100);
    for at in index.last_applied().unwrap() + 1..=400 {
        index.apply(&changes(vec![event(at)]), at).unwrap();
    }
    index.commit().unwrap();
    assert_eq!(index.len().unwrap(), 150, "one for each id");
    assert_eq!(ids(&index, "\"lần 400\""), ["d100"]);
    assert!(ids(&index, "\"lần 250\"").is_empty(), "it was replaced");
}

/// Copies a folder as it lies on disk, without the locks of its process.
fn copy(from: &std::path::Path, to: &std::path::Path) {
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&file.path(), &target);
        } else if !file.file_name().to_string_lossy().ends_with(".lock") {
            std::fs::copy(file.path(), target).unwrap();
        }
    }
}

#[test]
fn deleted_documents_leave_the_disk_by_merges() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    let all: Vec<_> = (0..400)
        .map(|at| entry(&format!("d{at}"), "văn bản", &[]))
        .collect();
    index.apply(&changes(all), 1).unwrap();
    index.commit().unwrap();
    let deletions: Vec<Change> = (0..200).map(|at| Change::Delete(format!("d{at}"))).collect();
    index.apply(&deletions, 2).unwrap();
    index.commit().unwrap();
    assert_eq!(index.len().unwrap(), 200);

    let on_disk = tantivy::Index::open_in_dir(folder.path().join("index-1")).unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
    loop {
        let segments = on_disk.searchable_segment_metas().unwrap();
        if segments.iter().all(|segment| segment.num_deleted_docs() == 0) {
            let kept: u32 = segments.iter().map(tantivy::SegmentMeta::max_doc).sum();
            assert_eq!(kept, 200);
            break;
        }
        assert!(std::time::Instant::now() < deadline, "the deleted documents stay");
        std::thread::yield_now();
    }
}
