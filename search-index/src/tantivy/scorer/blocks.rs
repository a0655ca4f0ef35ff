//! Windows of documents as bits, and postings read into them a block at a time.

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, TERMINATED};

/// Documents of a window.
pub(crate) const WINDOW: u32 = 64 * 64;

/// Documents of a window that starts at a multiple of 64, one bit each.
pub(crate) type Bitmap = [u64; 64];

/// No document.
pub(crate) const EMPTY: Bitmap = [0; 64];

/// Whether a document, counted from the start of the window, is in it.
pub(super) fn holds(bitmap: &Bitmap, offset: u32) -> bool {
    bitmap[offset as usize / 64] >> (offset % 64) & 1 == 1
}

/// Adds a document, counted from the start of the window.
pub(super) fn set(bitmap: &mut Bitmap, offset: u32) {
    bitmap[offset as usize / 64] |= 1 << (offset % 64);
}

/// Hands over the documents of a window, from its first one on.
pub(crate) fn each(base: DocId, bitmap: &Bitmap, mut take: impl FnMut(DocId)) {
    for (first, block) in (base..).step_by(64).zip(bitmap) {
        let mut block = *block;
        while block != 0 {
            take(first + block.trailing_zeros());
            block &= block - 1;
        }
    }
}

/// The documents of a window, written into `room`.
pub(crate) fn list<'a>(base: DocId, bitmap: &Bitmap, room: &'a mut [DocId; WINDOW as usize]) -> &'a [DocId] {
    let mut count = 0;
    each(base, bitmap, |document| {
        room[count] = document;
        count += 1;
    });
    &room[..count]
}

/// How many documents of a window are in it.
pub(crate) fn count(bitmap: &Bitmap) -> u32 {
    bitmap.iter().map(|block| block.count_ones()).sum()
}

/// A place in postings that are read block by block.
pub(crate) struct Blocks {
    postings: BlockSegmentPostings,
    at: usize,
}

impl Blocks {
    pub(crate) fn new(postings: BlockSegmentPostings) -> Self {
        Self { postings, at: 0 }
    }

    /// How many documents there are in all.
    pub(super) fn frequency(&self) -> u32 {
        self.postings.doc_freq()
    }

    /// The document it stands on.
    fn doc(&self) -> DocId {
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Goes on to the first document from `target` on.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.postings.seek(target);
        }
        self.doc()
    }

    /// Sets the bits of the documents from here to the end of a window.
    pub(super) fn mark(&mut self, base: DocId, bitmap: &mut Bitmap) {
        self.each_block(base + WINDOW, |postings, range| {
            for document in &postings.docs()[range] {
                set(bitmap, document - base);
            }
        });
    }

    /// Hands over the postings from here to `end`, as parts of blocks.
    pub(super) fn each_block(
        &mut self,
        end: DocId,
        mut take: impl FnMut(&BlockSegmentPostings, Range<usize>),
    ) {
        loop {
            let documents = self.postings.docs();
            let rest = documents.get(self.at..).unwrap_or_default();
            let Some(last) = rest.last() else { return };
            let is_whole = *last < end;
            let count = if is_whole {
                rest.len()
            } else {
                rest.partition_point(|document| *document < end)
            };
            take(&self.postings, self.at..self.at + count);
            self.at += count;
            if !is_whole {
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}
