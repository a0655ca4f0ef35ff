//! What the matches of a window can score at most, so that few are scored in full: terms that together stay below the bar are
//! left out (`MaxScore`), the others are added up a block at a time.

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
    /// The lightest first.
    terms: Vec<Bound>,
    /// By document of the window.
    sums: Box<[f32]>,
    reaching: Vec<(DocId, f32)>,
}

impl Bounds {
    pub(crate) fn new(mut terms: Vec<Bound>) -> Self {
        terms.sort_by(|a, b| a.weight.total_cmp(&b.weight));
        Self {
            terms,
            sums: vec![0.0; WINDOW as usize].into(),
            reaching: Vec::new(),
        }
    }

    /// The matches that may score `least`, each with what it can score at most.
    pub(crate) fn reaching(&mut self, base: DocId, matches: &Bitmap, least: f32) -> &[(DocId, f32)] {
        self.reaching.clear();
        let mut light = 0.0;
        let mut light_terms = 0;
        for term in &self.terms {
            if light + term.weight >= least {
                break;
            }
            light += term.weight;
            light_terms += 1;
        }
        if light_terms == self.terms.len() && least > 0.0 {
            return &[];
        }
        let reaching = &mut self.reaching;
        if least <= 0.0 || count(matches) < FEW {
            each(base, matches, |document| reaching.push((document, f32::INFINITY)));
            return reaching;
        }
        for term in &mut self.terms[light_terms..] {
            term.add(base, matches, &mut self.sums);
        }
        let sums = &mut self.sums;
        each(base, matches, |document| {
            let most = std::mem::take(&mut sums[(document - base) as usize]) + light;
            if most >= least {
                reaching.push((document, most));
            }
        });
        reaching
    }
}
