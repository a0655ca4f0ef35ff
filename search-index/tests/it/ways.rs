//! Frequent words are found by windows of documents, others from one document to the next: both ways give the same.

use search_index::{
    Change, Chip, Condition, Engine, EntryKind, Facet, Hit, Query, Results, Sort, Tantivy, Total,
};
use time::Duration;

use crate::samples::{TODAY, changes, clerk, entry, index};

/// More than two windows of 4,096 documents in the first segment.
const DOCUMENTS: usize = 9_000;

/// A generator (`SplitMix64`), so that every run has the same documents.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit).unwrap()
    }

    /// Mostly the first of them.
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let (one, other) = (self.below(words.len() as u64), self.below(words.len() as u64));
        words[one.min(other)]
    }
}

/// Two segments and some deletions; one document in seven is somebody else's.
fn many() -> Tantivy {
    const WORDS: [&str; 9] = [
        "quyết", "định", "thuế", "của", "đất", "kế", "hoạch", "hỏa", "huỳnh",
    ];
    let mut chance = Chance(7);
    let mut entries = Vec::new();
    for at in 0..DOCUMENTS {
        let mut words = |count: usize| -> String {
            let words: Vec<&str> = (0..count).map(|_| chance.pick(&WORDS)).collect();
            words.join(" ")
        };
        let mut one = entry(&format!("d{at}"), &words(3), &[&words(5)]);
        if at % 7 == 0 {
            one.readers = vec!["unit:9".to_owned()];
        }
        one.date = (chance.below(9) > 0).then(|| TODAY - Duration::days((at % 700).try_into().unwrap()));
        one.year = one.date.map(time::Date::year);
        one.issuer = Some(format!("Cơ quan {}", chance.below(300)));
        one.document_kind = Some(chance.pick(&["Công văn", "Báo cáo", "Tờ trình"]).to_owned());
        one.unit = (chance.below(4) > 0).then(|| format!("Phòng {}", chance.below(60)));
        entries.push(one);
    }
    let rest = entries.split_off(8_600);
    let index = index(entries);
    index.apply(&changes(rest), 2).unwrap();
    index.commit().unwrap();
    let deleted: Vec<Change> = (0..DOCUMENTS)
        .step_by(11)
        .map(|at| Change::Delete(format!("d{at}")))
        .collect();
    index.apply(&deleted, 3).unwrap();
    index.commit().unwrap();
    index
}

/// A chip that every document passes, which keeps the engine from the windows.
fn one_by_one(query: &Query) -> Query {
    let filters = vec![Chip::chosen(Condition::Entry(EntryKind::Arrival))];
    Query {
        filters,
        ..query.clone()
    }
}

fn order(results: &Results) -> Vec<(&str, String)> {
    // Scores are sums of floats: the last digits may differ.
    let key = |hit: &Hit| format!("{:.3}", hit.score);
    results
        .hits
        .iter()
        .map(|hit| (hit.id.as_str(), key(hit)))
        .collect()
}

#[test]
fn both_ways_find_count_and_order_the_same() {
    let index = many();
    let mut largest = 0;
    for text in [
        "",
        "quyết",
        "quyet",
        "của",
        "quyết định",
        "kế hoạch thuế",
        "huỳnh",
        "hỏa huỳnh đất",
        "quyết định của đất kế hoạch thuế huỳnh",
        "không ai viết",
    ] {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let mut query = Query::new(text, TODAY);
            (query.sort, query.facets, query.limit) = (sort, true, 30);
            for page in 0..3 {
                let by_windows = index.search(&query, &clerk()).unwrap();
                let singly = index.search(&one_by_one(&query), &clerk()).unwrap();
                assert_eq!(order(&by_windows), order(&singly), "{text:?} {sort:?} {page}");
                assert_eq!(by_windows.total, singly.total, "{text:?}");
                assert_eq!(by_windows.facets, singly.facets, "{text:?}");
                if let Total::Exact(total) = by_windows.total {
                    largest = largest.max(total);
                    let kinds: u64 = of(&by_windows, Facet::Kind);
                    assert_eq!(kinds, total, "every document has a kind");
                }
                query.after = by_windows.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
    }
    assert!(
        largest > 4_096,
        "some question must find more than a window: {largest}"
    );
}

fn of(results: &Results, facet: Facet) -> u64 {
    let values = results.facets.iter().filter(|value| value.facet == facet);
    values.map(|value| value.count).sum()
}
