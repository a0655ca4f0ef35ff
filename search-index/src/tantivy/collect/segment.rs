//! Gathering in one segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::SegmentCollector;
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal};

use super::{Gather, Place};
use crate::engine::Sort;
use crate::tantivy::columns::Columns;
use crate::tantivy::schema::FACETS;
use crate::tantivy::scorer::LexicalScorer;

/// Documents whose columns are read together.
const BLOCK: usize = 256;

/// What one segment gave.
pub(crate) struct SegmentFruit {
    pub(super) places: Vec<Place>,
    pub(super) total: u64,
    pub(super) facets: [Counted; FACETS.len()],
}

/// Counts of one facet in one segment.
#[derive(Default)]
pub(super) struct Counted {
    /// By the place of the value in the segment; empty where nothing was counted.
    counts: Vec<u32>,
    columns: Option<(Arc<Columns>, usize)>,
}

impl Counted {
    /// Adds the counts to those of the whole index.
    pub(super) fn add_to(&self, sums: &mut Vec<u64>) {
        let Some(column) = self
            .columns
            .as_ref()
            .and_then(|(columns, facet)| columns.facets[*facet].as_ref())
        else {
            return;
        };
        for (number, count) in column.numbers.iter().zip(&self.counts) {
            if *count > 0 {
                let number = *number as usize;
                if sums.len() <= number {
                    sums.resize(number + 1, 0);
                }
                sums[number] += u64::from(*count);
            }
        }
    }
}

/// Gathers in one segment.
pub(crate) struct SegmentGather {
    gather: Gather,
    ordinal: SegmentOrdinal,
    columns: Arc<Columns>,
    /// Matches whose columns are not read yet.
    waiting: Vec<DocId>,
    counts: [Vec<u32>; FACETS.len()],
    /// The best so far, the worst of them on top; one more than the page, to know whether another follows.
    best: BinaryHeap<Reverse<Place>>,
    total: u64,
    reads_columns: bool,
}

impl SegmentGather {
    pub(super) fn new(gather: Gather, ordinal: SegmentOrdinal, columns: Arc<Columns>) -> Self {
        Self {
            best: BinaryHeap::with_capacity(gather.limit + 2),
            reads_columns: gather.facets || gather.sort != Sort::Relevance,
            gather,
            ordinal,
            columns,
            waiting: Vec::new(),
            counts: Default::default(),
            total: 0,
        }
    }

    /// Matches so far.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Takes a match; where no score is asked for, it is ranked by its day later on.
    pub(super) fn take(&mut self, doc: DocId) {
        self.total += 1;
        if self.reads_columns {
            self.waiting.push(doc);
            if self.waiting.len() == BLOCK {
                self.read_columns();
            }
        }
    }

    /// Takes the match the scorer stands on, and scores it in full only if it can reach the page.
    pub(super) fn take_scored(&mut self, lexical: &mut LexicalScorer) {
        let doc = lexical.doc();
        self.take(doc);
        let least = self.least_score();
        if let Some(score) = lexical.score_above(least) {
            self.rank_in(doc, score);
        }
    }

    /// A score below this does not reach the page, however recent the document is.
    fn least_score(&self) -> f32 {
        let bar = f32::from_bits(u32::try_from(self.gather.bar.rank()).unwrap_or(0));
        // A little less, as sums of floats differ in their last digits.
        bar / (1.0 + self.gather.recency) * 0.999_99
    }

    fn read_columns(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let waiting = std::mem::take(&mut self.waiting);
        let mut read = [None; BLOCK];
        if self.gather.facets {
            for (column, counts) in self.columns.facets.iter().zip(&mut self.counts) {
                let Some(column) = column else { continue };
                counts.resize(column.numbers.len(), 0);
                let ords = &mut read[..waiting.len()];
                ords.fill(None);
                column.ords.first_vals(&waiting, ords);
                for ord in ords.iter().flatten() {
                    if let Some(count) = usize::try_from(*ord).ok().and_then(|ord| counts.get_mut(ord)) {
                        *count += 1;
                    }
                }
            }
        }
        if self.gather.sort != Sort::Relevance {
            let days = &mut read[..waiting.len()];
            days.fill(None);
            let columns = Arc::clone(&self.columns);
            columns.day.first_vals(&waiting, days);
            for (doc, day) in waiting.iter().zip(days) {
                let day = day.unwrap_or(0);
                let is_newest = self.gather.sort == Sort::Newest;
                self.put(*doc, if is_newest { day } else { u64::MAX - day });
            }
        }
        self.waiting = waiting;
        self.waiting.clear();
    }

    /// Puts a match that was scored in its place, if it has one on the page.
    pub(super) fn rank_in(&mut self, doc: DocId, score: Score) {
        let day = self.columns.day.first(doc).unwrap_or(0);
        self.put(doc, relevance(score, day, self.gather.today, self.gather.recency));
    }

    fn put(&mut self, doc: DocId, rank: u64) {
        if rank < self.gather.bar.rank() {
            return;
        }
        let tie = self.columns.tie.first(doc).unwrap_or(0);
        if let Some(after) = self.gather.after
            && (rank > after.rank || (rank == after.rank && tie <= after.tie))
        {
            return;
        }
        let address = DocAddress::new(self.ordinal, doc);
        self.best.push(Reverse(Place {
            rank,
            tie: Reverse(tie),
            address: Reverse(address),
        }));
        if self.best.len() > self.gather.limit + 1 {
            self.best.pop();
        }
        if self.best.len() > self.gather.limit
            && let Some(worst) = self.best.peek()
        {
            self.gather.bar.raise(worst.0.rank);
        }
    }

    pub(super) fn finish(mut self) -> SegmentFruit {
        self.read_columns();
        let mut facets: [Counted; FACETS.len()] = Default::default();
        for (facet, (counted, counts)) in facets.iter_mut().zip(self.counts).enumerate() {
            *counted = Counted {
                counts,
                columns: Some((Arc::clone(&self.columns), facet)),
            };
        }
        SegmentFruit {
            places: self.best.into_iter().map(|place| place.0).collect(),
            total: self.total,
            facets,
        }
    }
}

/// A score, raised a little for what is recent, as a number of the same order.
#[expect(clippy::cast_precision_loss, reason = "an age needs no more digits")]
fn relevance(score: Score, day: u64, today: u64, recency: f32) -> u64 {
    let years = today.saturating_sub(day) as f32 / 365.25;
    let raised = score * (1.0 + recency / (1.0 + years));
    u64::from(raised.max(0.0).to_bits())
}

impl SegmentCollector for SegmentGather {
    type Fruit = SegmentFruit;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.take(doc);
        if self.gather.sort == Sort::Relevance {
            self.rank_in(doc, score);
        }
    }

    fn harvest(self) -> SegmentFruit {
        self.finish()
    }
}
