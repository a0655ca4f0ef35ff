//! The query that scores: groups of terms, one per word asked for, of which a document must cover enough, and extra
//! terms that only raise its score. BM25 with our own k1 and b, which Tantivy's term query has fixed.
//!
//! The filter (rights, chips, phrases) is part of it: a document outside never becomes a match.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Score, Searcher, SegmentReader, TantivyError, Term};

use super::ranking::Ranking;
use super::scorer::{Bonus, Filtered, Group, LexicalScorer, Scored};

/// A term and how much it counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weighed {
    /// The term.
    pub(super) term: Term,
    /// Its weight beside its rarity.
    pub(super) boost: f32,
}

/// One word asked for: any of the terms covers it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// The faces of the word.
    pub(super) terms: Vec<Weighed>,
    /// A word so frequent in every text that its absence does not count.
    pub(super) is_optional: bool,
}

/// A pair of neighbours in the question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    /// Its term.
    pub(super) pair: Weighed,
    /// Whether it begins with the word with which the link before ends.
    pub(super) follows: bool,
}

/// What is asked of the text, and within which filter.
#[derive(Debug, Clone)]
pub(super) struct Lexical {
    /// Words asked for.
    pub(super) wanted: Vec<Wanted>,
    /// Terms that raise the score of a match.
    pub(super) extras: Vec<Weighed>,
    /// Pairs of neighbours, in the order of the question; they too only raise the score.
    pub(super) chains: Vec<Link>,
    /// What links that follow each other add.
    pub(super) chain: f32,
    /// The power of the inverse document frequency.
    pub(super) rarity: f32,
    /// Share of the words, weighed by rarity, that must be covered; 1 for all of them.
    pub(super) coverage: f32,
    /// BM25's k1.
    pub(super) k1: f32,
    /// BM25's b.
    pub(super) b: f32,
    /// What every match must be in.
    pub(super) filter: Arc<dyn Query>,
}

impl Lexical {
    /// Nothing asked of the text yet, within a filter.
    pub(super) fn within(filter: Arc<dyn Query>, ranking: &Ranking) -> Self {
        Self {
            wanted: Vec::new(),
            extras: Vec::new(),
            chains: Vec::new(),
            chain: ranking.chain,
            rarity: ranking.rarity,
            coverage: 1.0,
            k1: ranking.k1,
            b: ranking.b,
            filter,
        }
    }
}

impl Query for Lexical {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = scoring
            .searcher()
            .ok_or_else(|| TantivyError::InvalidArgument("a lexical query needs a searcher".to_owned()))?;
        let filter = self
            .filter
            .weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut statistics = Statistics {
            searcher,
            k1: self.k1,
            b: self.b,
            power: self.rarity,
            norms: HashMap::new(),
        };
        let mut wanted = Vec::with_capacity(self.wanted.len());
        for word in &self.wanted {
            let terms = statistics.weigh_all(&word.terms)?;
            let rarity = terms.iter().map(|term| term.rarity).fold(f32::INFINITY, f32::min);
            let is_known = terms.iter().any(|term| term.is_known);
            // Words no document holds would only make a long question unanswerable.
            let is_counted = !word.is_optional && (is_known || self.coverage >= 1.0);
            wanted.push(WeighedGroup {
                terms,
                weight: if is_counted { rarity.min(20.0) } else { 0.0 },
            });
        }
        wanted.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let total: f32 = wanted.iter().map(|group| group.weight).sum();
        let extras = statistics.weigh_all(&self.extras)?;
        let mut chains = Vec::with_capacity(self.chains.len());
        for link in &self.chains {
            chains.push((statistics.weigh(&link.pair)?, link.follows));
        }
        let (required, is_strict) = (total * self.coverage, self.coverage >= 1.0);
        Ok(Box::new(LexicalWeight {
            wanted,
            extras,
            chains,
            chain: self.chain,
            required,
            is_strict,
            filter,
        }))
    }
}

/// A term with everything a segment needs to score it.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    term: Term,
    weight: f32,
    rarity: f32,
    is_known: bool,
    norms: Arc<[f32; 256]>,
}

struct WeighedGroup {
    terms: Vec<Measured>,
    weight: f32,
}

/// Figures of the whole index, gathered once for a query.
struct Statistics<'a> {
    searcher: &'a Searcher,
    k1: f32,
    b: f32,
    power: f32,
    norms: HashMap<Field, Arc<[f32; 256]>>,
}

