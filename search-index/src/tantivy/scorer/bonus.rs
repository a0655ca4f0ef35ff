//! What only raises the score of a match: pairs, chains of pairs, the title, other faces of the words.

use tantivy::DocId;

use super::terms::Scored;

/// Terms that only raise the score.
pub(crate) struct Bonus {
    /// Terms on their own, the heaviest first.
    extras: Vec<Scored>,
    /// Pairs of neighbours in the order of the question, and whether each goes on where the one before ended.
    chains: Vec<(Option<Scored>, bool)>,
    /// What the weaker of two pairs that go on adds once more.
    chain: f32,
    limit: f32,
}

impl Bonus {
    pub(crate) fn new(mut extras: Vec<Scored>, chains: Vec<(Option<Scored>, bool)>, chain: f32) -> Self {
        extras.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let alone: f32 = extras.iter().map(|extra| extra.weight).sum();
        let pairs: f32 = chains
            .iter()
            .map(|(pair, follows)| limit_of(pair.as_ref(), *follows, chain))
            .sum();
        Self {
            extras,
            chains,
            chain,
            limit: alone + pairs,
        }
    }

    /// How many times its own score a pair may add: more where it goes on from the one before.
    pub(crate) fn most(follows: bool, chain: f32) -> f32 {
        if follows { 1.0 + chain } else { 1.0 }
    }

    /// More than the bonus of any document: BM25 stays below the weight of its term.
    pub(super) fn limit(&self) -> f32 {
        self.limit
    }

    /// The bonus of a document, or none as soon as it cannot reach `least`.
    pub(super) fn score_above(&mut self, doc: DocId, least: f32) -> Option<f32> {
        let score_at = |term: &mut Scored| if term.seek(doc) == doc { term.score() } else { 0.0 };
        let mut open = self.limit;
        let mut sum = 0.0;
        let mut before = 0.0_f32;
        for (pair, follows) in &mut self.chains {
            if sum + open < least {
                return None;
            }
            open -= limit_of(pair.as_ref(), *follows, self.chain);
            let score = pair.as_mut().map_or(0.0, score_at);
            sum += score;
            if *follows {
                sum += self.chain * score.min(before);
            }
            before = score;
        }
        for extra in &mut self.extras {
            if sum + open < least {
                return None;
            }
            open -= extra.weight;
            sum += score_at(extra);
        }
        Some(sum)
    }
}

/// More than a pair adds, with what it adds once more by going on from the one before.
fn limit_of(pair: Option<&Scored>, follows: bool, chain: f32) -> f32 {
    pair.map_or(0.0, |pair| pair.weight * Bonus::most(follows, chain))
}
