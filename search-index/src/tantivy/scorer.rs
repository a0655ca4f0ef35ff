//! Walking through one segment: candidates from the rarest words, checked against the filter, then against the rest.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, TERMINATED};

/// The documents of one term, and how it scores them.
pub(super) struct Scored {
    postings: SegmentPostings,
    lengths: Option<FieldNormReader>,
    norms: Arc<[f32; 256]>,
    weight: f32,
}

impl Scored {
    pub(super) fn new(
        postings: SegmentPostings,
        lengths: Option<FieldNormReader>,
        norms: Arc<[f32; 256]>,
        weight: f32,
    ) -> Self {
        Self {
            postings,
            lengths,
            norms,
            weight,
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let here = self.postings.doc();
        if here >= target {
            here
        } else {
            self.postings.seek(target)
        }
    }

    /// BM25 of the document the postings stand on.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    fn score(&self) -> f32 {
        let length = self
            .lengths
            .as_ref()
            .map_or(0, |lengths| lengths.fieldnorm_id(self.postings.doc()));
        let frequency = self.postings.term_freq() as f32;
        self.weight * frequency / (frequency + self.norms[usize::from(length)])
    }
}

/// One word asked for: the union of its faces.
pub(super) struct Group {
    faces: Vec<Scored>,
    weight: f32,
    doc: DocId,
}

impl Group {
    pub(super) fn new(faces: Vec<Scored>, weight: f32) -> Self {
        let doc = faces
            .iter()
            .map(|face| face.postings.doc())
            .min()
            .unwrap_or(TERMINATED);
        Self { faces, weight, doc }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self
                .faces
                .iter_mut()
                .map(|face| face.seek(target))
                .min()
                .unwrap_or(TERMINATED);
        }
        self.doc
    }

    fn score(&mut self, doc: DocId) -> f32 {
        if self.seek(doc) != doc {
            return 0.0;
        }
        self.faces
            .iter()
            .filter(|face| face.postings.doc() == doc)
            .map(Scored::score)
            .sum()
    }
}

/// Matches of a question within a filter.
pub(super) struct LexicalScorer {
    /// Rarest first.
    groups: Vec<Group>,
    /// A match holds one of the first so many groups: the others together do not cover enough.
    leads: usize,
    bonus: Bonus,
    bonus_limit: f32,
    required: f32,
    is_strict: bool,
    filter: Box<dyn Scorer>,
    doc: DocId,
}

/// Sums of floats may differ in their last digits with the order of the terms.
const SLACK: f32 = 1e-3;

impl LexicalScorer {
    pub(super) fn new(
        groups: Vec<Group>,
        bonus: Bonus,
        required: f32,
        is_strict: bool,
        filter: Box<dyn Scorer>,
    ) -> Self {
        let mut rest: f32 = groups.iter().map(|group| group.weight).sum();
        let mut leads = 0;
        while leads < groups.len() && (leads == 0 || rest >= required - SLACK) {
            rest -= groups[leads].weight;
            leads += 1;
        }
        let bonus_limit = bonus.limit();
        let mut scorer = Self {
            groups,
            leads,
            bonus,
            bonus_limit,
            required,
            is_strict,
            filter,
            doc: 0,
        };
        scorer.doc = scorer.find(0);
        scorer
    }

    /// What the words of the question score in the document.
    pub(super) fn words(&mut self) -> f32 {
        let doc = self.doc;
        self.groups.iter_mut().map(|group| group.score(doc)).sum()
    }

    /// What pairs, title and other faces add.
    pub(super) fn bonus(&mut self) -> f32 {
        self.bonus.score(self.doc)
    }

    /// More than the bonus of any document.
    pub(super) fn bonus_limit(&self) -> f32 {
        self.bonus_limit
    }

    /// The first match from `target` on.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            if target >= TERMINATED {
                return TERMINATED;
            }
            let leads = &mut self.groups[..self.leads];
            let candidate = leads
                .iter_mut()
                .map(|group| group.seek(target))
                .min()
                .unwrap_or(TERMINATED);
            if candidate == TERMINATED {
                return TERMINATED;
            }
            let allowed = if self.filter.doc() < candidate {
                self.filter.seek(candidate)
            } else {
                self.filter.doc()
            };
            if allowed > candidate {
                target = allowed;
                continue;
            }
            match self.covers(candidate) {
                None => return candidate,
                Some(next) => target = next,
            }
        }
    }

    /// Whether enough words are in the document; if not, from where to look on.
    fn covers(&mut self, candidate: DocId) -> Option<DocId> {
        let mut covered = 0.0;
        let mut open: f32 = self.groups.iter().map(|group| group.weight).sum();
        for group in &mut self.groups {
            if covered >= self.required - SLACK {
                return None;
            }
            open -= group.weight;
            let at = group.seek(candidate);
            if at == candidate {
                covered += group.weight;
            } else if covered + open < self.required - SLACK {
                // Where every word is needed, nothing matches before this word comes again.
                return Some(if self.is_strict { at } else { candidate + 1 });
            }
        }
        (covered < self.required - SLACK).then_some(candidate + 1)
    }
}

impl DocSet for LexicalScorer {
    fn advance(&mut self) -> DocId {
        if self.doc < TERMINATED {
            self.doc = self.find(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.find(target);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.filter.size_hint()
    }
}

impl Scorer for LexicalScorer {
    fn score(&mut self) -> Score {
        self.words() + self.bonus()
    }
}

/// Terms that only raise the score.
pub(super) struct Bonus {
    /// Terms on their own.
    pub(super) extras: Vec<Scored>,
    /// Pairs of neighbours in the order of the question, and whether each goes on where the one before ended.
    pub(super) chains: Vec<(Option<Scored>, bool)>,
    /// What the weaker of two pairs that go on adds once more.
    pub(super) chain: f32,
}

impl Bonus {
    /// More than the score of any document: BM25 stays below the weight of its term.
    fn limit(&self) -> f32 {
        let extras: f32 = self.extras.iter().map(|extra| extra.weight).sum();
        let pairs: f32 = self
            .chains
            .iter()
            .filter_map(|(pair, _)| pair.as_ref())
            .map(|pair| pair.weight)
            .sum();
        extras + pairs * (1.0 + self.chain)
    }

    fn score(&mut self, doc: DocId) -> f32 {
        let score_at = |term: &mut Scored| if term.seek(doc) == doc { term.score() } else { 0.0 };
        let mut sum: f32 = self.extras.iter_mut().map(score_at).sum();
        let mut before = 0.0_f32;
        for (pair, follows) in &mut self.chains {
            let score = pair.as_mut().map_or(0.0, score_at);
            sum += score;
            if *follows {
                sum += self.chain * score.min(before);
            }
            before = score;
        }
        sum
    }
}

/// Everything the filter lets through, scored by extra terms alone.
pub(super) struct Filtered {
    filter: Box<dyn Scorer>,
    bonus: Bonus,
}

impl Filtered {
    pub(super) fn new(filter: Box<dyn Scorer>, bonus: Bonus) -> Self {
        Self { filter, bonus }
    }
}

impl DocSet for Filtered {
    fn advance(&mut self) -> DocId {
        self.filter.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.filter.seek(target)
    }

    fn doc(&self) -> DocId {
        self.filter.doc()
    }

    fn size_hint(&self) -> u32 {
        self.filter.size_hint()
    }
}

impl Scorer for Filtered {
    fn score(&mut self) -> Score {
        self.bonus.score(self.filter.doc())
    }
}
