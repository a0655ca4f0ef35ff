//! Matches in texts beyond an answer: the lines of a page that is shown.

use std::ops::Range;

use super::Marker;
use crate::query::parse;
use crate::text::{Analysis, analyze};

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

    /// A text as HTML: escaped, matches in `<mark>`.
    #[must_use]
    pub fn mark(&self, text: &str) -> String {
        self.marker.mark(text)
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
