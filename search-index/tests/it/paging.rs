//! Pages follow each other without gap or repetition, to any depth.

use std::collections::HashSet;

use proptest::prelude::*;
use search_index::{Engine, Query, Sort, Total};
use time::Duration;

use crate::samples::{TODAY, clerk, entry, index};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_hit_is_visited_exactly_once(
        ages in prop::collection::vec(0_i64..6, 1..60),
        limit in 1_usize..9,
        sort in prop::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
        commit_every in 1_usize..20,
    ) {
        let index = index(Vec::new());
        for (at, age) in ages.iter().enumerate() {
            // Many documents share their date and their score.
            let mut one = entry(&format!("d{at}"), "báo cáo", &[["tháng", "tháng tháng", "quý"][at % 3]]);
            one.date = Some(TODAY - Duration::days(*age));
            index.apply(&crate::samples::changes(vec![one]), 1).unwrap();
            if at % commit_every == 0 {
                index.commit().unwrap();
            }
        }
        index.commit().unwrap();

        let mut query = Query::new("báo cáo OR tháng", TODAY);
        query.sort = sort;
        query.limit = limit;
        let mut seen = HashSet::new();
        let mut pages = 0;
        loop {
            let results = index.search(&query, &clerk()).unwrap();
            prop_assert_eq!(results.total, Total::Exact(ages.len() as u64));
            prop_assert!(results.hits.len() <= limit);
            for hit in results.hits {
                prop_assert!(seen.insert(hit.id), "a hit came twice");
            }
            pages += 1;
            match results.next {
                Some(next) => query.after = Some(next.to_string().parse().unwrap()),
                None => break,
            }
        }
        prop_assert_eq!(seen.len(), ages.len());
        prop_assert_eq!(pages, ages.len().div_ceil(limit));
    }
}
