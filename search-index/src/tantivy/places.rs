//! Where the words of the pages lie, so that a passage is cut out without reading the whole document.

use std::ops::Range;

use crate::text::analyze::spans;

/// The place of every so many words is kept.
const STEP: usize = 32;

/// Words of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Page {
    /// The position of its first word among all words of the document.
    first: u32,
    words: u32,
    /// First byte of every [`STEP`]th word.
    starts: Vec<u32>,
}

/// The pages of a document as runs of word positions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    pages: Vec<Page>,
}

/// A word by the page it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The page, counted from 0.
    pub(super) page: usize,
    /// The word on it, counted from 0.
    pub(super) word: usize,
}

/// Counts positions the way the index does: between two values of a field it leaves one out.
#[derive(Debug, Default)]
pub(super) struct Positions {
    next: u32,
}

impl Positions {
    /// The first position of a value of so many words.
    pub(super) fn take(&mut self, words: u32) -> u32 {
        let first = self.next;
        self.next += words + 1;
        first
    }

    /// Passes over a value.
    pub(super) fn pass(&mut self, text: &str) {
        let words = spans(text).count();
        self.take(u32::try_from(words).unwrap_or(u32::MAX / 2));
    }
}

impl Places {
    /// Takes up the next page.
    pub(super) fn add(&mut self, page: &str, positions: &mut Positions) {
        let mut words = 0;
        let mut starts = Vec::new();
        for (at, span) in spans(page).enumerate() {
            if at % STEP == 0 {
                starts.push(u32::try_from(span.from).unwrap_or(u32::MAX));
            }
            words += 1;
        }
        self.pages.push(Page {
            first: positions.take(words),
            words,
            starts,
        });
    }

    /// The word at a position, if it stands on a page.
    pub(super) fn spot(&self, position: u32) -> Option<Spot> {
        let page = self
            .pages
            .partition_point(|page| page.first <= position)
            .checked_sub(1)?;
        let word = position - self.pages[page].first;
        (word < self.pages[page].words).then_some(Spot {
            page,
            word: word as usize,
        })
    }

    /// Words of a page.
    pub(super) fn words(&self, page: usize) -> usize {
        self.pages.get(page).map_or(0, |page| page.words as usize)
    }

    /// The bytes from one word of a page up to another, which is left out.
    pub(super) fn bytes(&self, page: usize, text: &str, from: usize, to: usize) -> Option<Range<usize>> {
        let step = from / STEP;
        let start = *self.pages.get(page)?.starts.get(step)? as usize;
        let mut there = spans(text.get(start..)?).skip(from - step * STEP);
        let first = there.next()?;
        let last = there.take(to.saturating_sub(from + 1)).last().unwrap_or(first);
        Some(start + first.from..start + last.to)
    }

    /// As stored: numbers of seven bits a byte.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut first = 0;
        for page in &self.pages {
            push(&mut bytes, page.first - first);
            first = page.first;
            push(&mut bytes, page.words);
            let mut before = 0;
            for start in &page.starts {
                push(&mut bytes, start - before);
                before = *start;
            }
        }
        bytes
    }

    /// Reads what was stored; none if it is not whole.
    pub(super) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut pages = Vec::new();
        let mut first = 0;
        while !bytes.is_empty() {
            first += pull(&mut bytes)?;
            let words = pull(&mut bytes)?;
            let mut starts = Vec::new();
            let mut before = 0;
            for _ in 0..(words as usize).div_ceil(STEP) {
                before += pull(&mut bytes)?;
                starts.push(before);
            }
            pages.push(Page { first, words, starts });
        }
        Some(Self { pages })
    }
}

fn push(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn pull(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..u32::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Places, Positions, Spot};

    #[test]
    fn words_are_found_again_by_their_position() {
        let long = (0..100)
            .map(|at| format!("từ{at}"))
            .collect::<Vec<_>>()
            .join(", ");
        let pages = ["", "một hai, ba", long.as_str(), "cuối"];
        let mut positions = Positions::default();
        positions.pass("trích yếu ở trước");
        let mut places = Places::default();
        for page in pages {
            places.add(page, &mut positions);
        }
        let places = Places::from_bytes(&places.to_bytes()).unwrap();

        // Four words of the title, the blank page, and a gap after each.
        assert_eq!(places.spot(3), None);
        assert_eq!(places.spot(6), Some(Spot { page: 1, word: 0 }));
        assert_eq!(places.spot(9), None);
        assert_eq!(places.spot(10 + 70), Some(Spot { page: 2, word: 70 }));
        assert_eq!(places.spot(111), Some(Spot { page: 3, word: 0 }));
        let bytes = places.bytes(2, pages[2], 70, 72).unwrap();
        assert_eq!(&pages[2][bytes], "từ70, từ71");
        let bytes = places.bytes(1, pages[1], 1, 9).unwrap();
        assert_eq!(&pages[1][bytes], "hai, ba");
        assert_eq!(Places::from_bytes(&[0x80]), None);
    }
}
