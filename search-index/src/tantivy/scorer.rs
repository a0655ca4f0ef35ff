//! Walking through one segment: candidates from the rarest words, checked against the filter, then against the rest.

mod blocks;
mod bonus;
mod bounds;
mod terms;
mod windows;

use std::ops::Range;

use tantivy::query::{EmptyScorer, Scorer};
use tantivy::{DocId, DocSet, Score, TERMINATED};

pub(super) use blocks::{Bitmap, Blocks, EMPTY, WINDOW, count, each, list};
pub(super) use bonus::Bonus;
pub(super) use bounds::{Bound, Bounds};
pub(super) use terms::{Group, Scored};
pub(super) use windows::{Windows, Word};

/// Matches of a question within a filter; without words, everything the filter lets through.
pub(super) struct LexicalScorer {
    /// Rarest first.
    groups: Vec<Group>,
    /// A match holds one of the first so many groups: the others together do not cover enough.
    leads: usize,
    bonus: Bonus,
    /// More than the score of any document.
    limit: f32,
    /// What all words together count for.
    whole: f32,
    demands: Demands,
    filter: Box<dyn Scorer>,
    doc: DocId,
    dense: Option<Dense>,
}

/// What answers a question window by window instead of one document after the other.
pub(super) struct Dense {
    /// The words that count.
    pub(super) words: Vec<Word>,
    /// What matches can score.
    pub(super) bounds: Bounds,
}

/// How much of a question a match must hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Demands {
    /// What the words it holds must count for.
    pub(super) required: f32,
    /// Whether it must hold every word.
    pub(super) is_strict: bool,
}

/// Sums of floats may differ in their last digits with the order of the terms.
pub(super) const SLACK: f32 = 1e-3;

impl LexicalScorer {
    pub(super) fn new(groups: Vec<Group>, bonus: Bonus, demands: Demands, filter: Box<dyn Scorer>) -> Self {
        let whole: f32 = groups.iter().map(|group| group.weight).sum();
        let mut rest = whole;
        let mut leads = 0;
        while leads < groups.len() && (leads == 0 || rest >= demands.required - SLACK) {
            rest -= groups[leads].weight;
            leads += 1;
        }
        let limit = bonus.limit() + groups.iter().map(Group::limit).sum::<f32>();
        let mut scorer = Self {
            groups,
            leads,
            bonus,
            limit,
            whole,
            demands,
            filter,
            doc: 0,
            dense: None,
        };
        scorer.doc = scorer.find(0);
        scorer
    }

    /// The same matches may be had by windows.
    pub(super) fn with(mut self, dense: Option<Dense>) -> Self {
        self.dense = dense;
        self
    }

    /// The matches among these documents by windows and what they can score, where that is faster; they are then had that way
    /// alone.
    pub(super) fn take_windows(&mut self, documents: &Range<DocId>) -> Option<(Windows, Bounds)> {
        let Dense { words, bounds } = self.dense.take()?;
        let filter = std::mem::replace(&mut self.filter, Box::new(EmptyScorer));
        let required = (!self.demands.is_strict).then_some(self.demands.required);
        Some((Windows::new(filter, words, required, documents), bounds))
    }

    /// The score of a match, or none if that is below `least`. Matches are asked for in their order.
    pub(super) fn score_of(&mut self, doc: DocId, least: f32) -> Option<f32> {
        if self.limit < least {
            return None;
        }
        let words: f32 = self.groups.iter_mut().map(|group| group.score(doc)).sum();
        if words + self.bonus.limit() < least {
            return None;
        }
        Some(words + self.bonus.score_above(doc, least - words)?)
    }

    /// The first match from `target` on.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            if target >= TERMINATED {
                return TERMINATED;
            }
            if self.groups.is_empty() {
                return seek(self.filter.as_mut(), target);
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
            let allowed = seek(self.filter.as_mut(), candidate);
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
        let mut open = self.whole;
        for group in &mut self.groups {
            if covered >= self.demands.required - SLACK {
                return None;
            }
            open -= group.weight;
            let at = group.seek(candidate);
            if at == candidate {
                covered += group.weight;
            } else if covered + open < self.demands.required - SLACK {
                // Where every word is needed, nothing matches before this word comes again.
                return Some(if self.demands.is_strict { at } else { candidate + 1 });
            }
        }
        (covered < self.demands.required - SLACK).then_some(candidate + 1)
    }
}

/// The first document of a filter from `target` on.
fn seek(filter: &mut dyn Scorer, target: DocId) -> DocId {
    if filter.doc() < target {
        filter.seek(target)
    } else {
        filter.doc()
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
        self.score_of(self.doc, f32::NEG_INFINITY).unwrap_or(0.0)
    }
}
