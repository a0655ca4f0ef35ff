//! One walk over the matches gives the page, the total and the facets.

mod counter;
mod part;
mod segment;

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::collector::Collector;
use tantivy::query::Weight;
use tantivy::{DocAddress, DocSet, Searcher, SegmentOrdinal, SegmentReader};

use super::columns::ColumnCache;
use super::generation::Threads;
use super::schema::FACETS;
use super::scorer::LexicalScorer;
use crate::engine::{Cursor, Sort};
use part::Part;
use segment::{SegmentFruit, SegmentGather};

/// Values shown of each facet.
const FACET_VALUES: usize = 50;

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
    /// Looks only at so many documents of each segment, those that came in last.
    pub(super) latest: Option<u32>,
    /// Goes no further in a segment after so many matches; the total then is no less than that.
    pub(super) enough: u64,
    /// The columns of the segments.
    pub(super) columns: Arc<ColumnCache>,
    /// The rank that a segment already filled the page with: what is below in another has no place.
    pub(super) bar: Bar,
}

/// A rank that only rises, shared by the segments of one search.
#[derive(Debug, Clone, Default)]
pub(super) struct Bar(Arc<AtomicU64>);

impl Bar {
    fn raise(&self, rank: u64) {
        self.0.fetch_max(rank, Ordering::Relaxed);
    }

    fn rank(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Gather {
    /// The newest documents without facets.
    pub(super) fn newest(limit: usize, columns: &Arc<ColumnCache>) -> Self {
        Self {
            limit,
            sort: Sort::Newest,
            after: None,
            facets: false,
            today: 0,
            recency: 0.0,
            latest: None,
            enough: u64::MAX,
            columns: Arc::clone(columns),
            bar: Bar::default(),
        }
    }
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
    /// The most frequent values of each facet, in the order of [`FACETS`].
    pub(super) facets: [Vec<(String, u64)>; FACETS.len()],
    /// Whether another page follows.
    pub(super) has_more: bool,
}

impl Gather {
    /// Gathers with several threads, each part of the index by one of them: parts are much alike, whatever the segments are.
    pub(super) fn share_out(
        &self,
        searcher: &Searcher,
        weight: &dyn Weight,
        threads: &Threads,
    ) -> tantivy::Result<Gathered> {
        let fruits = threads.executor.map(
            |part| self.collect_part(weight, searcher.segment_reader(part.ordinal), &part),
            part::parts(searcher, threads).into_iter(),
        )?;
        self.merge_fruits(fruits)
    }

    fn collect_part(
        &self,
        weight: &dyn Weight,
        reader: &SegmentReader,
        part: &Part,
    ) -> tantivy::Result<SegmentFruit> {
        let mut gather = self.for_segment(part.ordinal, reader)?;
        let alive = reader.alive_bitset();
        let is_alive = |doc| alive.is_none_or(|alive| alive.is_alive(doc));
        let mut scorer = weight.scorer(reader, 1.0)?;
        let scorer = scorer.as_mut();
        if self.latest.is_none()
            && self.enough == u64::MAX
            && let Some(lexical) = scorer.downcast_mut::<LexicalScorer>()
            && let Some((windows, bounds)) = lexical.take_windows(&part.documents)
        {
            gather.take_windows(windows, bounds, lexical, alive);
            return Ok(gather.finish());
        }
        let latest = self
            .latest
            .map_or(0, |latest| reader.max_doc().saturating_sub(latest));
        let (from, end) = (part.documents.start.max(latest), part.documents.end);
        if scorer.doc() < from {
            scorer.seek(from);
        }
        if !self.requires_scoring() {
            while scorer.doc() < end && gather.total() < self.enough {
                if is_alive(scorer.doc()) {
                    gather.take(scorer.doc());
                }
                scorer.advance();
            }
        } else if let Some(lexical) = scorer.downcast_mut::<LexicalScorer>() {
            while lexical.doc() < end {
                if is_alive(lexical.doc()) {
                    gather.take_scored(lexical);
                }
                lexical.advance();
            }
        } else {
            while scorer.doc() < end {
                if is_alive(scorer.doc()) {
                    gather.take(scorer.doc());
                    gather.rank_in(scorer.doc(), scorer.score());
                }
                scorer.advance();
            }
        }
        Ok(gather.finish())
    }
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGather> {
        Ok(SegmentGather::new(
            self.clone(),
            ordinal,
            self.columns.of(reader)?,
        ))
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn collect_segment(
        &self,
        weight: &dyn Weight,
        ordinal: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentFruit> {
        self.collect_part(weight, reader, &Part::whole(ordinal, reader))
    }

    fn merge_fruits(&self, segments: Vec<SegmentFruit>) -> tantivy::Result<Gathered> {
        let mut gathered = Gathered::default();
        let mut places = Vec::new();
        let mut counts: [Vec<u64>; FACETS.len()] = Default::default();
        for segment in segments {
            places.extend(segment.places);
            gathered.total += segment.total;
            for (counted, sums) in segment.facets.into_iter().zip(&mut counts) {
                add(counted, sums);
            }
        }
        for (facet, (counts, values)) in counts.iter().zip(&mut gathered.facets).enumerate() {
            *values = self.columns.most_frequent(facet, counts, FACET_VALUES);
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

/// Adds the counts of a segment to those of the whole index.
fn add(counted: Vec<(u32, u64)>, sums: &mut Vec<u64>) {
    for (number, count) in counted {
        let number = number as usize;
        if sums.len() <= number {
            sums.resize(number + 1, 0);
        }
        sums[number] += count;
    }
}

/// The score that a rank was made from, recency included.
pub(super) fn score_of(cursor: Cursor) -> f32 {
    f32::from_bits(u32::try_from(cursor.rank).unwrap_or(0))
}
