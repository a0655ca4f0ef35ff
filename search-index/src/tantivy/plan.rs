//! From what was asked to the terms that are looked up and what each is worth.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::Query;
use tantivy::schema::Field;

use super::dictionary::Dictionary;
use super::lexical::{Lexical, Link, Wanted, Weighed};
use super::ranking::Ranking;
use super::schema::Fields;
use super::{facts, tokens};
use crate::query::{Expression, Side};
use crate::text::Word;
use crate::text::syllable::{Syllable, Tone, has_tone};

/// How a typed word finds words of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accents {
    /// Accents that were typed must be there; a word typed without finds all.
    AsTyped,
    /// No accent matters for finding, only for the order.
    Any,
}

/// In questions of more words a number is rarely that of the document.
const LONGEST_WITH_NUMBER: usize = 4;

/// A longer text, pasted into the box, is told by its rare words alone.
const LONGEST_WITH_PAIRS: usize = 64;

/// How the words were typed, all of them together.
#[derive(Debug, Clone, Copy)]
struct Typed {
    has_accents: bool,
    has_tones: bool,
    is_short: bool,
}

impl Typed {
    fn of(expression: &Expression) -> Self {
        let sides = expression
            .alternatives
            .iter()
            .flatten()
            .flat_map(|side| match side {
                Side::Word(word) => std::slice::from_ref(word),
                Side::Phrase(words) => words,
            });
        let words = expression
            .words
            .iter()
            .chain(expression.phrases.iter().flatten())
            .chain(sides);
        let (mut has_accents, mut has_tones) = (false, false);
        let is_short = expression.words.len() <= LONGEST_WITH_NUMBER;
        for word in words {
            has_accents |= word.is_accented();
            has_tones |= has_tone(&word.exact);
        }
        Self {
            has_accents,
            has_tones,
            is_short,
        }
    }
}

/// Words so frequent in any text that a document need not hold them: without accents.
const FREQUENT: [&str; 46] = [
    "va", "cua", "la", "cac", "nhung", "theo", "ve", "viec", "tai", "cho", "co", "duoc", "trong", "tu",
    "den", "do", "khi", "thi", "ma", "voi", "de", "bi", "o", "nay", "do", "ra", "vao", "tren", "duoi", "nhu",
    "cung", "mot", "khong", "phai", "hay", "hoac", "neu", "thi", "vi", "boi", "da", "se", "dang", "nao",
    "gi", "v",
];

impl Fields {
    /// The scoring query for what was asked, within a filter.
    pub(super) fn lexical(
        &self,
        expression: &Expression,
        ranking: &Ranking,
        accents: Accents,
        filter: Box<dyn Query>,
        dictionary: &Arc<Dictionary>,
    ) -> Lexical {
        let words = &expression.words;
        let typed = Typed::of(expression);
        let has_rare = words.iter().any(|word| !is_frequent(word));
        let wanted: Vec<Wanted> = words
            .iter()
            .map(|word| Wanted {
                terms: self.faces(word, ranking, accents, typed),
                is_optional: has_rare && is_frequent(word),
            })
            .collect();
        let counted = wanted.iter().filter(|word| !word.is_optional).count();
        let coverage = if counted <= ranking.strict_words {
            1.0
        } else {
            ranking.coverage
        };
        let mut extras = Vec::new();
        let mut chains = Vec::new();
        if words.len() <= LONGEST_WITH_PAIRS {
            for word in words {
                self.add_word(word, ranking, typed, &mut extras);
            }
            self.add_pairs(words, ranking, &mut extras, &mut chains);
        }
        let sides = expression.alternatives.iter().flatten().map(|side| match side {
            Side::Word(word) => std::slice::from_ref(word),
            Side::Phrase(words) => words,
        });
        for phrase in expression.phrases.iter().map(Vec::as_slice).chain(sides) {
            for word in phrase {
                extras.extend(self.faces(word, ranking, accents, typed));
                self.add_word(word, ranking, typed, &mut extras);
            }
            self.add_pairs(phrase, ranking, &mut extras, &mut chains);
        }
        Lexical {
            wanted,
            extras,
            chains,
            coverage,
            ..Lexical::within(Arc::from(filter), ranking, dictionary)
        }
    }

