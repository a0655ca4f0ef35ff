//! Counting facets of the matches in one segment.

use std::sync::Arc;

use tantivy::DocId;

use crate::tantivy::columns::Columns;
use crate::tantivy::schema::FACETS;

/// Matches whose facets are counted together; fewer in a whole segment are counted one by one.
const MANY: usize = 4_096;

/// Counts facets in one segment.
pub(super) struct Counter {
    columns: Arc<Columns>,
    /// Matches not counted yet.
    waiting: Vec<DocId>,
    /// By pack and number; empty until there are many matches.
    counts: Vec<Vec<u32>>,
}

impl Counter {
    pub(super) fn new(columns: Arc<Columns>) -> Self {
        Self {
            columns,
            waiting: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Takes a match.
    pub(super) fn take(&mut self, document: DocId) {
        self.waiting.push(document);
        if self.waiting.len() >= MANY {
            self.count();
        }
    }

    /// Takes several matches.
    pub(super) fn take_all(&mut self, documents: &[DocId]) {
        self.waiting.extend_from_slice(documents);
        if self.waiting.len() >= MANY {
            self.count();
        }
    }

    fn count(&mut self) {
        let packs = self.columns.packs();
        if self.counts.is_empty() {
            self.counts = packs.iter().map(|pack| vec![0; pack.combinations()]).collect();
        }
        for (pack, counts) in packs.iter().zip(&mut self.counts) {
            pack.count(&self.waiting, counts);
        }
        self.waiting.clear();
    }

    /// How often each value of the segment came, by facet and its number in the whole index.
    pub(super) fn finish(mut self) -> [Vec<(u32, u64)>; FACETS.len()] {
        let mut sums = self.columns.facets.each_ref().map(|column| {
            let values = column.as_ref().map_or(0, |column| column.numbers.len());
            vec![0_u64; values]
        });
        if self.counts.is_empty() {
            for pack in self.columns.packs() {
                for document in &self.waiting {
                    for (facet, place) in pack.values(pack.code(*document)) {
                        sums[facet][place] += 1;
                    }
                }
            }
        } else {
            self.count();
            for (pack, counts) in self.columns.packs().iter().zip(self.counts) {
                pack.add_up(counts, &mut sums);
            }
        }
        let mut at = self.columns.facets.iter();
        sums.map(|sums| {
            let numbers = at
                .next()
                .and_then(Option::as_ref)
                .map(|column| column.numbers.as_slice());
            let counted = numbers.unwrap_or_default().iter().copied().zip(sums);
            counted.filter(|(_, count)| *count > 0).collect()
        })
    }
}
