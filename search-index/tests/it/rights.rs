//! Nothing about a document is revealed to those who may not read it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use search_index::{Access, Change, Engine, Entry, EntryKind, Facet, Query, Settings, Sort, Tantivy, Total};

use crate::samples::{TODAY, changes, index, settings};

const WORDS: [&str; 8] = [
    "thuế",
    "đất",
    "biên chế",
    "quyết định",
    "UBND",
    "bổ nhiệm",
    "kế hoạch",
    "báo cáo",
];
const QUERIES: [&str; 14] = [
    "thuế",
    "thue",
    "bien che",
    "\"biên chế\"",
    "UBND OR đất",
    "thuế -đất",
    "",
    "quyết định",
    "thueé",
    "thuees",
    "bieen chees",
    "bao cáo kế hoach",
    "kehoach",
    "thuế đất biên chế quyết định bổ nhiệm",
];

/// A document whose every part names its owner, so that a leak can be seen.
fn any_entry(at: usize) -> impl Strategy<Value = Entry> {
    let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4);
    (0_u8..3, prop::collection::vec(0_u8..4, 0..3), 0_u8..3, words).prop_map(
        move |(agency, readers, secrecy, words)| {
            let mut entry = Entry::new(
                format!("d{at}"),
                EntryKind::Issued,
                format!("A{agency}"),
                format!("{} mật{at}x", words.join(" ")),
            );
            entry.readers = readers
                .into_iter()
                .map(|reader| format!("unit:{reader}"))
                .collect();
            entry.secrecy = secrecy;
            entry.pages = vec![format!("{} trang của d{at}q", words.join(", "))];
            entry.issuer = Some(format!("Sở số {at}"));
            entry.document_kind = Some(format!("Loại {}", at % 4));
            entry.year = Some(2000 + i32::try_from(at).unwrap());
            entry.number = Some(u32::try_from(at).unwrap() + 500);
            entry.number_symbol = Some(format!("{}/UBND", at + 500));
            entry
        },
    )
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    (0_usize..14).prop_flat_map(|count| (0..count).map(any_entry).collect::<Vec<_>>())
}

