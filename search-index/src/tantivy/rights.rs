//! Who may read what, as one bit a document: gathered once for a person and a segment, then part of every query.
//!
//! A segment never changes; deletions are kept beside it and checked on their own. So the bits hold as long as the
//! segment lives, and a change of somebody's rights makes another [`Access`] or another entry, never old bits wrong.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use super::facts;
use super::scorer::{Bitmap, EMPTY};
use crate::engine::Access;

/// A set of documents of one segment.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    blocks: Vec<u64>,
    count: u32,
}

impl Bits {
    fn none(documents: u32) -> Self {
        Self {
            blocks: vec![0; (documents as usize).div_ceil(64)],
            count: 0,
        }
    }

    fn add(&mut self, doc: DocId) {
        self.blocks[doc as usize / 64] |= 1 << (doc % 64);
    }

    fn remove(&mut self, doc: DocId) {
        self.blocks[doc as usize / 64] &= !(1 << (doc % 64));
    }

    fn keep(&mut self, other: &Self) {
        for (block, other) in self.blocks.iter_mut().zip(&other.blocks) {
            *block &= other;
        }
    }

    fn counted(mut self) -> Self {
        self.count = self.blocks.iter().map(|block| block.count_ones()).sum();
        self
    }

    /// The first document of the set from `doc` on.
    pub(super) fn next_from(&self, doc: DocId) -> DocId {
        let mut at = doc as usize / 64;
        let Some(first) = self.blocks.get(at) else {
            return TERMINATED;
        };
        let mut block = first & (u64::MAX << (doc % 64));
        while block == 0 {
            at += 1;
            match self.blocks.get(at) {
                Some(next) => block = *next,
                None => return TERMINATED,
            }
        }
        // A segment holds fewer documents than a `u32` counts.
        u32::try_from(at * 64).map_or(TERMINATED, |start| start + block.trailing_zeros())
    }

    /// The documents of the set in a window that begins with `base`, a multiple of 64.
    pub(super) fn window(&self, base: DocId) -> Bitmap {
        let mut window = EMPTY;
        let blocks = self.blocks.get(base as usize / 64..).unwrap_or_default();
        for (bits, block) in window.iter_mut().zip(blocks) {
            *bits = *block;
        }
        window
    }

    fn bytes(&self) -> usize {
        self.blocks.len() * 8
    }
}

/// What is known of the rights of those who asked lately.
#[derive(Debug)]
pub(super) struct RightsCache {
    held: Mutex<Held>,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct Held {
    people: HashMap<Access, Person>,
    bytes: usize,
    turn: u64,
}

#[derive(Debug, Default)]
struct Person {
    segments: HashMap<SegmentId, Arc<Bits>>,
    last_asked: u64,
}

impl RightsCache {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self {
            held: Mutex::default(),
            most_bytes,
        }
    }

    /// The documents of a segment that somebody may read.
    fn readable(&self, access: &Access, facts: Field, reader: &SegmentReader) -> tantivy::Result<Arc<Bits>> {
        if let Some(bits) = self.known(access, reader.segment_id()) {
            return Ok(bits);
        }
        let bits = Arc::new(gather(access, facts, reader)?);
        self.keep(access, reader.segment_id(), &bits);
        Ok(bits)
    }

    fn known(&self, access: &Access, segment: SegmentId) -> Option<Arc<Bits>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.turn += 1;
        let turn = held.turn;
        let person = held.people.get_mut(access)?;
        person.last_asked = turn;
        person.segments.get(&segment).map(Arc::clone)
    }

    fn keep(&self, access: &Access, segment: SegmentId, bits: &Arc<Bits>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = held.turn;
        let person = held.people.entry(access.clone()).or_default();
        person.last_asked = turn;
        if person.segments.insert(segment, Arc::clone(bits)).is_none() {
            held.bytes += bits.bytes();
        }
        while held.bytes > self.most_bytes && held.people.len() > 1 {
            let longest_ago = held.people.iter().min_by_key(|(_, person)| person.last_asked);
            let Some(access) = longest_ago.map(|(access, _)| access.clone()) else {
                break;
            };
            if let Some(gone) = held.people.remove(&access) {
                held.bytes -= gone.segments.values().map(|bits| bits.bytes()).sum::<usize>();
            }
        }
    }

    /// Forgets segments that are no more.
    pub(super) fn retain(&self, searcher: &Searcher) {
        let is_living = |id: &SegmentId| searcher.segment_readers().iter().any(|r| r.segment_id() == *id);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = 0;
        for person in held.people.values_mut() {
            person.segments.retain(|id, _| is_living(id));
            bytes += person.segments.values().map(|bits| bits.bytes()).sum::<usize>();
        }
        held.people.retain(|_, person| !person.segments.is_empty());
        held.bytes = bytes;
    }
}

/// Looks the rights up in a segment: the agency, any of the person's terms, and no secrecy above theirs.
fn gather(access: &Access, facts: Field, reader: &SegmentReader) -> tantivy::Result<Bits> {
    let mut bits = Bits::none(reader.max_doc());
    let index = reader.inverted_index(facts)?;
    let each = |fact: &str, then: &mut dyn FnMut(DocId)| -> tantivy::Result<()> {
        let term = Term::from_field_text(facts, fact);
        if let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? {
            let mut doc = postings.doc();
            while doc != TERMINATED {
                then(doc);
                doc = postings.advance();
            }
        }
        Ok(())
    };
    for term in &access.readers {
        each(&facts::reader(term), &mut |doc| bits.add(doc))?;
    }
    let mut agency = Bits::none(reader.max_doc());
    each(&facts::agency(&access.agency), &mut |doc| agency.add(doc))?;
    bits.keep(&agency);
    for secrecy in facts::secrecies_above(access) {
        each(&secrecy, &mut |doc| bits.remove(doc))?;
    }
    Ok(bits.counted())
}

/// The documents somebody may read.
#[derive(Debug, Clone)]
pub(super) struct Readable {
    pub(super) access: Arc<Access>,
    pub(super) facts: Field,
    pub(super) cache: Arc<RightsCache>,
}

impl Query for Readable {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Readable {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let bits = self.cache.readable(&self.access, self.facts, reader)?;
        let doc = bits.next_from(0);
        Ok(Box::new(Walk { bits, doc, boost }))
    }

    fn explain(&self, reader: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        let bits = self.cache.readable(&self.access, self.facts, reader)?;
        if bits.next_from(document) == document {
            Ok(Explanation::new("may be read", 1.0))
        } else {
            Err(TantivyError::InvalidArgument(format!(
                "document {document} may not be read"
            )))
        }
    }
}

/// Goes through the documents somebody may read.
pub(super) struct Walk {
    /// All of them.
    pub(super) bits: Arc<Bits>,
    doc: DocId,
    boost: Score,
}

impl DocSet for Walk {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.bits.next_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.bits.next_from(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.bits.count
    }
}

impl Scorer for Walk {
    fn score(&mut self) -> Score {
        self.boost
    }
}
