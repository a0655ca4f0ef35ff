//! The query that scores: groups of terms, one per word asked for, of which a document must cover enough, and extra
//! terms that only raise its score. BM25 with our own k1 and b, which Tantivy's term query has fixed.
//!
//! The filter (rights, chips, phrases) is part of it: a document outside never becomes a match.

mod statistics;

use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{Score, Searcher, SegmentReader, TantivyError, Term};

use super::dictionary::Dictionary;
use super::ranking::Ranking;
use super::rights::Walk;
use super::scorer::{Bonus, Bounds, Demands, Dense, Group, LexicalScorer, SLACK, Scored, Windows, Word};
use statistics::{Measured, Statistics};

/// Words of a question that decide: the rarest. More of them cost time and tell nothing more.
const MOST_WANTED: usize = 64;

/// Reading the positions in a document takes so many times as long as finding it.
const POSITIONS: u64 = 8;

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
    /// Where postings are.
    pub(super) dictionary: Arc<Dictionary>,
}

impl Lexical {
    /// Nothing asked of the text yet, within a filter.
    pub(super) fn within(filter: Arc<dyn Query>, ranking: &Ranking, dictionary: &Arc<Dictionary>) -> Self {
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
            dictionary: Arc::clone(dictionary),
        }
    }
}

impl Lexical {
    /// About how many documents are looked at: those of the rarest word, without words those of the rarest pair of a
    /// phrase, or all.
    pub(super) fn expected(&self, searcher: &Searcher) -> tantivy::Result<u64> {
        let mut expected = searcher.num_docs();
        if self.wanted.is_empty() {
            for link in &self.chains {
                expected = expected.min(self.dictionary.frequency(searcher, &link.pair.term)?);
            }
            // Whether more than three words follow each other is told by their positions, which takes longer.
            let work = if self.chains.len() > 2 { POSITIONS } else { 1 };
            return Ok(expected.saturating_mul(work));
        }
        for word in self.wanted.iter().filter(|word| !word.is_optional) {
            let mut documents = 0;
            for face in &word.terms {
                documents += self.dictionary.frequency(searcher, &face.term)?;
            }
            expected = expected.min(documents);
        }
        Ok(expected)
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
        let mut statistics = Statistics::new(searcher, self);
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
        wanted.truncate(MOST_WANTED);
        let total: f32 = wanted.iter().map(|group| group.weight).sum();
        let extras = statistics.weigh_all(&self.extras)?;
        let mut chains = Vec::with_capacity(self.chains.len());
        for link in &self.chains {
            chains.push((statistics.weigh(&link.pair)?, link.follows));
        }
        let (required, is_strict) = (total * self.coverage, self.coverage >= 1.0);
        let segments = searcher.segment_readers().iter();
        Ok(Box::new(LexicalWeight {
            segments: segments.map(SegmentReader::segment_id).collect(),
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

/// A word with what covering it counts for.
struct WeighedGroup {
    terms: Vec<Measured>,
    weight: f32,
}

struct LexicalWeight {
    /// The segments in their order, to tell which one a scorer is asked for.
    segments: Vec<SegmentId>,
    wanted: Vec<WeighedGroup>,
    extras: Vec<Measured>,
    chains: Vec<(Measured, bool)>,
    chain: f32,
    required: f32,
    is_strict: bool,
    filter: Box<dyn Weight>,
}

impl LexicalWeight {
    fn ordinal(&self, reader: &SegmentReader) -> tantivy::Result<usize> {
        let is_it = |id: &SegmentId| *id == reader.segment_id();
        self.segments.iter().position(is_it).ok_or_else(|| {
            TantivyError::InvalidArgument("the segment is not one of the searcher's".to_owned())
        })
    }

    /// Everything that only raises the score.
    fn bonus(&self, reader: &SegmentReader, ordinal: usize) -> tantivy::Result<Bonus> {
        let mut chains = Vec::with_capacity(self.chains.len());
        for (pair, follows) in &self.chains {
            chains.push((pair.open(reader, ordinal)?, *follows));
        }
        Ok(Bonus::new(
            open(&self.extras, reader, ordinal)?,
            chains,
            self.chain,
        ))
    }
}

impl LexicalWeight {
    /// What answers by windows, where no needed word is so rare that it leads to the matches faster.
    fn dense(
        &self,
        reader: &SegmentReader,
        ordinal: usize,
        filter: &dyn Scorer,
    ) -> tantivy::Result<Option<Dense>> {
        let counts = |(at, group): &(usize, &WeighedGroup)| *at == 0 || group.weight > SLACK;
        let counting = self
            .wanted
            .iter()
            .enumerate()
            .filter(counts)
            .map(|(_, group)| group);
        let frequency = |group: &WeighedGroup| group.terms.iter().map(|term| term.frequency(ordinal)).sum();
        let mut frequencies: Vec<u64> = counting.clone().map(frequency).collect();
        // Rights alone are bits already.
        if !filter.is::<Walk>() {
            frequencies.push(filter.size_hint().into());
        }
        if self.is_strict && !Windows::is_worthwhile(&frequencies) {
            return Ok(None);
        }
        let mut words = Vec::new();
        for group in counting {
            let faces = group.terms.iter().map(|term| term.blocks(reader, ordinal));
            words.push(Word {
                faces: faces
                    .filter_map(Result::transpose)
                    .collect::<tantivy::Result<_>>()?,
                weight: group.weight,
            });
        }
        let alone = self.wanted.iter().flat_map(|group| &group.terms);
        let alone = alone.chain(&self.extras).map(|term| (term, 1.0));
        let chains = self.chains.iter();
        let pairs = chains.map(|(pair, follows)| (pair, Bonus::most(*follows, self.chain)));
        let mut bounds = Vec::new();
        for (term, factor) in alone.chain(pairs) {
            bounds.extend(term.bound(reader, ordinal)?.map(|bound| bound.times(factor)));
        }
        Ok(Some(Dense {
            words,
            bounds: Bounds::new(bounds),
        }))
    }
}

fn open(terms: &[Measured], reader: &SegmentReader, ordinal: usize) -> tantivy::Result<Vec<Scored>> {
    let opened = terms.iter().map(|term| term.open(reader, ordinal));
    opened.filter_map(Result::transpose).collect()
}

impl Weight for LexicalWeight {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let ordinal = self.ordinal(reader)?;
        let filter = self.filter.scorer(reader, 1.0)?;
        let mut groups = Vec::with_capacity(self.wanted.len());
        for group in &self.wanted {
            groups.push(Group::new(open(&group.terms, reader, ordinal)?, group.weight));
        }
        let bonus = self.bonus(reader, ordinal)?;
        let dense = self.dense(reader, ordinal, filter.as_ref())?;
        let demands = Demands {
            required: self.required,
            is_strict: self.is_strict,
        };
        Ok(Box::new(
            LexicalScorer::new(groups, bonus, demands, filter).with(dense),
        ))
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
