//! One walk over the matches gives the page, the total and the facets.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentOrdinal, SegmentReader, TERMINATED};

use super::schema::{DAY, FACETS, TIE};
use super::scorer::LexicalScorer;
use crate::engine::{Cursor, Sort};

/// What to gather.
#[derive(Debug, Clone)]
pub(super) struct Gather {
    /// Hits on the page.
    pub(super) limit: usize,
    /// Order.
    pub(super) sort: Sort,
    /// Where the page before ended.
    pub(super) after: Option<Cursor>,
    /// Whether facets are counted.
    pub(super) facets: bool,
    /// Today as a Julian day.
    pub(super) today: u64,
    /// How much today is preferred to long ago.
    pub(super) recency: f32,
}

/// A hit on its way to the page; the greater one comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    rank: u64,
    tie: Reverse<u64>,
    address: Reverse<DocAddress>,
}

/// What was gathered.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// Keys and addresses of the hits, in order.
    pub(super) page: Vec<(Cursor, DocAddress)>,
    /// All matches.
    pub(super) total: u64,
    /// Counts by facet (its place in [`FACETS`]) and value.
    pub(super) facets: HashMap<(usize, String), u64>,
    /// Whether another page follows.
    pub(super) has_more: bool,
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let mut facets = Vec::new();
        if self.facets {
            for (at, name) in FACETS.into_iter().enumerate() {
                if let Some(column) = reader.fast_fields().str(name)? {
                    let counts = vec![0; column.num_terms()];
                    facets.push(FacetColumn {
                        facet: at,
                        ords: column.ords().clone(),
                        column,
                        counts,
                    });
                }
            }
        }
        Ok(SegmentGather {
            gather: self.clone(),
            ordinal,
            day: reader.fast_fields().u64(DAY)?,
            tie: reader.fast_fields().u64(TIE)?,
            facets,
            best: BinaryHeap::with_capacity(self.limit + 2),
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<<SegmentGather as SegmentCollector>::Fruit> {
        let mut gather = self.for_segment(ordinal, reader)?;
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        if !self.requires_scoring() {
            weight.for_each_no_score(reader, &mut |docs| {
                for doc in docs.iter().copied().filter(|doc| is_alive(*doc)) {
                    gather.collect(doc, 0.0);
                }
            })?;
            return Ok(gather.harvest());
        }
        let mut scorer = weight.scorer(reader, 1.0)?;
        let scorer = scorer.as_mut();
        if let Some(lexical) = scorer.downcast_mut::<LexicalScorer>() {
            while lexical.doc() != TERMINATED {
                if is_alive(lexical.doc()) {
                    gather.collect_scored(lexical);
                }
                lexical.advance();
            }
        } else {
            while scorer.doc() != TERMINATED {
                if is_alive(scorer.doc()) {
                    gather.collect(scorer.doc(), scorer.score());
                }
                scorer.advance();
            }
        }
        Ok(gather.harvest())
    }

    fn merge_fruits(
        &self,
        segments: Vec<tantivy::Result<(Vec<Place>, Gathered)>>,
    ) -> tantivy::Result<Gathered> {
        let mut gathered = Gathered::default();
        let mut places = Vec::new();
        for segment in segments {
            let (its_places, its_counts) = segment?;
            places.extend(its_places);
            gathered.total += its_counts.total;
            for (value, count) in its_counts.facets {
                *gathered.facets.entry(value).or_default() += count;
            }
        }
        places.sort_unstable_by_key(|place| Reverse(*place));
        gathered.has_more = places.len() > self.limit;
        places.truncate(self.limit);
        gathered.page = places
            .into_iter()
            .map(|place| {
                (
                    Cursor {
                        rank: place.rank,
                        tie: place.tie.0,
                    },
                    place.address.0,
                )
            })
            .collect();
        Ok(gathered)
    }
}

struct FacetColumn {
    facet: usize,
    column: StrColumn,
    ords: Column<u64>,
    counts: Vec<u64>,
}

/// Gathers in one segment.
pub(super) struct SegmentGather {
    gather: Gather,
    ordinal: SegmentOrdinal,
    day: Column<u64>,
    tie: Column<u64>,
    facets: Vec<FacetColumn>,
    /// The best so far, the worst of them on top; one more than the page, to know whether another follows.
    best: BinaryHeap<Reverse<Place>>,
    total: u64,
}

impl SegmentGather {
    /// Counts a match.
    fn count(&mut self, doc: DocId) {
        self.total += 1;
        for facet in &mut self.facets {
            if let Some(ord) = facet.ords.first(doc)
                && let Some(count) = usize::try_from(ord)
                    .ok()
                    .and_then(|ord| facet.counts.get_mut(ord))
            {
                *count += 1;
            }
        }
    }

    /// Counts the match the scorer stands on, and scores it in full only if it can reach the page.
    fn collect_scored(&mut self, lexical: &mut LexicalScorer) {
        let doc = lexical.doc();
        self.count(doc);
        let words = lexical.words();
        let best_case = (words + lexical.bonus_limit()) * (1.0 + self.gather.recency);
        let is_full = self.best.len() > self.gather.limit;
        if is_full
            && self
                .best
                .peek()
                .is_some_and(|worst| u64::from(best_case.to_bits()) < worst.0.rank)
        {
            return;
        }
        self.rank_in(doc, words + lexical.bonus());
    }

    /// Puts a match in its place, if it has one on the page.
    fn rank_in(&mut self, doc: DocId, score: Score) {
        let rank = self.rank(doc, score);
        let is_full = self.best.len() > self.gather.limit;
        if is_full && self.best.peek().is_some_and(|worst| rank < worst.0.rank) {
            return;
        }
        let tie = self.tie.first(doc).unwrap_or(0);
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
    }

    fn rank(&self, doc: DocId, score: Score) -> u64 {
        let day = self.day.first(doc).unwrap_or(0);
        match self.gather.sort {
            Sort::Newest => day,
            Sort::Oldest => u64::MAX - day,
            Sort::Relevance => relevance(score, day, self.gather.today, self.gather.recency),
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

/// The score that [`relevance`] was made from, recency included.
pub(super) fn score_of(cursor: Cursor) -> f32 {
    f32::from_bits(u32::try_from(cursor.rank).unwrap_or(0))
}

impl SegmentCollector for SegmentGather {
    type Fruit = tantivy::Result<(Vec<Place>, Gathered)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.count(doc);
        self.rank_in(doc, score);
    }

    fn harvest(self) -> Self::Fruit {
        let mut gathered = Gathered {
            total: self.total,
            ..Gathered::default()
        };
        for facet in self.facets {
            for (ord, count) in (0..).zip(facet.counts) {
                let mut value = String::new();
                if count > 0 && facet.column.ord_to_str(ord, &mut value)? {
                    gathered.facets.insert((facet.facet, value), count);
                }
            }
        }
        Ok((self.best.into_iter().map(|place| place.0).collect(), gathered))
    }
}
