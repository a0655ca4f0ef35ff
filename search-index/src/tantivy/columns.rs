//! The columns of a segment, opened once: dates, ties, and the values of the facets under numbers that hold for the
//! whole index.

mod packed;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use super::schema::{DAY, FACETS, TIE};
pub(super) use packed::Pack;

/// Columns of one segment.
#[derive(Debug)]
pub(super) struct Columns {
    /// Julian days.
    pub(super) day: Column<u64>,
    /// What parts hits of the same rank.
    pub(super) tie: Column<u64>,
    /// The facets, in the order of [`FACETS`]; none where no document of the segment has a value.
    pub(super) facets: [Option<FacetColumn>; FACETS.len()],
    /// The facets packed, made when they are first counted.
    packs: OnceLock<Vec<Pack>>,
    documents: u32,
}

impl Columns {
    /// The facets packed for counting.
    pub(super) fn packs(&self) -> &[Pack] {
        self.packs.get_or_init(|| Pack::all(&self.facets, self.documents))
    }
}

/// One facet in one segment.
#[derive(Debug)]
pub(super) struct FacetColumn {
    /// Places of the documents' values among the values of the segment.
    pub(super) ords: Column<u64>,
    /// The number of each of these values in the whole index.
    pub(super) numbers: Vec<u32>,
}

/// Every value of a facet seen so far, by its number.
#[derive(Debug, Default)]
struct Names {
    numbers: HashMap<Arc<str>, u32>,
    names: Vec<Arc<str>>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = name.into();
        self.numbers.insert(Arc::clone(&name), number);
        self.names.push(name);
        number
    }
}

/// The columns of the segments that serve.
#[derive(Debug, Default)]
pub(super) struct ColumnCache {
    segments: Mutex<HashMap<SegmentId, Arc<Columns>>>,
    names: Mutex<[Names; FACETS.len()]>,
}

impl ColumnCache {
    /// The columns of a segment.
    pub(super) fn of(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Columns>> {
        let id = reader.segment_id();
        let segments = || self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(columns) = segments().get(&id) {
            return Ok(Arc::clone(columns));
        }
        let columns = Arc::new(self.open(reader)?);
        segments().insert(id, Arc::clone(&columns));
        Ok(columns)
    }

    fn open(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        let fast = reader.fast_fields();
        let mut facets = [const { None }; FACETS.len()];
        for (at, (name, facet)) in FACETS.into_iter().zip(&mut facets).enumerate() {
            let Some(column) = fast.str(name)? else { continue };
            let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
            let mut numbers = Vec::with_capacity(column.num_terms());
            let mut values = column.dictionary().stream()?;
            while values.advance() {
                numbers.push(names[at].number(&String::from_utf8_lossy(values.key())));
            }
            *facet = Some(FacetColumn {
                ords: column.ords().clone(),
                numbers,
            });
        }
        Ok(Columns {
            day: fast.u64(DAY)?,
            tie: fast.u64(TIE)?,
            facets,
            packs: OnceLock::new(),
            documents: reader.max_doc(),
        })
    }

    /// Makes ready what counting needs of segments that are new, so that no question waits for it.
    pub(super) fn prepare(&self, searcher: &Searcher) -> tantivy::Result<()> {
        for reader in searcher.segment_readers() {
            self.of(reader)?.packs();
        }
        Ok(())
    }

    /// The most frequent values of a facet, from counts by number; equal counts in the order of the alphabet.
    pub(super) fn most_frequent(&self, facet: usize, counts: &[u64], limit: usize) -> Vec<(String, u64)> {
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let mut counted: Vec<(&Arc<str>, u64)> = names[facet]
            .names
            .iter()
            .zip(counts)
            .filter(|(_, count)| **count > 0)
            .map(|(name, count)| (name, *count))
            .collect();
        counted.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        counted.truncate(limit);
        counted
            .into_iter()
            .map(|(name, count)| (name.to_string(), count))
            .collect()
    }

    /// Forgets segments that are no more.
    pub(super) fn retain(&self, searcher: &Searcher) {
        let is_living = |id: &SegmentId| searcher.segment_readers().iter().any(|r| r.segment_id() == *id);
        let mut segments = self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        segments.retain(|id, _| is_living(id));
    }
}
