//! Completing what is being typed: titles, numbers and issuers of documents the actor may read, and no others.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::schema::Field;
use tantivy::{DocAddress, Searcher, Term};

use super::collect::Gather;
use super::generation::{Generation, stored};
use super::lexical::{Lexical, Wanted, Weighed};
use super::ranking::Ranking;
use super::search::text;
use super::tokens;
use crate::Error;
use crate::engine::{Access, Cursor, Suggestion, SuggestionKind};
use crate::text::{Word, analyze, normalize};

/// Words a prefix may stand for, the most frequent ones.
const MOST_COMPLETIONS: usize = 50;

/// Documents of each segment that are looked at first.
const LATEST: u32 = 20_000;

/// Words of the dictionary that are looked at for one prefix.
const MOST_LOOKED_AT: usize = 20_000;

impl Generation {
    pub(super) fn suggest(
        &self,
        prefix: &str,
        access: &Access,
        limit: usize,
        ranking: &Ranking,
    ) -> Result<Vec<Suggestion>, Error> {
        let words = analyze(&normalize(prefix)).words;
        if words.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let searcher = self.searcher();
        let limit = limit.min(50);
        let mut seen = HashSet::new();
        let mut suggestions = Vec::new();
        let sources = [
            (SuggestionKind::Title, self.fields.title, self.fields.title),
            (SuggestionKind::Issuer, self.fields.issuer, self.fields.issuer),
            (
                SuggestionKind::Symbol,
                self.fields.words,
                self.fields.number_symbol,
            ),
        ];
        for (kind, searched, shown) in sources {
            if kind == SuggestionKind::Symbol && !tokens::is_number(&words[0].exact) {
                continue;
            }
            let lexical = self.completed(&searcher, searched, &words, access, ranking)?;
            // Several documents may have the same text; look at some more.
            for (_, address) in self.latest(&searcher, &lexical, limit * 4)? {
                let document = stored(&searcher, address)?;
                let Some(text) = text(&document, shown).filter(|text| is_completion(text, &words)) else {
                    continue;
                };
                if seen.insert((kind, text.to_owned())) {
                    suggestions.push(Suggestion {
                        kind,
                        text: text.to_owned(),
                        id: self::text(&document, self.fields.id)
                            .unwrap_or_default()
                            .to_owned(),
                    });
                }
            }
        }
        // A whole number typed is meant as one; otherwise subjects come first.
        if tokens::is_number(&words[0].exact) {
            suggestions.sort_by_key(|suggestion| suggestion.kind != SuggestionKind::Symbol);
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }

    /// Documents the actor may read whose field holds every word, the last of them as the beginning of one.
    fn completed(
        &self,
        searcher: &Searcher,
        field: Field,
        words: &[Word],
        access: &Access,
        ranking: &Ranking,
    ) -> Result<Lexical, Error> {
        let (last, whole) = words.split_last().expect("the caller saw that there are words");
        let face = |word: &Word| {
            let text = if word.is_accented() {
                tokens::exact(&word.exact)
            } else {
                tokens::folded(&word.folded)
            };
            Weighed {
                term: Term::from_field_text(field, &text),
                boost: 1.0,
            }
        };
        let mut wanted: Vec<Wanted> = whole
            .iter()
            .map(|word| Wanted {
                terms: vec![face(word)],
                is_optional: false,
            })
            .collect();
        wanted.push(Wanted {
            terms: completions(searcher, field, last)?,
            is_optional: false,
        });
        Ok(Lexical {
            wanted,
            coverage: 1.0,
            ..Lexical::within(
                Arc::new(self.caches.readable(&self.fields, access)),
                ranking,
                &self.caches.dictionary,
            )
        })
    }

    /// The newest matches; where there are many, of those that came in last.
    fn latest(
        &self,
        searcher: &Searcher,
        lexical: &Lexical,
        limit: usize,
    ) -> Result<Vec<(Cursor, DocAddress)>, Error> {
        let all = Gather::newest(limit, &self.caches.columns);
        let latest = Gather {
            latest: Some(LATEST),
            ..Gather::newest(limit, &self.caches.columns)
        };
        let found = searcher.search(lexical, &latest)?;
        let is_whole = searcher.segment_readers().iter().all(|r| r.max_doc() <= LATEST);
        if is_whole || found.page.len() >= limit {
            return Ok(found.page);
        }
        Ok(searcher.search(lexical, &all)?.page)
    }
}

/// The most frequent words of a field that begin with what was typed.
fn completions(searcher: &Searcher, field: Field, typed: &Word) -> Result<Vec<Weighed>, Error> {
    let prefix = if typed.is_accented() {
        tokens::exact(&typed.exact)
    } else {
        tokens::folded(&typed.folded)
    };
    let mut found: Vec<(u64, Vec<u8>)> = Vec::new();
    for reader in searcher.segment_readers() {
        let index = reader.inverted_index(field)?;
        let mut stream = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
        let mut looked_at = 0;
        while looked_at < MOST_LOOKED_AT && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
            found.push((u64::from(stream.value().doc_freq), stream.key().to_owned()));
            looked_at += 1;
        }
    }
    found.sort_unstable_by(|a, b| a.1.cmp(&b.1));
    found.dedup_by(|next, kept| {
        let is_same = next.1 == kept.1;
        if is_same {
            kept.0 += next.0;
        }
        is_same
    });
    found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    found.truncate(MOST_COMPLETIONS);
    let term = |bytes: Vec<u8>| {
        String::from_utf8(bytes)
            .ok()
            .map(|text| Term::from_field_text(field, &text))
    };
    Ok(found
        .into_iter()
        .filter_map(|(_, bytes)| {
            Some(Weighed {
                term: term(bytes)?,
                boost: 1.0,
            })
        })
        .collect())
}

/// Whether the text holds what was typed, its last word as the beginning of one.
fn is_completion(text: &str, typed: &[Word]) -> bool {
    let words = analyze(text).words;
    let holds = |wanted: &Word, is_last: bool| {
        words.iter().any(|word| {
            if is_last {
                word.folded.starts_with(&wanted.folded)
            } else {
                word.folded == wanted.folded
            }
        })
    };
    typed
        .iter()
        .enumerate()
        .all(|(at, word)| holds(word, at + 1 == typed.len()))
}
