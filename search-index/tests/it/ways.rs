//! Frequent words are found by windows of documents, others from one document to the next, and few matches are scored in
//! full: nothing is missed, counted twice or put in another order for that.

use std::collections::BTreeMap;

use search_index::{
    Change, Chip, Condition, Cursor, Engine, Entry, EntryKind, Facet, Query, Results, Settings, Sort,
    Tantivy, Total,
};
use time::Duration;

use crate::samples::{TODAY, changes, clerk, entry, index_with, settings};

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

const WORDS: [&str; 9] = [
    "quyết", "định", "thuế", "của", "đất", "kế", "hoạch", "hỏa", "huỳnh",
];

/// In one of so many documents: found from one to the next.
const RARE: (&str, usize) = ("biên", 450);

fn entries() -> Vec<Entry> {
    let mut chance = Chance(7);
    let mut entries = Vec::new();
    for at in 0..DOCUMENTS {
        let mut words = |count: usize| -> String {
            let words: Vec<&str> = (0..count).map(|_| chance.pick(&WORDS)).collect();
            words.join(" ")
        };
        let (title, mut page) = (words(3), words(5));
        if at % RARE.1 == 3 {
            page = format!("{page} {}", RARE.0);
        }
        let mut one = entry(&format!("d{at}"), &title, &[&page]);
        // One document in seven is somebody else's.
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
    entries
}

/// Asked by one thread, and shared out among three in parts of the segments.
fn ways() -> [Settings; 2] {
    let alone = Settings {
        search_threads: 1,
        ..settings()
    };
    let shared = Settings {
        search_threads: 3,
        shared_from: 0,
        ..settings()
    };
    [alone, shared]
}

/// Two segments, and some documents deleted; with those that the clerk may read.
fn many(settings: Settings) -> (Tantivy, Vec<Entry>) {
    let mut all = entries();
    let is_deleted = |at: usize| at.is_multiple_of(11);
    let left = all.iter().enumerate().filter(|(at, one)| {
        let is_readable = clerk().readers.iter().any(|reader| one.readers.contains(reader));
        is_readable && !is_deleted(*at)
    });
    let readable = left.map(|(_, one)| one.clone()).collect();
    let rest = all.split_off(8_600);
    let index = index_with(settings, all);
    index.apply(&changes(rest), 2).unwrap();
    index.commit().unwrap();
    let deleted = (0..DOCUMENTS).filter(|at| is_deleted(*at));
    let deleted: Vec<Change> = deleted.map(|at| Change::Delete(format!("d{at}"))).collect();
    index.apply(&deleted, 3).unwrap();
    index.commit().unwrap();
    (index, readable)
}

/// The documents that hold every word, of which those with a value in the facet are counted by it.
fn counted<'a>(
    documents: &'a [Entry],
    words: &[&str],
    value: impl Fn(&'a Entry) -> Option<&'a str>,
) -> BTreeMap<&'a str, u64> {
    let mut counts = BTreeMap::new();
    let texts = |one: &Entry| format!("{} {}", one.title, one.pages[0]);
    let holds = |one: &&Entry| {
        words
            .iter()
            .all(|word| texts(one).split(' ').any(|held| held == *word))
    };
    for value in documents.iter().filter(holds).filter_map(value) {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

#[test]
fn every_match_is_counted_whichever_way_it_is_found() {
    for settings in ways() {
        let (index, readable) = many(settings);
        every_match_is_counted(&index, &readable);
    }
}

fn every_match_is_counted(index: &Tantivy, readable: &[Entry]) {
    for words in [
        &[][..],
        &["quyết"],
        &["của"],
        &["huỳnh"],
        &["quyết", "định"],
        &["kế", "hoạch", "thuế"],
        &["biên"],
        &["quyết", "biên"],
        &["đất", "quyết", "định", "biên", "thuế"],
    ] {
        let mut query = Query::new(words.join(" "), TODAY);
        (query.facets, query.is_exact, query.reads_chips) = (true, true, false);
        let results = index.search(&query, &clerk()).unwrap();
        let kinds = counted(readable, words, |one| one.document_kind.as_deref());
        let total: u64 = kinds.values().sum();
        assert!(total > 0, "{words:?} must find something");
        assert_eq!(results.total, Total::Exact(total), "{words:?}");
        assert_eq!(facet(&results, Facet::Kind), kinds, "{words:?}");
        let units = counted(readable, words, |one| one.unit.as_deref());
        let found = facet(&results, Facet::Unit);
        assert!(
            found.iter().all(|(unit, count)| units[unit] == *count),
            "{words:?}"
        );
        let first = units.values().max();
        assert_eq!(
            found.values().max(),
            first,
            "the most frequent unit is shown: {words:?}"
        );
    }
}

fn facet(results: &Results, facet: Facet) -> BTreeMap<&str, u64> {
    let values = results.facets.iter().filter(|value| value.facet == facet);
    values.map(|value| (value.value.as_str(), value.count)).collect()
}

#[test]
fn a_short_page_is_the_beginning_of_a_long_one() {
    let [alone, shared] = ways().map(|settings| {
        let (index, _) = many(settings);
        short_pages_begin_long_ones(&index)
    });
    assert_eq!(alone, shared);
}

/// Answers the long pages.
fn short_pages_begin_long_ones(index: &Tantivy) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let chip = Chip::chosen(Condition::Entry(EntryKind::Arrival));
    for text in [
        "quyết",
        "quyet",
        "quyết định",
        "kế hoạch thuế",
        "\"quyết định của\"",
        "quyết biên",
        "quyết định của đất kế hoạch thuế huỳnh",
        "",
    ] {
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let page = |limit: usize, filters: Vec<Chip>, after: Option<Cursor>| {
                let mut query = Query::new(text, TODAY);
                (query.sort, query.limit, query.filters, query.after) = (sort, limit, filters, after);
                query.reads_chips = false;
                index.search(&query, &clerk()).unwrap()
            };
            let long = page(200, Vec::new(), None);
            assert!(long.hits.len() > 5, "{text:?} must find some");
            for limit in [1, 3, 20, 90] {
                let short = page(limit, Vec::new(), None);
                let shown = limit.min(long.hits.len());
                assert_eq!(ids(&short), ids(&long)[..shown], "{text:?} {sort:?} {limit}");
                let next = page(limit, Vec::new(), short.next);
                let until = (limit * 2).min(long.hits.len());
                if short.next.is_some() {
                    assert_eq!(ids(&next), ids(&long)[shown..until], "{text:?} {sort:?} {limit}");
                }
            }
            // Every document passes the chip.
            let chosen = page(200, vec![chip.clone()], None);
            assert_eq!(ids(&chosen), ids(&long), "{text:?} {sort:?}");
            pages.push(long.hits.into_iter().map(|hit| hit.id).collect());
        }
    }
    pages
}

fn ids(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.id.as_str()).collect()
}
