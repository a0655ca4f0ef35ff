//! In which order hits come, and what is counted of them.

use search_index::{Engine, Facet, Query, Sort, Total};

use crate::samples::{TODAY, clerk, entry, ids, index, office};

#[test]
fn facets_count_every_hit() {
    let index = index(office());
    let mut query = Query::new("", TODAY);
    query.facets = true;
    query.limit = 1;
    let results = index.search(&query, &clerk()).unwrap();
    assert_eq!(results.total, Total::Exact(5));
    let counted = |facet, value: &str| {
        results
            .facets
            .iter()
            .find(|found| found.facet == facet && found.value == value)
            .map(|found| found.count)
    };
    assert_eq!(counted(Facet::Kind, "Thông báo"), Some(2));
    assert_eq!(counted(Facet::Year, "2026"), Some(3));
    assert_eq!(counted(Facet::Issuer, "Bộ Nội vụ"), Some(1));
    assert_eq!(counted(Facet::Unit, "Phòng Nội vụ"), Some(1));
    assert_eq!(counted(Facet::State, "Đang xử lý"), Some(1));

    let kind = results
        .facets
        .iter()
        .find(|found| found.value == "Thông báo")
        .unwrap();
    let mut narrowed = Query::new("", TODAY);
    narrowed.filters = vec![kind.chip.clone()];
    assert_eq!(index.search(&narrowed, &clerk()).unwrap().total, Total::Exact(2));
}

#[test]
fn hits_come_by_date_either_way() {
    let index = index(office());
    let mut query = Query::new("báo OR bổ OR quản", TODAY);
    query.sort = Sort::Newest;
    let order = |query: &Query| -> Vec<String> {
        index
            .search(query, &clerk())
            .unwrap()
            .hits
            .into_iter()
            .map(|hit| hit.id)
            .collect()
    };
    assert_eq!(order(&query), ["talk", "sale", "letter", "decision"]);
    query.sort = Sort::Oldest;
    assert_eq!(order(&query), ["decision", "letter", "sale", "talk"]);
}

#[test]
fn of_equal_documents_the_recent_one_comes_first() {
    let mut old = entry("old", "Kế hoạch công tác năm", &[]);
    old.date = Some(time::macros::date!(2010 - 01 - 01));
    let mut new = entry("new", "Kế hoạch công tác năm", &[]);
    new.date = Some(TODAY);
    assert_eq!(ids(&index(vec![old, new]), "công tác"), ["new", "old"]);
}

#[test]
fn neighbours_in_the_question_are_better_as_neighbours_in_the_text() {
    let found = ids(
        &index(vec![
            entry(
                "apart",
                "Một",
                &["công việc của sở, có chức năng và viên ngọc, công khai, chức danh, viên gạch"],
            ),
            entry(
                "together",
                "Hai",
                &["tuyển dụng viên chức và công chức trong năm"],
            ),
        ]),
        "công chức viên chức",
    );
    assert_eq!(found[0], "together");
}
