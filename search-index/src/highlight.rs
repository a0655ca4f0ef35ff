//! Passages around matches, with the matches marked in the accents of the document.

mod html;
mod places;
mod window;

use std::collections::HashMap;
use std::ops::Range;

use crate::text::analyze::spans;
use crate::text::{Analysis, Word, analyze};
use html::marked;
pub use places::Highlight;
pub(crate) use window::{Match, PASSAGE, best_window};
use window::{Window, beginning};

/// Bytes of a document that are looked through for the best passage.
const LOOKED_THROUGH: usize = 400_000;

/// The words to mark, and how much each is worth.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marker {
    /// Words asked for with their accents.
    exact: HashMap<String, f32>,
    /// Words asked for, without accents, and whether they were typed so.
    folded: HashMap<String, (f32, bool)>,
}

/// A passage of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passage {
    /// HTML: escaped, matches in `<mark>`.
    pub(crate) html: String,
    /// Page counted from 1, if anything matches.
    pub(crate) page: Option<u32>,
}

/// Words of a page to be shown, and where they lie.
#[derive(Debug, Clone)]
pub(crate) struct Cut<'a> {
    pub(crate) page: &'a str,
    /// Counted from 1.
    pub(crate) number: u32,
    /// Bytes that are read: the words shown and some around them, as abbreviations read over several words.
    pub(crate) bytes: Range<usize>,
    /// Words shown, counted from the first that is read.
    pub(crate) shown: Range<usize>,
    /// Whether the page begins with the first word shown.
    pub(crate) is_first: bool,
    /// Whether the page ends with the last word shown.
    pub(crate) is_last: bool,
}

impl Marker {
    /// Adds a word to look for.
    pub(crate) fn add(&mut self, word: &Word, worth: f32) {
        let is_accented = word.is_accented();
        if is_accented {
            self.exact.insert(word.exact.clone(), worth);
        }
        let folded = self.folded.entry(word.folded.clone()).or_insert((worth, false));
        folded.1 |= !is_accented;
    }

    fn worth(&self, exact: &str, folded: &str, is_lenient: bool) -> f32 {
        if let Some(worth) = self.exact.get(exact) {
            return *worth;
        }
        match self.folded.get(folded) {
            Some((worth, true)) => *worth,
            Some((worth, false)) if is_lenient => worth / 2.0,
            _ => 0.0,
        }
    }

    /// What each word of an analysis is worth; the other readings of abbreviations included.
    fn worths(&self, analysis: &Analysis, is_lenient: bool) -> Vec<f32> {
        let mut worths: Vec<f32> = analysis
            .words
            .iter()
            .map(|word| self.worth(&word.exact, &word.folded, is_lenient))
            .collect();
        for reading in &analysis.readings {
            let all = reading
                .words
                .iter()
                .map(|form| self.worth(&form.exact, &form.folded, is_lenient));
            let least = all.fold(f32::INFINITY, f32::min);
            if least > 0.0 {
                for worth in &mut worths[reading.first..=reading.last] {
                    *worth = worth.max(least);
                }
            }
        }
        worths
    }

    /// The whole of a short text as HTML with its matches marked.
    pub(crate) fn mark(&self, text: &str) -> String {
        let analysis = analyze(text);
        let mut worths = self.worths(&analysis, false);
        if worths.iter().all(|worth| *worth <= 0.0) {
            worths = self.worths(&analysis, true);
        }
        marked(text, &analysis.words, &worths)
    }

    /// The best passage of the pages, or the beginning if nothing matches.
    pub(crate) fn passage(&self, pages: &[&str]) -> Passage {
        self.best(pages, false)
            .or_else(|| self.best(pages, true))
            .unwrap_or_else(|| self.beginning(pages))
    }

    /// The beginning of the pages.
    pub(crate) fn beginning(&self, pages: &[&str]) -> Passage {
        let page = pages.iter().find(|page| !page.trim().is_empty());
        let html = page.map_or_else(String::new, |page| {
            let mut words = spans(page);
            let end = words.by_ref().take(PASSAGE).last().map_or(0, |word| word.to);
            let cut = Cut {
                page,
                number: 1,
                bytes: 0..end,
                shown: 0..PASSAGE,
                is_first: true,
                is_last: words.next().is_none(),
            };
            self.show(&cut, false).html
        });
        Passage { html, page: None }
    }

