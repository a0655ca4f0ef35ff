//! The stretch of a page that shows most of what was asked.

use std::ops::Range;

use super::html::{escape, marked};
use crate::text::Word;

/// Words in a passage.
pub(crate) const PASSAGE: usize = 36;

/// A word of a page that was looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    /// Which word of the page.
    pub(crate) at: usize,
    /// Which word of the question.
    pub(crate) word: usize,
    pub(crate) worth: f32,
}

/// The window worth most, by its first word: different words first, then neighbours that both match.
/// Matches come in the order of the page.
pub(crate) fn best_window(matches: &[Match]) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    let mut seen = Vec::new();
    for (number, first) in matches.iter().enumerate() {
        let end = first.at + PASSAGE * 3 / 4;
        seen.clear();
        let mut worth = 0.0;
        let mut before = None;
        for found in matches[number..].iter().take_while(|found| found.at < end) {
            if seen.contains(&found.word) {
                worth += found.worth * 0.05;
            } else {
                seen.push(found.word);
                worth += found.worth;
            }
            if before.is_some_and(|before| before + 1 == found.at) {
                worth += found.worth * 0.3;
            }
            before = Some(found.at);
        }
        if best.is_none_or(|(so_far, _)| worth > so_far) {
            best = Some((worth, first.at));
        }
    }
    best.map(|(worth, first)| (worth, first.saturating_sub(PASSAGE / 4)))
}

/// Words of a page to be shown.
pub(super) struct Window<'a> {
    pub(super) page: &'a str,
    /// Words by their place in the page, and what each is worth.
    pub(super) words: &'a [Word],
    pub(super) worths: &'a [f32],
    /// Which of them are shown.
    pub(super) shown: Range<usize>,
    /// Whether the page begins with the first of them.
    pub(super) is_first: bool,
    /// Whether the page ends with the last of them.
    pub(super) is_last: bool,
}

impl Window<'_> {
    /// The window as HTML, with dots where the page goes on.
    pub(super) fn html(&self) -> String {
        let words = self.words.get(self.shown.clone()).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return escape(beginning(self.page.trim(), PASSAGE * 8));
        };
        let start = if self.is_first { 0 } else { first.from };
        let end = if self.is_last { last.to + 40 } else { last.to };
        let end = beginning(self.page, end).len().max(last.to);
        let shifted: Vec<Word> = words
            .iter()
            .map(|word| Word {
                from: word.from - start,
                to: word.to - start,
                ..word.clone()
            })
            .collect();
        let html = marked(&self.page[start..end], &shifted, &self.worths[self.shown.clone()]);
        let before = if start > 0 { "… " } else { "" };
        let after = if end < self.page.len() { " …" } else { "" };
        format!(
            "{before}{}{after}",
            html.split_whitespace().collect::<Vec<_>>().join(" ")
        )
    }
}

/// The beginning of a text, at most so many bytes.
pub(super) fn beginning(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
