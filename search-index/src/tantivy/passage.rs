//! The best passage of each hit, found by the positions of the words in the index: only the passage itself is read.

use std::collections::HashMap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocSet, Searcher, Term};

use super::dictionary::Dictionary;
use super::places::{Places, Spot};
use super::schema::Fields;
use super::tokens;
use crate::highlight::{Cut, Marker, Match, PASSAGE, Passage, best_window};
use crate::text::Word;

/// Words of a long question that decide on the passage: those worth most.
const MOST_WORDS: usize = 24;

/// Words read on each side of a passage: no abbreviation stands for more.
const AROUND: usize = 8;

/// A word that was looked for.
struct Looked {
    word: Word,
    worth: f32,
}

/// What to look for and mark in hits.
#[derive(Default)]
pub(super) struct Passages {
    looked: Vec<Looked>,
    marker: Marker,
}

/// A hit as stored.
pub(super) struct Stored<'a> {
    pub(super) address: DocAddress,
    pub(super) pages: Vec<&'a str>,
    pub(super) places: Option<Places>,
}

impl Passages {
    /// Looks for these words, rare ones worth more.
    #[expect(clippy::cast_precision_loss, reason = "a worth needs no more digits")]
    pub(super) fn of(
        searcher: &Searcher,
        fields: &Fields,
        dictionary: &Dictionary,
        words: Vec<Word>,
    ) -> tantivy::Result<Self> {
        let documents = searcher.num_docs().max(1) as f32;
        let mut passages = Self::default();
        for word in words {
            let folded = Term::from_field_text(fields.words, &tokens::folded(&word.folded));
            let frequency = dictionary.frequency(searcher, &folded)? as f32;
            let worth = 0.05 + (1.0 + documents / (1.0 + frequency)).ln();
            passages.marker.add(&word, worth);
            passages.looked.push(Looked { word, worth });
        }
        passages.looked.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        passages.looked.truncate(MOST_WORDS);
        Ok(passages)
    }

    /// A short text as HTML with its matches marked.
    pub(super) fn mark(&self, text: &str) -> String {
        self.marker.mark(text)
    }

    /// A passage of each hit, in the order of the hits.
    pub(super) fn best(
        &self,
        searcher: &Searcher,
        fields: &Fields,
        hits: &[Stored<'_>],
    ) -> tantivy::Result<Vec<Passage>> {
        let addresses: Vec<DocAddress> = hits.iter().map(|hit| hit.address).collect();
        let strict = self.occurrences(searcher, fields.words, &addresses, false)?;
        let mut passages: Vec<Option<Passage>> = Vec::with_capacity(hits.len());
        for hit in hits {
            passages.push(self.passage(hit, strict.get(&hit.address), false));
        }
        let unmarked: Vec<DocAddress> = hits
            .iter()
            .zip(&passages)
            .filter(|(_, passage)| passage.is_none())
            .map(|(hit, _)| hit.address)
            .collect();
        let lenient = self.occurrences(searcher, fields.words, &unmarked, true)?;
        Ok(hits
            .iter()
            .zip(passages)
            .map(|(hit, passage)| {
                passage
                    .or_else(|| self.passage(hit, lenient.get(&hit.address), true))
                    .unwrap_or_else(|| self.marker.beginning(&hit.pages))
            })
            .collect())
    }

    /// Positions of the words in the hits; leniently of any accents.
    fn occurrences(
        &self,
        searcher: &Searcher,
        field: Field,
        addresses: &[DocAddress],
        is_lenient: bool,
    ) -> tantivy::Result<HashMap<DocAddress, Vec<(u32, Match)>>> {
        let mut sorted = addresses.to_vec();
        sorted.sort_unstable();
        let mut found: HashMap<DocAddress, Vec<(u32, Match)>> = HashMap::new();
        let mut positions = Vec::new();
        for of_segment in sorted.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let reader = searcher.segment_reader(of_segment[0].segment_ord);
            let index = reader.inverted_index(field)?;
            for (number, looked) in self.looked.iter().enumerate() {
                let term = Term::from_field_text(field, &looked.face(is_lenient));
                let option = IndexRecordOption::WithFreqsAndPositions;
                let Some(mut postings) = index.read_postings(&term, option)? else {
                    continue;
                };
                for address in of_segment {
                    if seek(&mut postings, address.doc_id) != address.doc_id {
                        continue;
                    }
                    postings.positions(&mut positions);
                    let its = found.entry(*address).or_default();
                    its.extend(positions.iter().map(|position| {
                        let found = Match {
                            at: 0,
                            word: number,
                            worth: looked.worth,
                        };
                        (*position, found)
                    }));
                }
            }
        }
        for matches in found.values_mut() {
            matches.sort_by_key(|(position, _)| *position);
        }
        Ok(found)
    }

    /// The best passage of a hit by what was found in it, if that is on its pages.
    fn passage(
        &self,
        hit: &Stored<'_>,
        found: Option<&Vec<(u32, Match)>>,
        is_lenient: bool,
    ) -> Option<Passage> {
        let places = hit.places.as_ref()?;
        let mut pages: Vec<(usize, Vec<Match>)> = Vec::new();
        for (position, found) in found? {
            let Some(Spot { page, word }) = places.spot(*position) else {
                continue;
            };
            let found = Match { at: word, ..*found };
            match pages.last_mut() {
                Some((last, matches)) if *last == page => matches.push(found),
                _ => pages.push((page, vec![found])),
            }
        }
        let mut best: Option<(f32, usize, usize)> = None;
        for (page, matches) in &pages {
            if let Some((worth, from)) = best_window(matches)
                && best.is_none_or(|(most, _, _)| worth > most)
            {
                best = Some((worth, *page, from));
            }
        }
        let (_, page, from) = best?;
        let text = *hit.pages.get(page)?;
        let words = places.words(page);
        let to = (from + PASSAGE).min(words);
        let read_from = from.saturating_sub(AROUND);
        let bytes = places.bytes(page, text, read_from, to + AROUND)?;
        let cut = Cut {
            page: text,
            number: u32::try_from(page).ok()? + 1,
            bytes,
            shown: from - read_from..to - read_from,
            is_first: from == 0,
            is_last: to == words,
        };
        Some(self.marker.show(&cut, is_lenient))
    }
}

impl Looked {
    /// The term whose positions are asked for.
    fn face(&self, is_lenient: bool) -> String {
        if is_lenient || !self.word.is_accented() {
            tokens::folded(&self.word.folded)
        } else {
            tokens::exact(&self.word.exact)
        }
    }
}

fn seek(postings: &mut SegmentPostings, doc: u32) -> u32 {
    if postings.doc() < doc {
        postings.seek(doc)
    } else {
        postings.doc()
    }
}
