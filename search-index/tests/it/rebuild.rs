//! The index is built anew beside the one that serves.

use search_index::{Change, Engine, Error, Tantivy};

use crate::samples::{changes, entry, ids, settings};

#[test]
fn the_old_index_serves_until_the_new_one_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert!(index.needs_rebuild(), "an index that was never filled");
    index
        .apply(&changes(vec![entry("a", "cũ", &[]), entry("gone", "cũ", &[])]), 1)
        .unwrap();
    index.commit().unwrap();

    index.begin_rebuild().unwrap();
    assert!(matches!(index.begin_rebuild(), Err(Error::RebuildUnderWay)));
    index.abandon_rebuild().unwrap();
    assert!(matches!(index.feed_rebuild(&[]), Err(Error::NoRebuild)));
    index.begin_rebuild().unwrap();
    index
        .feed_rebuild(&[entry("a", "mới", &[]), entry("b", "mới", &[])])
        .unwrap();
    assert_eq!(ids(&index, "cũ").len(), 2);
    assert!(ids(&index, "mới").is_empty());

    index.finish_rebuild(1).unwrap();
    assert_eq!(ids(&index, "mới").len(), 2);
    assert!(ids(&index, "cũ").is_empty());
    assert!(!index.needs_rebuild());
    drop(index);

    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert_eq!(ids(&index, "mới").len(), 2);
    assert!(!index.needs_rebuild());
    let folders = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), 1, "the old index is cleared away");
}

#[test]
fn changes_during_a_rebuild_win_over_what_is_fed_later() {
    let index = Tantivy::in_memory(settings()).unwrap();
    index
        .apply(&changes(vec![entry("a", "một", &[]), entry("b", "hai", &[])]), 1)
        .unwrap();
    index.commit().unwrap();
    index.begin_rebuild().unwrap();
    let mut newer = entry("a", "một mới", &[]);
    newer.sequence = 5;
    index.apply(&changes(vec![newer]), 5).unwrap();
    index.apply(&[Change::Delete("b".to_owned())], 6).unwrap();
    index
        .feed_rebuild(&[
            entry("a", "một", &[]),
            entry("b", "hai", &[]),
            entry("c", "ba", &[]),
        ])
        .unwrap();
    index.finish_rebuild(4).unwrap();
    assert_eq!(ids(&index, "mới"), ["a"]);
    assert!(ids(&index, "hai").is_empty());
    assert_eq!(ids(&index, "ba"), ["c"]);
    assert_eq!(index.last_applied().unwrap(), 6);
}

#[test]
fn an_interrupted_rebuild_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    index.apply(&changes(vec![entry("a", "cũ", &[])]), 1).unwrap();
    index.commit().unwrap();
    index.begin_rebuild().unwrap();
    index.feed_rebuild(&[entry("b", "mới", &[])]).unwrap();
    drop(index);
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert_eq!(ids(&index, "cũ"), ["a"]);
    assert!(matches!(index.feed_rebuild(&[]), Err(Error::NoRebuild)));
    let folders = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), 1);
}

#[test]
fn a_damaged_folder_is_replaced_by_an_empty_index() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("current"), "index-7\n").unwrap();
    std::fs::create_dir(folder.path().join("index-7")).unwrap();
    std::fs::write(folder.path().join("index-7/meta.json"), "not json").unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert!(index.needs_rebuild());
    assert_eq!(index.len().unwrap(), 0);
}

#[test]
fn an_index_that_another_holds_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    index.apply(&changes(vec![entry("a", "cũ", &[])]), 1).unwrap();
    index.commit().unwrap();
    assert!(matches!(
        Tantivy::open(folder.path(), settings()),
        Err(Error::Index(_))
    ));
    assert_eq!(ids(&index, "cũ"), ["a"]);
}

#[test]
fn an_index_of_an_older_version_serves_until_it_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let index = Tantivy::open(folder.path(), settings()).unwrap();
    index.begin_rebuild().unwrap();
    index
        .feed_rebuild(&[
            entry("a", "cũ", &["trang một đây"]),
            entry("c", "khác", &["một đây, trang một"]),
        ])
        .unwrap();
    index.finish_rebuild(3).unwrap();
    drop(index);
    let serving = std::fs::read_to_string(folder.path().join("current")).unwrap();
    let meta = folder.path().join(serving.trim()).join("meta.json");
    let written = std::fs::read_to_string(&meta).unwrap();
    let marked = written.replace(r#"\"version\":4"#, r#"\"version\":3"#);
    assert_ne!(marked, written);
    // Nor did it have the field of three words.
    let older = marked.replace(r#""name": "triples""#, r#""name": "unknown""#);
    assert_ne!(older, marked);
    std::fs::write(&meta, older).unwrap();

    let index = Tantivy::open(folder.path(), settings()).unwrap();
    assert!(index.needs_rebuild());
    assert_eq!(ids(&index, "cũ"), ["a"], "it serves meanwhile");
    assert_eq!(ids(&index, "\"trang một đây\""), ["a"], "phrases too");
    let mut newer = entry("b", "đến sau", &[]);
    newer.sequence = 4;
    index.apply(&changes(vec![newer]), 4).unwrap();
    index.commit().unwrap();
    assert!(index.needs_rebuild(), "a commit does not make it newer");
    index.begin_rebuild().unwrap();
    assert_eq!(ids(&index, "đến sau"), ["b"]);
    let mut newer = entry("b", "đến sau", &[]);
    newer.sequence = 4;
    index
        .feed_rebuild(&[entry("a", "cũ", &["trang một"]), newer])
        .unwrap();
    index.finish_rebuild(4).unwrap();
    assert!(!index.needs_rebuild());
    assert_eq!(index.last_applied().unwrap(), 4);
    assert_eq!(ids(&index, "trang"), ["a"]);
}