fn access() -> impl Strategy<Value = Access> {
    (0_u8..3, prop::collection::vec(0_u8..4, 0..3), 0_u8..3).prop_map(|(agency, readers, max_secrecy)| {
        Access {
            agency: format!("A{agency}"),
            readers: readers
                .into_iter()
                .map(|reader| format!("unit:{reader}"))
                .collect(),
            max_secrecy,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_answer_reveals_a_document_outside_the_rights(entries in entries(), access in access(), sort in 0_usize..3) {
        let index = index(entries.clone());
        let (readable, foreign): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| access.allows(entry));
        let ids: Vec<&str> = readable.iter().map(|entry| entry.id.as_str()).collect();
        let names_foreign = |text: &str| {
            foreign.iter().any(|entry| {
                let at = &entry.id[1..];
                text.contains(&format!("mật{at}x")) || text.contains(&format!("d{at}q"))
            })
        };
        for text in QUERIES {
            let mut query = Query::new(text, TODAY);
            query.facets = true;
            query.sort = [Sort::Relevance, Sort::Newest, Sort::Oldest][sort];
            let results = index.search(&query, &access).unwrap();
            let Total::Exact(total) = results.total else { panic!("so few are counted") };
            prop_assert!(total <= readable.len() as u64);
            prop_assert_eq!(total, results.hits.len() as u64);
            for hit in &results.hits {
                prop_assert!(ids.contains(&hit.id.as_str()), "{} found {}", text, hit.id);
                prop_assert!(!names_foreign(&hit.snippet_html) && !names_foreign(&hit.title_html));
            }
            let mut counts: BTreeMap<(Facet, String), u64> = BTreeMap::new();
            for hit in &results.hits {
                let entry = readable.iter().find(|entry| entry.id == hit.id).unwrap();
                for (facet, value) in [
                    (Facet::Issuer, entry.issuer.clone().unwrap()),
                    (Facet::Kind, entry.document_kind.clone().unwrap()),
                    (Facet::Year, entry.year.unwrap().to_string()),
                ] {
                    *counts.entry((facet, value)).or_default() += 1;
                }
            }
            let told: BTreeMap<_, _> = results.facets.into_iter().map(|f| ((f.facet, f.value), f.count)).collect();
            prop_assert_eq!(told, counts, "facets of {:?}", text);
        }
        for prefix in ["t", "so so", "mật", "bien", "50", "5", "d", "kế"] {
            for suggestion in index.suggest(prefix, &access, 50).unwrap() {
                let is_readable = readable.iter().any(|entry| {
                    entry.title == suggestion.text
                        || entry.issuer.as_deref() == Some(&suggestion.text)
                        || entry.number_symbol.as_deref() == Some(&suggestion.text)
                });
                prop_assert!(is_readable, "{} suggests {}", prefix, suggestion.text);
            }
        }
        for entry in &entries {
            let similar = index.similar(&entry.id, &access, 20).unwrap();
            prop_assert!(similar.iter().all(|hit| ids.contains(&hit.id.as_str())));
            prop_assert!(similar.is_empty() || access.allows(entry));
        }
    }

    #[test]
    fn foreign_documents_change_neither_what_is_found_nor_what_is_said(entries in entries(), access in access()) {
        let with_all = index(entries.clone());
        let with_readable = index(entries.into_iter().filter(|entry| access.allows(entry)).collect());
        for text in QUERIES.into_iter().filter(|text| text.split(' ').count() <= 4) {
            let ask = |index: &search_index::Tantivy| {
                let mut results = index.search(&Query::new(text, TODAY), &access).unwrap();
                results.hits.sort_by(|a, b| a.id.cmp(&b.id));
                let hits: Vec<_> = results.hits.into_iter().map(|hit| hit.id).collect();
                (hits, results.total, results.notice)
            };
            prop_assert_eq!(ask(&with_all), ask(&with_readable), "{}", text);
        }
    }

    #[test]
    fn a_right_taken_away_holds_for_the_next_query(entry in any_entry(1)) {
        let mut entry = entry;
        entry.readers = vec!["unit:1".to_owned()];
        let access = Access { agency: entry.agency.clone(), readers: vec!["unit:1".to_owned()], max_secrecy: 9 };
        let index = index(vec![entry.clone()]);
        let total = |access: &Access| index.search(&Query::new("", TODAY), access).unwrap().total;
        prop_assert_eq!(total(&access), Total::Exact(1));
        let none = Access { readers: Vec::new(), ..access.clone() };
        prop_assert_eq!(total(&none), Total::Exact(0));
        entry.readers = vec!["unit:2".to_owned()];
        entry.sequence = 2;
        index.apply(&changes(vec![entry]), 2).unwrap();
        index.commit().unwrap();
        prop_assert_eq!(total(&access), Total::Exact(0));
    }

    #[test]
    fn rights_hold_while_documents_change_and_whatever_is_remembered_of_them(
        batches in prop::collection::vec((entries(), access()), 1..5),
        rights_memory in prop::sample::select(vec![0, 1 << 20]),
    ) {
        let settings = Settings { rights_memory, ..settings() };
        let index = Tantivy::in_memory(settings).unwrap();
        let mut held: BTreeMap<String, Entry> = BTreeMap::new();
        let people: Vec<Access> = batches.iter().map(|(_, access)| access.clone()).collect();
        for (event, (entries, _)) in (1..).zip(batches) {
            // The next batch replaces some and removes one.
            let gone = held.keys().next().filter(|_| event % 2 == 0).cloned();
            for mut entry in entries {
                entry.sequence = event;
                held.insert(entry.id.clone(), entry.clone());
                index.apply(&changes(vec![entry]), event).unwrap();
            }
            if let Some(id) = gone {
                held.remove(&id);
                index.apply(&[Change::Delete(id)], event).unwrap();
            }
            index.commit().unwrap();
            for access in &people {
                let mut query = Query::new("", TODAY);
                query.limit = 200;
                let hits = index.search(&query, access).unwrap().hits;
                let mut found: Vec<String> = hits.into_iter().map(|hit| hit.id).collect();
                found.sort();
                let readable = held.values().filter(|entry| access.allows(entry));
                let mut expected: Vec<String> = readable.map(|entry| entry.id.clone()).collect();
                expected.sort();
                prop_assert_eq!(found, expected);
            }
        }
    }
}
