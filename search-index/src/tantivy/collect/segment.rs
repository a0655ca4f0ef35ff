//! Gathering in one segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use tantivy::collector::SegmentCollector;
use tantivy::fastfield::AliveBitSet;
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal};

use super::counter::Counter;
use super::{Gather, Place};
use crate::engine::Sort;
use crate::tantivy::columns::Columns;
use crate::tantivy::schema::FACETS;
use crate::tantivy::scorer::{Bounds, LexicalScorer, WINDOW, Windows, count, each, list};

/// Documents whose days are read together.
const BLOCK: usize = 256;

/// What one segment gave.
pub(crate) struct SegmentFruit {
    pub(super) places: Vec<Place>,
    pub(super) total: u64,
    /// Counts by the numbers of the values in the whole index.
    pub(super) facets: [Vec<(u32, u64)>; FACETS.len()],
}

/// Gathers in one segment.
pub(crate) struct SegmentGather {
    gather: Gather,
    ordinal: SegmentOrdinal,
    columns: Arc<Columns>,
    counter: Option<Counter>,
    /// Matches whose days are not read yet, where days decide the order.
    waiting: Vec<DocId>,
    /// The best so far, the worst of them on top; one more than the page, to know whether another follows.
    best: BinaryHeap<Reverse<Place>>,
    total: u64,
}

impl SegmentGather {
    pub(super) fn new(gather: Gather, ordinal: SegmentOrdinal, columns: Arc<Columns>) -> Self {
        Self {
            best: BinaryHeap::with_capacity(gather.limit + 2),
            counter: gather.facets.then(|| Counter::new(Arc::clone(&columns))),
            gather,
            ordinal,
            columns,
            waiting: Vec::new(),
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
        if let Some(counter) = &mut self.counter {
            counter.take(doc);
        }
        if self.gather.sort != Sort::Relevance {
            self.waiting.push(doc);
            if self.waiting.len() == BLOCK {
                self.read_days();
            }
        }
    }

    /// Takes the match the scorer stands on, and scores it in full only if it can reach the page.
    pub(super) fn take_scored(&mut self, lexical: &mut LexicalScorer) {
        let doc = lexical.doc();
        self.take(doc);
        self.score(lexical, doc);
    }

    /// Takes all matches, window by window.
    pub(super) fn take_windows(
        &mut self,
        mut windows: Windows,
        mut bounds: Bounds,
        lexical: &mut LexicalScorer,
        alive: Option<&AliveBitSet>,
    ) {
        let mut room = Box::new([0; WINDOW as usize]);
        while let Some((base, mut matches)) = windows.next() {
            if let Some(alive) = alive {
                let found = matches;
                each(base, &found, |doc| {
                    let offset = (doc - base) as usize;
                    matches[offset / 64] &= !(u64::from(alive.is_deleted(doc)) << (offset % 64));
                });
            }
            if self.gather.sort != Sort::Relevance {
                each(base, &matches, |doc| self.take(doc));
                continue;
            }
            self.total += u64::from(count(&matches));
            if let Some(counter) = &mut self.counter {
                counter.take_all(list(base, &matches, &mut room));
            }
            let least = self.least_score();
            for (doc, most) in bounds.reaching(base, &matches, least) {
                let day = self.columns.day.first(*doc).unwrap_or(0);
                // A little more, as sums of floats differ in their last digits.
                if self.rank(most * 1.000_01, day) >= self.gather.bar.rank() {
                    self.score(lexical, *doc);
                }
            }
        }
    }

    /// Scores a match in full if it can reach the page.
    fn score(&mut self, lexical: &mut LexicalScorer, doc: DocId) {
        let least = self.least_score();
        if let Some(score) = lexical.score_of(doc, least) {
            self.rank_in(doc, score);
        }
    }

    /// A score below this does not reach the page, however recent the document is.
    fn least_score(&self) -> f32 {
        let bar = f32::from_bits(u32::try_from(self.gather.bar.rank()).unwrap_or(0));
        // A little less, as sums of floats differ in their last digits.
        bar / (1.0 + self.gather.recency) * 0.999_99
    }

    fn read_days(&mut self) {
        let waiting = std::mem::take(&mut self.waiting);
        let mut days = [None; BLOCK];
        let days = &mut days[..waiting.len()];
        self.columns.day.first_vals(&waiting, days);
        for (doc, day) in waiting.iter().zip(days) {
            let day = day.unwrap_or(0);
            let is_newest = self.gather.sort == Sort::Newest;
            self.put(*doc, if is_newest { day } else { u64::MAX - day });
        }
        self.waiting = waiting;
        self.waiting.clear();
    }

    /// Puts a match that was scored in its place, if it has one on the page.
    pub(super) fn rank_in(&mut self, doc: DocId, score: Score) {
        let day = self.columns.day.first(doc).unwrap_or(0);
        self.put(doc, self.rank(score, day));
    }

    fn rank(&self, score: Score, day: u64) -> u64 {
        relevance(score, day, self.gather.today, self.gather.recency)
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
        self.read_days();
        SegmentFruit {
            places: self.best.into_iter().map(|place| place.0).collect(),
            total: self.total,
            facets: self.counter.map(Counter::finish).unwrap_or_default(),
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
