//! What can be asked of the fields of the register, and of nothing but what was typed.

use search_index::{Access, Engine, EntryKind, Facet, Query, Tantivy, Total};
use time::macros::date;

use crate::samples::{TODAY, clerk, entry, ids, index, office, settings};

#[test]
fn days_secrecy_and_further_words_are_found() {
    let mut early = entry("early", "một", &[]);
    early.arrived_on = Some(date!(2026 - 03 - 05));
    early.due = Some(date!(2026 - 03 - 20));
    early.further = vec!["chuyển Phạm Văn Minh xử lý".to_owned()];
    let mut late = entry("late", "hai", &[]);
    late.arrived_on = Some(date!(2026 - 10 - 05));
    late.secrecy = 2;
    let index = index(vec![early, late, entry("bare", "ba", &[])]);
    let cleared = Access {
        max_secrecy: 3,
        ..clerk()
    };
    let found = |text: &str| -> Vec<String> {
        let results = index.search(&Query::new(text, TODAY), &cleared).unwrap();
        results.hits.into_iter().map(|hit| hit.id).collect()
    };
    assert_eq!(found("ngày đến:05/03/2026"), ["early"]);
    assert_eq!(found(r#"ngày đến:"từ 01/04/2026 đến 31/12/2026""#), ["late"]);
    assert_eq!(
        found(r#"ngày đến:"từ ngày 01/01/2026""#).len(),
        2,
        "no day lies in no stretch"
    );
    assert_eq!(found(r#"hạn:"đến ngày 31/03/2026""#), ["early"]);
    assert_eq!(found(r#"độ mật:"Tối mật""#), ["late"]);
    assert_eq!(found("pham van minh"), ["early"]);
    assert_eq!(ids(&index, r#"độ mật:"Tối mật""#), [""; 0], "rights come first");
}

#[test]
fn a_facet_of_an_issuer_leads_to_exactly_as_many() {
    let mut entries = Vec::new();
    for (id, issuer) in [
        ("a", "UBND tỉnh Hà Nam"),
        ("b", "Văn phòng UBND tỉnh Hà Nam"),
        ("c", "UBND tỉnh Hà Nam"),
    ] {
        let mut one = entry(id, "báo cáo", &[]);
        one.issuer = Some(issuer.to_owned());
        entries.push(one);
    }
    let index = index(entries);
    let mut query = Query::new("báo cáo", TODAY);
    query.facets = true;
    for value in index.search(&query, &clerk()).unwrap().facets {
        assert_eq!(value.facet, Facet::Issuer);
        let narrowed = format!("báo cáo {}", value.chip.condition.written());
        let total = index
            .search(&Query::new(narrowed, TODAY), &clerk())
            .unwrap()
            .total;
        assert_eq!(total, Total::Exact(value.count), "{}", value.value);
    }
    assert_eq!(
        ids(&index, "cơ quan:ubnd ha nam").len(),
        3,
        "words of a name find every name with them"
    );
}

#[test]
fn an_exact_question_is_not_loosened() {
    let index = index(office());
    for text in [
        "quan ly bien chee",
        "quản lí biên chê",
        r#""công bổ nhiệm""#,
        "quanr ly",
    ] {
        let mut query = Query::new(text, TODAY);
        let lenient = index.search(&query, &clerk()).unwrap();
        assert!(!lenient.hits.is_empty() && lenient.notice.is_some(), "{text}");
        query.is_exact = true;
        let exact = index.search(&query, &clerk()).unwrap();
        assert!(
            exact.hits.is_empty() && exact.notice.is_none(),
            "{text}: {exact:?}"
        );
    }
}

#[test]
fn a_question_can_be_asked_of_a_few_entries() {
    let index = index(office());
    let mut query = Query::new("thông báo", TODAY);
    query.only = vec!["talk".to_owned(), "letter".to_owned(), "unknown".to_owned()];
    let results = index.search(&query, &clerk()).unwrap();
    assert_eq!(
        results.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>(),
        ["talk"]
    );
    let stranger = Access {
        readers: vec!["post:1".to_owned()],
        ..clerk()
    };
    assert!(index.search(&query, &stranger).unwrap().hits.is_empty());
}

#[test]
fn an_index_whose_folder_was_taken_away_says_so_and_is_built_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index");
    let index = Tantivy::open(&path, settings()).unwrap();
    index.begin_rebuild().unwrap();
    index.feed_rebuild(&office()).unwrap();
    index.finish_rebuild(3).unwrap();
    assert!(!index.needs_rebuild());

    std::fs::remove_dir_all(&path).unwrap();
    assert!(index.needs_rebuild());
    index.begin_rebuild().unwrap();
    index.feed_rebuild(&office()).unwrap();
    index.finish_rebuild(3).unwrap();
    assert!(!index.needs_rebuild());
    assert_eq!(ids(&index, "1668/UBND-VX"), ["letter"]);
    drop(index);
    let again = Tantivy::open(&path, settings()).unwrap();
    assert_eq!(
        ids(&again, "văn bản:\"đến\"").len(),
        office().iter().filter(|e| e.kind == EntryKind::Arrival).count()
    );
}