    /// The terms that cover a word.
    fn faces(&self, word: &Word, ranking: &Ranking, accents: Accents, typed: Typed) -> Vec<Weighed> {
        // A face without weight would be left out, and then find nothing.
        let weight = |weight: f32| weight.max(0.001);
        if let Some(number) = own_number(word, typed) {
            return vec![
                self.word(&tokens::folded(&word.folded), weight(ranking.exact)),
                weighed(self.facts, &facts::number(number), weight(ranking.number)),
                weighed(
                    self.facts,
                    &facts::arrival_number(number),
                    weight(ranking.number / 2.0),
                ),
            ];
        }
        if accents == Accents::Any || !word.is_accented() {
            let is_all = !typed.has_accents || tokens::is_number(&word.exact);
            let share = if is_all {
                ranking.exact + ranking.folded
            } else {
                ranking.folded
            };
            return vec![self.word(&tokens::folded(&word.folded), weight(share))];
        }
        let mut faces = vec![
            self.word(&tokens::exact(&word.exact), weight(ranking.exact)),
            self.word(&tokens::unaccented(&word.folded), weight(ranking.exact)),
        ];
        if !typed.has_tones {
            let others = toned(word).into_iter();
            faces.extend(others.map(|other| self.word(&tokens::exact(&other), weight(ranking.exact / 2.0))));
        }
        faces
    }

    /// Other faces of a word and its place in the title, which only raise the score.
    fn add_word(&self, word: &Word, ranking: &Ranking, typed: Typed, extras: &mut Vec<Weighed>) {
        let (exact, folded) = (tokens::exact(&word.exact), tokens::folded(&word.folded));
        if tokens::is_number(&word.exact) {
            extras.push(weighed(self.title, &folded, ranking.title));
        } else if typed.has_accents {
            // Among words with accents, a word without means itself.
            let other = if word.is_accented() {
                (&folded, ranking.folded)
            } else {
                (&exact, ranking.exact)
            };
            extras.push(self.word(other.0, other.1));
            extras.push(weighed(self.title, &exact, ranking.title * ranking.exact));
            extras.push(weighed(self.title, &folded, ranking.title * ranking.folded));
        } else {
            extras.push(weighed(
                self.title,
                &folded,
                ranking.title * (ranking.exact + ranking.folded),
            ));
        }
    }

    /// Pairs of neighbours in text and title; those that follow each other in the text make chains.
    fn add_pairs(
        &self,
        words: &[Word],
        ranking: &Ranking,
        extras: &mut Vec<Weighed>,
        chains: &mut Vec<Link>,
    ) {
        let both = ranking.exact_pair + ranking.folded_pair;
        let mut follows = false;
        for two in words.windows(2) {
            if !two[1].joined {
                follows = false;
                continue;
            }
            let folded = tokens::folded_pair(&two[0].folded, &two[1].folded);
            let exact = tokens::exact_pair(&two[0].exact, &two[1].exact);
            let is_accented = two.iter().any(Word::is_accented);
            let (main, share) = if is_accented {
                (&exact, ranking.exact_pair)
            } else {
                (&folded, both)
            };
            chains.push(Link {
                pair: weighed(self.pairs, main, share),
                follows,
            });
            extras.push(weighed(self.title_pairs, main, share * ranking.title));
            if is_accented {
                extras.push(weighed(self.pairs, &folded, ranking.folded_pair));
                extras.push(weighed(
                    self.title_pairs,
                    &folded,
                    ranking.folded_pair * ranking.title,
                ));
            }
            follows = true;
        }
    }

    fn word(&self, text: &str, boost: f32) -> Weighed {
        weighed(self.words, text, boost)
    }
}

fn weighed(field: Field, text: &str, boost: f32) -> Weighed {
    Weighed {
        term: Term::from_field_text(field, text),
        boost,
    }
}

/// The number a word of a short question may be of a document: "1668", "nghị định 30".
fn own_number(word: &Word, typed: Typed) -> Option<u32> {
    if typed.is_short {
        word.exact.parse().ok()
    } else {
        None
    }
}

fn is_frequent(word: &Word) -> bool {
    FREQUENT.contains(&word.folded.as_str())
}

/// The other tones of a word typed with hats but without any tone: "quyêt đinh".
fn toned(word: &Word) -> Vec<String> {
    let Some(syllable) = Syllable::parse(&word.exact) else {
        return Vec::new();
    };
    let others = Tone::ALL.into_iter().filter(|tone| *tone != Tone::Level);
    others
        .map(|tone| syllable.clone().toned(tone).spelled())
        .collect()
}
