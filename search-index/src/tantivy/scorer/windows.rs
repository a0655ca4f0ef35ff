//! Matches of frequent words, found a window of documents at a time: bits are set word by word and compared, which
//! costs a fraction of going from one document to the next.

use std::ops::Range;
use std::sync::Arc;

use tantivy::query::Scorer;
use tantivy::{DocId, TERMINATED};

use super::blocks::{Bitmap, Blocks, EMPTY, WINDOW, each, set};
use super::{SLACK, seek};
use crate::tantivy::rights::{Bits, Walk};

/// Going to the next document of a rare word costs as much as so many postings read in a row.
const STEP: u64 = 24;

/// The matches of one segment.
pub(crate) struct Windows {
    within: Within,
    words: Vec<Word>,
    /// What the words of a match must count for; none where each of them is needed.
    required: Option<f32>,
    from: DocId,
    /// No match is looked for from here on.
    end: DocId,
    /// By document of the window: what the words it holds count for.
    covered: Box<[f32]>,
}

/// What every match must be in.
enum Within {
    /// What somebody may read, and nothing else.
    Bits(Arc<Bits>),
    /// Chips and phrases too.
    Filter(Box<dyn Scorer>),
}

impl Within {
    /// The first document from `target` on.
    fn next_from(&mut self, target: DocId) -> DocId {
        match self {
            Self::Bits(bits) => bits.next_from(target),
            Self::Filter(filter) => seek(filter.as_mut(), target),
        }
    }

    fn window(&mut self, base: DocId) -> Bitmap {
        match self {
            Self::Bits(bits) => bits.window(base),
            Self::Filter(filter) => {
                let mut window = EMPTY;
                let mut document = seek(filter.as_mut(), base);
                while document < base + WINDOW {
                    set(&mut window, document - base);
                    document = filter.advance();
                }
                window
            }
        }
    }
}

/// A word asked for.
pub(crate) struct Word {
    /// Any of these covers it.
    pub(crate) faces: Vec<Blocks>,
    /// What covering it counts for.
    pub(crate) weight: f32,
}

impl Word {
    fn seek(&mut self, target: DocId) -> DocId {
        let faces = self.faces.iter_mut().map(|face| face.seek(target));
        faces.min().unwrap_or(TERMINATED)
    }

    /// The documents of a window that hold the word.
    fn held(&mut self, base: DocId) -> Bitmap {
        let mut held = EMPTY;
        for face in &mut self.faces {
            face.seek(base);
            face.mark(base, &mut held);
        }
        held
    }
}

impl Windows {
    /// Those of these documents within a filter that hold every word, or words that together count for what is required.
    pub(super) fn new(
        filter: Box<dyn Scorer>,
        words: Vec<Word>,
        required: Option<f32>,
        documents: &Range<DocId>,
    ) -> Self {
        let within = match filter.downcast::<Walk>() {
            Ok(walk) => Within::Bits(walk.bits),
            Err(filter) => Within::Filter(filter),
        };
        Self {
            within,
            words,
            required,
            from: documents.start,
            end: documents.end,
            covered: required.map_or_else(Box::default, |_| vec![0.0; WINDOW as usize].into()),
        }
    }

    /// Whether documents that are in all of some sets are found faster by windows than from one document of the smallest to
    /// the next, given the sizes of the sets.
    pub(crate) fn is_worthwhile(frequencies: &[u64]) -> bool {
        let rarest = frequencies.iter().min().copied().unwrap_or(u64::MAX);
        frequencies.iter().sum::<u64>() <= rarest.saturating_mul(STEP)
    }

    /// The first document and the matches of the next window that has any.
    pub(crate) fn next(&mut self) -> Option<(DocId, Bitmap)> {
        loop {
            let first = self.first();
            if first >= self.end {
                return None;
            }
            let base = first / 64 * 64;
            let mut within = self.within.window(base);
            until(&mut within, self.end - base);
            let matches = match self.required {
                None => self.with_all(base, within),
                Some(required) => self.with_share(base, &within, required),
            };
            self.from = base + WINDOW;
            if matches != EMPTY {
                return Some((base, matches));
            }
        }
    }

    /// No match comes before this document.
    fn first(&mut self) -> DocId {
        let mut first = self.within.next_from(self.from);
        if self.required.is_none() {
            for word in &mut self.words {
                first = first.max(word.seek(first));
            }
            return first;
        }
        let nearest = self.words.iter_mut().map(|word| word.seek(first)).min();
        first.max(nearest.unwrap_or(TERMINATED))
    }

    fn with_all(&mut self, base: DocId, mut matches: Bitmap) -> Bitmap {
        for word in &mut self.words {
            keep(&mut matches, &word.held(base));
        }
        matches
    }

    fn with_share(&mut self, base: DocId, within: &Bitmap, required: f32) -> Bitmap {
        let covered = &mut self.covered;
        let mut any = EMPTY;
        for word in &mut self.words {
            let mut held = word.held(base);
            keep(&mut held, within);
            each(0, &held, |offset| covered[offset as usize] += word.weight);
            for (block, held) in any.iter_mut().zip(held) {
                *block |= held;
            }
        }
        let mut matches = any;
        each(0, &any, |offset| {
            let covered = std::mem::take(&mut covered[offset as usize]);
            let is_match = covered >= required - SLACK;
            matches[offset as usize / 64] &= !(u64::from(!is_match) << (offset % 64));
        });
        matches
    }
}

/// Leaves of a window what stands before the offset.
fn until(bitmap: &mut Bitmap, end: u32) {
    for (at, bits) in (0..).step_by(64).zip(bitmap) {
        if end <= at {
            *bits = 0;
        } else if end - at < 64 {
            *bits &= (1 << (end - at)) - 1;
        }
    }
}

fn keep(bitmap: &mut Bitmap, other: &Bitmap) {
    for (block, other) in bitmap.iter_mut().zip(other) {
        *block &= other;
    }
}
