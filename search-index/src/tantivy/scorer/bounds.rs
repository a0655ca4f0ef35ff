//! What the matches of a window can score at most, so that few are scored in full: the first terms, without which nobody
//! reaches the bar (`MaxScore`), are added up a block at a time, then the others as long as many may still reach it.

use std::sync::Arc;

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

use super::blocks::{Bitmap, Blocks, WINDOW, count, each, holds};

/// Fewer matches are scored in full at once.
const FEW: u32 = 16;

/// The postings of a term that counts for the score.
pub(crate) struct Bound {
    blocks: Blocks,
    lengths: Option<FieldNormReader>,
    norms: Arc<[f32; 256]>,
    /// More than it adds to any document.
    weight: f32,
}

impl Bound {
    pub(crate) fn new(
        blocks: Blocks,
        lengths: Option<FieldNormReader>,
        norms: Arc<[f32; 256]>,
        weight: f32,
    ) -> Self {
        Self {
            blocks,
            lengths,
            norms,
            weight,
        }
    }

    /// What it tells of scores for each posting that has to be read.
    #[expect(clippy::cast_precision_loss, reason = "an order needs no more digits")]
    fn yields(&self) -> f32 {
        /// What opening the postings costs.
        const OPENING: u32 = 1_000;
        self.weight / self.blocks.frequency().saturating_add(OPENING) as f32
    }

    /// Counts for more: what a chain of pairs adds.
    pub(crate) fn times(mut self, factor: f32) -> Self {
        self.weight *= factor;
        self
    }

    /// Adds what the term is worth to the sums of the matches.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more digits")]
    fn add(&mut self, base: DocId, matches: &Bitmap, sums: &mut [f32]) {
        let (lengths, norms, weight) = (self.lengths.as_ref(), &self.norms, self.weight);
        self.blocks.seek(base);
        self.blocks.each_block(base + WINDOW, |postings, range| {
            let start = range.start;
            let documents = &postings.docs()[range];
            // Gathered without a branch: whether a document matches is as good as chance.
            let mut picked = [0_usize; 128];
            let mut chosen = 0;
            for (at, document) in documents.iter().enumerate() {
                picked[chosen] = at;
                chosen += usize::from(holds(matches, document - base));
            }
            for at in &picked[..chosen] {
                let document = documents[*at];
                let length = lengths.map_or(0, |lengths| lengths.fieldnorm_id(document));
                let frequency = postings.freq(start + at) as f32;
                sums[(document - base) as usize] +=
                    weight * frequency / (frequency + norms[usize::from(length)]);
            }
        });
    }
}

/// All terms that count for the score of a document in one segment.
pub(crate) struct Bounds {
    /// Those that tell most for their length first.
    terms: Vec<Bound>,
    /// By term: what it and all after it add at most, and nothing at the end.
    rest: Vec<f32>,
    /// By document of the window: what the terms added up so far are worth.
    sums: Box<[f32]>,
    reaching: Vec<(DocId, f32)>,
}

impl Bounds {
    pub(crate) fn new(mut terms: Vec<Bound>) -> Self {
        terms.sort_by(|a, b| b.yields().total_cmp(&a.yields()));
        let mut rest = vec![0.0; terms.len() + 1];
        for (at, term) in terms.iter().enumerate().rev() {
            rest[at] = rest[at + 1] + term.weight;
        }
        Self {
            terms,
            rest,
            sums: vec![0.0; WINDOW as usize].into(),
            reaching: Vec::new(),
        }
    }

    /// The matches that may score `least`, each with what it can score at most.
    pub(crate) fn reaching(&mut self, base: DocId, matches: &Bitmap, least: f32) -> &[(DocId, f32)] {
        self.reaching.clear();
        let reaching = &mut self.reaching;
        if least <= 0.0 || count(matches) < FEW {
            each(base, matches, |document| reaching.push((document, f32::INFINITY)));
            return reaching;
        }
        // Only who holds one of the first terms can reach it: the others together do not.
        let needed = self.rest.iter().take_while(|rest| **rest >= least).count();
        if needed == 0 {
            return reaching;
        }
        let sums = &mut self.sums;
        let mut left = *matches;
        let mut open = 0.0;
        for (at, term) in self.terms.iter_mut().enumerate() {
            if at >= needed && count(&left) < FEW {
                break;
            }
            term.add(base, &left, sums);
            open = self.rest[at + 1];
            if at + 1 >= needed {
                let before = left;
                each(0, &before, |offset| {
                    let is_out = sums[offset as usize] + open < least;
                    left[offset as usize / 64] &= !(u64::from(is_out) << (offset % 64));
                });
            }
        }
        each(0, &left, |offset| {
            reaching.push((base + offset, sums[offset as usize] + open));
        });
        sums.fill(0.0);
        reaching
    }
}