impl Statistics<'_> {
    fn weigh_all(&mut self, terms: &[Weighed]) -> tantivy::Result<Vec<Measured>> {
        terms
            .iter()
            .filter(|term| term.boost > 0.0)
            .map(|term| self.weigh(term))
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    fn weigh(&mut self, weighed: &Weighed) -> tantivy::Result<Measured> {
        let documents = self
            .searcher
            .segment_readers()
            .iter()
            .map(|r| u64::from(r.max_doc()))
            .sum::<u64>()
            .max(1);
        let frequency = self.searcher.doc_freq(&weighed.term)?.min(documents);
        let rarity = (1.0 + (documents as f32 - frequency as f32 + 0.5) / (frequency as f32 + 0.5)).ln();
        Ok(Measured {
            term: weighed.term.clone(),
            weight: weighed.boost * rarity.powf(self.power) * (1.0 + self.k1),
            rarity,
            is_known: frequency > 0,
            norms: self.norms_of(weighed.term.field(), documents)?,
        })
    }

    /// `k1 · (1 - b + b · length / average length)` for every length the index can tell.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    fn norms_of(&mut self, field: Field, documents: u64) -> tantivy::Result<Arc<[f32; 256]>> {
        if let Some(norms) = self.norms.get(&field) {
            return Ok(Arc::clone(norms));
        }
        let mut norms = [self.k1; 256];
        if self.searcher.schema().get_field_entry(field).has_fieldnorms() {
            let mut tokens = 0;
            for reader in self.searcher.segment_readers() {
                tokens += reader.inverted_index(field)?.total_num_tokens();
            }
            let average = (tokens as f32 / documents as f32).max(1.0);
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

struct LexicalWeight {
    wanted: Vec<WeighedGroup>,
    extras: Vec<Measured>,
    chains: Vec<(Measured, bool)>,
    chain: f32,
    required: f32,
    is_strict: bool,
    filter: Box<dyn Weight>,
}

impl LexicalWeight {
    fn open(reader: &SegmentReader, terms: &[Measured]) -> tantivy::Result<Vec<Scored>> {
        let opened = terms.iter().map(|term| Self::open_one(reader, term));
        opened.filter_map(Result::transpose).collect()
    }

    /// The postings of a term in this segment, if it has any.
    fn open_one(reader: &SegmentReader, term: &Measured) -> tantivy::Result<Option<Scored>> {
        if !term.is_known {
            return Ok(None);
        }
        let field = term.term.field();
        let entry = reader.schema().get_field_entry(field);
        let recorded = entry.field_type().get_index_record_option().unwrap_or_default();
        let option = recorded.min(IndexRecordOption::WithFreqs);
        let Some(postings) = reader.inverted_index(field)?.read_postings(&term.term, option)? else {
            return Ok(None);
        };
        let lengths = if entry.has_fieldnorms() {
            Some(reader.get_fieldnorms_reader(field)?)
        } else {
            None
        };
        Ok(Some(Scored::new(
            postings,
            lengths,
            Arc::clone(&term.norms),
            term.weight,
        )))
    }

    /// Everything that only raises the score.
    fn bonus(&self, reader: &SegmentReader) -> tantivy::Result<Bonus> {
        let mut chains = Vec::with_capacity(self.chains.len());
        for (pair, follows) in &self.chains {
            chains.push((Self::open_one(reader, pair)?, *follows));
        }
        Ok(Bonus {
            extras: Self::open(reader, &self.extras)?,
            chains,
            chain: self.chain,
        })
    }
}

impl Weight for LexicalWeight {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let filter = self.filter.scorer(reader, 1.0)?;
        if self.wanted.is_empty() {
            return Ok(Box::new(Filtered::new(filter, self.bonus(reader)?)));
        }
        let mut groups = Vec::with_capacity(self.wanted.len());
        for group in &self.wanted {
            groups.push(Group::new(Self::open(reader, &group.terms)?, group.weight));
        }
        let bonus = self.bonus(reader)?;
        Ok(Box::new(LexicalScorer::new(
            groups,
            bonus,
            self.required,
            self.is_strict,
            filter,
        )))
    }

    fn explain(&self, reader: &SegmentReader, document: u32) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > document || scorer.seek(document) != document {
            return Err(TantivyError::InvalidArgument(format!(
                "document {document} does not match"
            )));
        }
        Ok(Explanation::new(
            "sum of BM25 over words and pairs",
            scorer.score(),
        ))
    }
}
