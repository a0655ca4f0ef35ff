//! The index in parts of much the same size, so that threads have done at the same time: a segment can hold a third of all.

use std::ops::Range;

use tantivy::{DocId, Searcher, SegmentOrdinal, SegmentReader};

use crate::tantivy::generation::Threads;

/// Parts for each thread: whoever is done early takes the next.
const EACH: u32 = 3;

/// A question about few documents is not shared out; so small a share of that makes no part, as each opens the postings anew.
const SMALLEST: u64 = 6;

/// Documents of one segment that stand in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// The segment.
    pub(super) ordinal: SegmentOrdinal,
    /// The first document, and the first after the last.
    pub(super) documents: Range<DocId>,
}

impl Part {
    pub(super) fn whole(ordinal: SegmentOrdinal, reader: &SegmentReader) -> Self {
        Self {
            ordinal,
            documents: 0..reader.max_doc(),
        }
    }
}

/// All documents of the index, in parts for these threads; the largest first.
pub(super) fn parts(searcher: &Searcher, threads: &Threads) -> Vec<Part> {
    let sizes = searcher.segment_readers().iter().map(SegmentReader::max_doc);
    let mut parts = divided(sizes, threads.number, threads.shared_from / SMALLEST);
    parts.sort_by_key(|part| std::cmp::Reverse(part.documents.len()));
    parts
}

fn divided(sizes: impl Iterator<Item = u32> + Clone, threads: u32, smallest: u64) -> Vec<Part> {
    let all: u64 = sizes.clone().map(u64::from).sum();
    let share = all.div_ceil(u64::from(threads * EACH)).max(smallest).max(1);
    let share = u32::try_from(share).unwrap_or(u32::MAX);
    let of_segment = |(ordinal, size): (SegmentOrdinal, u32)| {
        let number = size.div_ceil(share).max(1);
        // Whole words of bits, so that no two parts look at the same one.
        let length = size.div_ceil(number).next_multiple_of(64).max(64);
        (0..size.div_ceil(length)).map(move |nth| Part {
            ordinal,
            documents: nth * length..((nth + 1) * length).min(size),
        })
    };
    (0..).zip(sizes).flat_map(of_segment).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{EACH, divided};

    proptest! {
        #[test]
        fn every_document_is_in_one_part(
            sizes in prop::collection::vec(0_u32..5_000_000, 0..12),
            threads in 1_u32..9,
            smallest in 0_u64..100_000,
        ) {
            let parts = divided(sizes.iter().copied(), threads, smallest);
            for (ordinal, size) in (0..).zip(&sizes) {
                let mut next = 0;
                for part in parts.iter().filter(|part| part.ordinal == ordinal) {
                    prop_assert_eq!(part.documents.start, next);
                    prop_assert!(part.documents.start.is_multiple_of(64) && !part.documents.is_empty());
                    next = part.documents.end;
                }
                prop_assert_eq!(next, *size);
            }
        }

        #[test]
        fn no_part_is_much_more_than_a_share(
            sizes in prop::collection::vec(0_u32..5_000_000, 1..12),
            threads in 1_u32..9,
            smallest in 0_u32..100_000,
        ) {
            let all: u32 = sizes.iter().sum();
            for part in divided(sizes.iter().copied(), threads, u64::from(smallest)) {
                let most = (all / (threads * EACH)).max(smallest) + 65;
                prop_assert!(part.documents.len() <= most as usize);
            }
        }
    }
}
