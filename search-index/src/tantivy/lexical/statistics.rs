//! Figures of the whole index, and what they make each term worth.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader};

use super::{Lexical, Weighed};
use crate::tantivy::dictionary::{Dictionary, Places};
use crate::tantivy::scorer::{Blocks, Bound, Scored};

/// A term with everything a segment needs to score it.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    field: Field,
    weight: f32,
    pub(super) rarity: f32,
    pub(super) is_known: bool,
    norms: Arc<[f32; 256]>,
    /// Where its postings are in each segment, so that the dictionary is asked once.
    places: Places,
}

/// Figures of the whole index, gathered once for a query.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    dictionary: &'a Dictionary,
    k1: f32,
    b: f32,
    power: f32,
    documents: u64,
    norms: HashMap<Field, Arc<[f32; 256]>>,
}

impl<'a> Statistics<'a> {
    pub(super) fn new(searcher: &'a Searcher, lexical: &'a Lexical) -> Self {
        let readers = searcher.segment_readers().iter();
        Self {
            searcher,
            dictionary: &lexical.dictionary,
            k1: lexical.k1,
            b: lexical.b,
            power: lexical.rarity,
            documents: readers.map(|r| u64::from(r.max_doc())).sum::<u64>().max(1),
            norms: HashMap::new(),
        }
    }

    pub(super) fn weigh_all(&mut self, terms: &[Weighed]) -> tantivy::Result<Vec<Measured>> {
        terms
            .iter()
            .filter(|term| term.boost > 0.0)
            .map(|term| self.weigh(term))
            .collect()
    }

    pub(super) fn weigh(&mut self, weighed: &Weighed) -> tantivy::Result<Measured> {
        let field = weighed.term.field();
        let places = self.dictionary.places(self.searcher, &weighed.term)?;
        let frequency: u64 = places.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        let rarity = rarity(self.documents, frequency);
        Ok(Measured {
            field,
            weight: weighed.boost * rarity.powf(self.power) * (1.0 + self.k1),
            rarity,
            is_known: frequency > 0,
            norms: self.norms_of(field)?,
            places,
        })
    }

    /// `k1 · (1 - b + b · length / average length)` for every length the index can tell.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    fn norms_of(&mut self, field: Field) -> tantivy::Result<Arc<[f32; 256]>> {
        if let Some(norms) = self.norms.get(&field) {
            return Ok(Arc::clone(norms));
        }
        let mut norms = [self.k1; 256];
        if self.searcher.schema().get_field_entry(field).has_fieldnorms() {
            let mut tokens = 0;
            for reader in self.searcher.segment_readers() {
                tokens += reader.inverted_index(field)?.total_num_tokens();
            }
            let average = (tokens as f32 / self.documents as f32).max(1.0);
            for (id, norm) in (0..=u8::MAX).zip(&mut norms) {
                let length = tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(id) as f32;
                *norm = self.k1 * (1.0 - self.b + self.b * length / average);
            }
        }
        let norms = Arc::new(norms);
        self.norms.insert(field, Arc::clone(&norms));
        Ok(norms)
    }
}

impl Measured {
    /// How many documents of a segment hold it.
    pub(super) fn frequency(&self, ordinal: usize) -> u64 {
        let info = self.places.get(ordinal).and_then(Option::as_ref);
        info.map_or(0, |info| u64::from(info.doc_freq))
    }

    /// The documents of the term in a segment, to be read block by block.
    pub(super) fn blocks(&self, reader: &SegmentReader, ordinal: usize) -> tantivy::Result<Option<Blocks>> {
        self.read(reader, ordinal, IndexRecordOption::Basic)
    }

    /// What the term adds to the documents of a segment.
    pub(super) fn bound(&self, reader: &SegmentReader, ordinal: usize) -> tantivy::Result<Option<Bound>> {
        let blocks = self.read(reader, ordinal, IndexRecordOption::WithFreqs)?;
        let lengths = self.lengths(reader)?;
        Ok(blocks.map(|blocks| Bound::new(blocks, lengths, Arc::clone(&self.norms), self.weight)))
    }

    fn read(
        &self,
        reader: &SegmentReader,
        ordinal: usize,
        option: IndexRecordOption,
    ) -> tantivy::Result<Option<Blocks>> {
        let Some(info) = self.places.get(ordinal).and_then(Option::as_ref) else {
            return Ok(None);
        };
        let index = reader.inverted_index(self.field)?;
        let postings = index.read_block_postings_from_terminfo(info, option)?;
        Ok(Some(Blocks::new(postings)))
    }

    fn lengths(&self, reader: &SegmentReader) -> tantivy::Result<Option<FieldNormReader>> {
        let entry = reader.schema().get_field_entry(self.field);
        let has_lengths = entry.has_fieldnorms();
        has_lengths
            .then(|| reader.get_fieldnorms_reader(self.field))
            .transpose()
    }

    /// The postings of the term in a segment, if it has any.
    pub(super) fn open(&self, reader: &SegmentReader, ordinal: usize) -> tantivy::Result<Option<Scored>> {
        let Some(info) = self.places.get(ordinal).and_then(Option::as_ref) else {
            return Ok(None);
        };
        let entry = reader.schema().get_field_entry(self.field);
        let recorded = entry.field_type().get_index_record_option().unwrap_or_default();
        let option = recorded.min(IndexRecordOption::WithFreqs);
        let index = reader.inverted_index(self.field)?;
        Ok(Some(Scored::new(
            index.read_postings_from_terminfo(info, option)?,
            self.lengths(reader)?,
            Arc::clone(&self.norms),
            self.weight,
        )))
    }
}

/// BM25's inverse document frequency.
#[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
fn rarity(documents: u64, frequency: u64) -> f32 {
    let frequency = frequency.min(documents);
    (1.0 + ((documents - frequency) as f32 + 0.5) / (frequency as f32 + 0.5)).ln()
}