    /// A passage that was found elsewhere; `is_lenient` where only words of other accents match.
    pub(crate) fn show(&self, cut: &Cut<'_>, is_lenient: bool) -> Passage {
        let mut analysis = analyze(&cut.page[cut.bytes.clone()]);
        for word in &mut analysis.words {
            word.from += cut.bytes.start;
            word.to += cut.bytes.start;
        }
        let window = Window {
            page: cut.page,
            worths: &self.worths(&analysis, is_lenient),
            shown: cut.shown.start..cut.shown.end.min(analysis.words.len()),
            words: &analysis.words,
            is_first: cut.is_first,
            is_last: cut.is_last,
        };
        Passage {
            html: window.html(),
            page: Some(cut.number),
        }
    }

    fn best(&self, pages: &[&str], is_lenient: bool) -> Option<Passage> {
        let mut left = LOOKED_THROUGH;
        let mut best: Option<(f32, Passage)> = None;
        for (number, page) in (1..).zip(pages) {
            if left == 0 {
                break;
            }
            let page = beginning(page, left);
            left -= page.len();
            let analysis = analyze(page);
            let worths = self.worths(&analysis, is_lenient);
            let Some((worth, from)) = best_window(&matches(&analysis.words, &worths)) else {
                continue;
            };
            if best.as_ref().is_none_or(|(best, _)| worth > *best) {
                let to = (from + PASSAGE).min(analysis.words.len());
                let window = Window {
                    page,
                    words: &analysis.words,
                    worths: &worths,
                    shown: from..to,
                    is_first: from == 0,
                    is_last: to == analysis.words.len(),
                };
                let passage = Passage {
                    html: window.html(),
                    page: Some(number),
                };
                best = Some((worth, passage));
            }
        }
        best.map(|(_, passage)| passage)
    }
}

/// The words that are worth something; words of the same letters count as one.
fn matches(words: &[Word], worths: &[f32]) -> Vec<Match> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut matches = Vec::new();
    for (at, (word, worth)) in words.iter().zip(worths).enumerate() {
        if *worth > 0.0 {
            let next = numbers.len();
            matches.push(Match {
                at,
                word: *numbers.entry(&word.folded).or_insert(next),
                worth: *worth,
            });
        }
    }
    matches
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::{Highlight, Marker};
    use crate::text::analyze;

    fn marker(query: &str) -> Marker {
        let mut marker = Marker::default();
        for word in analyze(query).words {
            marker.add(&word, 1.0);
        }
        marker
    }

    #[test]
    fn matches_keep_the_accents_of_the_document() {
        let marked = marker("nghi dinh").mark("Thực hiện Nghị định <30> & Ủy ban");
        assert_eq!(marked, "Thực hiện <mark>Nghị định</mark> &lt;30&gt; &amp; Ủy ban");
    }

    #[test]
    fn other_accents_are_not_marked_where_the_right_ones_are() {
        let marked = marker("bán").mark("bàn về việc bán đất ban hành");
        assert_eq!(marked, "bàn về việc <mark>bán</mark> đất ban hành");
    }

    #[test]
    fn abbreviations_are_marked_for_their_words() {
        assert_eq!(
            marker("ủy ban nhân dân").mark("UBND tỉnh"),
            "<mark>UBND</mark> tỉnh"
        );
        assert_eq!(
            marker("UBND").mark("Uỷ ban nhân dân"),
            "<mark>Uỷ ban nhân dân</mark>"
        );
    }

    #[test]
    fn places_are_told_line_by_line_and_lone_words_give_way_to_neighbours() {
        let lines = ["Về việc quản lý", "biên chế năm 2026; lý do", "Trân trọng"];
        let found = Highlight::of("quan ly bien che", date!(2026 - 11 - 21)).places(&lines);
        let marked: Vec<Vec<&str>> = found
            .iter()
            .zip(lines)
            .map(|(places, line)| places.iter().map(|place| &line[place.clone()]).collect())
            .collect();
        assert_eq!(marked, [vec!["quản lý"], vec!["biên chế"], vec![]]);
        let nothing = Highlight::of(r#"loại:"Công văn""#, date!(2026 - 11 - 21)).places(&["Công văn"]);
        assert!(nothing[0].is_empty());
    }

    #[test]
    fn the_page_of_the_best_passage_is_told() {
        let pages = ["mở đầu", "điều này nói về thuế", "quản lý thuế thu nhập cá nhân"];
        let passage = marker("thuế thu nhập").passage(&pages);
        assert_eq!(passage.page, Some(3));
        assert_eq!(passage.html, "quản lý <mark>thuế thu nhập</mark> cá nhân");
    }
}
