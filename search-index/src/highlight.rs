//! Passages around matches, with the matches marked in the accents of the document.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::query::parse;
use crate::text::{Analysis, Word, analyze};

/// Words in a passage.
const PASSAGE: usize = 36;

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

    fn beginning(&self, pages: &[&str]) -> Passage {
        let html = pages
            .iter()
            .find(|page| !page.trim().is_empty())
            .map_or_else(String::new, |page| {
                let analysis = analyze(cut(page, PASSAGE * 40));
                let worths = self.worths(&analysis, false);
                window(page, &analysis.words, &worths, 0)
            });
        Passage { html, page: None }
    }

    fn best(&self, pages: &[&str], is_lenient: bool) -> Option<Passage> {
        let mut left = LOOKED_THROUGH;
        let mut best: Option<(f32, Passage)> = None;
        for (number, page) in (1..).zip(pages) {
            if left == 0 {
                break;
            }
            let page = cut(page, left);
            left -= page.len();
            let analysis = analyze(page);
            let worths = self.worths(&analysis, is_lenient);
            let Some((worth, from)) = best_window(&analysis.words, &worths) else {
                continue;
            };
            if best.as_ref().is_none_or(|(best, _)| worth > *best) {
                let html = window(page, &analysis.words, &worths, from);
                best = Some((
                    worth,
                    Passage {
                        html,
                        page: Some(number),
                    },
                ));
            }
        }
        best.map(|(_, passage)| passage)
    }
}

/// What a question looks for, to be marked in texts beyond its answer: the pages of a document that was found.
#[derive(Debug, Clone, Default)]
pub struct Highlight {
    marker: Marker,
}

impl Highlight {
    /// What the box says is looked for; chips are facts and mark nothing.
    #[must_use]
    pub fn of(question: &str, today: time::Date) -> Self {
        let mut marker = Marker::default();
        for word in parse(question, today).looked_for() {
            marker.add(&word, 1.0);
        }
        Self { marker }
    }

    /// The places of the matches in each text, in bytes. Where words are found side by side, words that stand alone are
    /// left: of "quản lý biên chế" every "lý" on the page would tell nothing.
    #[must_use]
    pub fn places(&self, texts: &[&str]) -> Vec<Vec<Range<usize>>> {
        let analyses: Vec<Analysis> = texts.iter().map(|text| analyze(text)).collect();
        let runs = |is_lenient| -> Vec<Vec<Run>> {
            let of = |analysis| runs(analysis, &self.marker.worths(analysis, is_lenient));
            analyses.iter().map(of).collect()
        };
        let mut found = runs(false);
        if found.iter().all(Vec::is_empty) {
            found = runs(true);
        }
        let are_neighbours = found.iter().flatten().any(|run| run.words > 1);
        let kept = |run: &Run| run.words > 1 || !are_neighbours;
        found
            .into_iter()
            .map(|runs| runs.into_iter().filter(kept).map(|run| run.place).collect())
            .collect()
    }
}

/// Neighbouring words that match.
struct Run {
    place: Range<usize>,
    words: usize,
}

fn runs(analysis: &Analysis, worths: &[f32]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut goes_on = false;
    for (word, worth) in analysis.words.iter().zip(worths) {
        let is_match = *worth > 0.0;
        match runs.last_mut() {
            Some(run) if is_match && goes_on && word.joined => {
                run.place.end = word.to;
                run.words += 1;
            }
            _ if is_match => runs.push(Run {
                place: word.from..word.to,
                words: 1,
            }),
            _ => {}
        }
        goes_on = is_match;
    }
    runs
}

/// The beginning of a text, at most so many bytes.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The window worth most: different words first, then neighbours that both match.
fn best_window(words: &[Word], worths: &[f32]) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    let hits = worths
        .iter()
        .enumerate()
        .filter(|(_, worth)| **worth > 0.0)
        .map(|(at, _)| at);
    for hit in hits {
        let to = (hit + PASSAGE * 3 / 4).min(words.len());
        let mut seen = HashSet::new();
        let mut worth = 0.0;
        for at in hit..to {
            if worths[at] <= 0.0 {
                continue;
            }
            let is_new = seen.insert(words[at].folded.as_str());
            worth += if is_new { worths[at] } else { worths[at] * 0.05 };
            if at > hit && worths[at - 1] > 0.0 {
                worth += worths[at] * 0.3;
            }
        }
        if best.is_none_or(|(so_far, _)| worth > so_far) {
            best = Some((worth, hit));
        }
    }
    best.map(|(worth, hit)| (worth, hit.saturating_sub(PASSAGE / 4)))
}

/// The window that begins with a word, as HTML.
fn window(page: &str, words: &[Word], worths: &[f32], from: usize) -> String {
    let to = (from + PASSAGE).min(words.len());
    let Some((first, last)) = words.get(from).zip(words.get(to.wrapping_sub(1))) else {
        return escape(cut(page.trim(), PASSAGE * 8));
    };
    let start = if from == 0 { 0 } else { first.from };
    let end = if to == words.len() {
        page.len().min(last.to + 40)
    } else {
        last.to
    };
    let mut end = end.max(last.to);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    let shifted: Vec<Word> = words[from..to]
        .iter()
        .map(|word| Word {
            from: word.from - start,
            to: word.to - start,
            ..word.clone()
        })
        .collect();
    let html = marked(&page[start..end], &shifted, &worths[from..to]);
    let before = if start > 0 { "… " } else { "" };
    let after = if end < page.len() { " …" } else { "" };
    format!(
        "{before}{}{after}",
        html.split_whitespace().collect::<Vec<_>>().join(" ")
    )
}

/// Text as HTML with the words that are worth something in `<mark>`, neighbours in one.
fn marked(text: &str, words: &[Word], worths: &[f32]) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    let mut done = 0;
    let mut open = false;
    for (word, worth) in words.iter().zip(worths) {
        let is_match = *worth > 0.0;
        let between = &text[done..word.from];
        let goes_on = open && is_match && between.chars().all(char::is_whitespace);
        if open && !goes_on {
            html.push_str("</mark>");
            open = false;
        }
        push_escaped(&mut html, between);
        if is_match && !open {
            html.push_str("<mark>");
            open = true;
        }
        push_escaped(&mut html, &text[word.from..word.to]);
        done = word.to;
    }
    if open {
        html.push_str("</mark>");
    }
    push_escaped(&mut html, &text[done..]);
    html
}

fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

fn push_escaped(html: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
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
