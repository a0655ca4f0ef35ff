//! The server's answer as ours.

use meilisearch_sdk::search::SearchResults;

use crate::engine::{Cursor, Facet, Hit, Query, Results, Sort, Total, facet_values};
use crate::highlight::Marker;
use crate::meilisearch::row::{FACETS, Row};
use crate::query::Parsed;

/// What a search gave.
pub(super) struct Found {
    pub(super) sort: Sort,
    pub(super) page: usize,
    pub(super) has_more: bool,
    pub(super) total: u64,
    pub(super) answer: SearchResults<Row>,
}

pub(super) fn results(query: &Query, parsed: Parsed, found: Found, notice: Option<String>) -> Results {
    let mut marker = Marker::default();
    for word in parsed.looked_for() {
        marker.add(&word, 1.0);
    }
    let last = found
        .answer
        .hits
        .last()
        .map(|hit| (hit.result.day, hit.result.tie));
    let next = last
        .filter(|_| found.has_more && query.page_size() > 0)
        .map(|(day, tie)| match found.sort {
            Sort::Relevance => Cursor {
                rank: found.page as u64 + 1,
                tie: 0,
            },
            _ => Cursor {
                rank: u64::try_from(day).unwrap_or(0),
                tie,
            },
        });
    let counted = found.answer.facet_distribution.unwrap_or_default();
    let facets = Facet::ALL.into_iter().zip(FACETS).flat_map(|(facet, name)| {
        let values = counted.get(name).into_iter().flatten();
        values.map(move |(value, count)| (facet, value.clone(), *count as u64))
    });
    Results {
        facets: facet_values(facets),
        hits: found
            .answer
            .hits
            .into_iter()
            .map(|row| hit(row.result, row.ranking_score, &marker))
            .collect(),
        total: Total::of(found.total),
        next,
        notice,
        chips: parsed.chips,
    }
}

pub(super) fn none(parsed: Parsed) -> Results {
    Results {
        hits: Vec::new(),
        total: Total::Exact(0),
        facets: Vec::new(),
        next: None,
        notice: None,
        chips: parsed.chips,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a score needs no more digits")]
pub(super) fn hit(row: Row, score: Option<f64>, marker: &Marker) -> Hit {
    let pages: Vec<&str> = row.pages.iter().map(String::as_str).collect();
    let passage = marker.passage(&pages);
    Hit {
        id: row.id,
        kind: row.entry,
        score: score.unwrap_or(0.0) as f32,
        title_html: marker.mark(&row.title),
        title: row.title,
        snippet_html: passage.html,
        page: passage.page,
    }
}
