//! From what was asked to the terms that are looked up and what each is worth.

use std::sync::Arc;

use tantivy::Term;
use tantivy::query::Query;
use tantivy::schema::Field;

use super::lexical::{Lexical, Wanted, Weighed};
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

/// Words so frequent in any text that a document need not hold them: without accents.
const FREQUENT: [&str; 46] = [
    "va", "cua", "la", "cac", "nhung", "theo", "ve", "viec", "tai", "cho", "co", "duoc", "trong", "tu", "den",
    "do", "khi", "thi", "ma", "voi", "de", "bi", "o", "nay", "do", "ra", "vao", "tren", "duoi", "nhu", "cung",
    "mot", "khong", "phai", "hay", "hoac", "neu", "thi", "vi", "boi", "da", "se", "dang", "nao", "gi", "v",
];

impl Fields {
    /// The scoring query for what was asked, within a filter.
    pub(super) fn lexical(
        &self,
        expression: &Expression,
        ranking: &Ranking,
        accents: Accents,
        filter: Box<dyn Query>,
    ) -> Lexical {
        let words = &expression.words;
        let tones_are_typed = words.iter().any(|word| has_tone(&word.exact));
        let has_rare = words.iter().any(|word| !is_frequent(word));
        let wanted: Vec<Wanted> = words
            .iter()
            .map(|word| Wanted {
                terms: self.faces(word, ranking, accents, tones_are_typed),
                is_optional: has_rare && is_frequent(word),
            })
            .collect();
        let counted = wanted.iter().filter(|word| !word.is_optional).count();
        let coverage = if counted <= ranking.strict_words { 1.0 } else { ranking.coverage };
        let extras = self.extras(expression, ranking);
        Lexical { wanted, extras, coverage, k1: ranking.k1, b: ranking.b, filter: Arc::from(filter) }
    }

    /// The terms that cover a word.
    fn faces(&self, word: &Word, ranking: &Ranking, accents: Accents, tones_are_typed: bool) -> Vec<Weighed> {
        if accents == Accents::Any || !word.is_accented() {
            return vec![self.word(&tokens::folded(&word.folded), ranking.folded.max(0.01))];
        }
        let mut faces = vec![
            self.word(&tokens::exact(&word.exact), ranking.exact.max(0.01)),
            self.word(&tokens::unaccented(&word.folded), ranking.exact.max(0.01)),
        ];
        if !tones_are_typed {
            faces.extend(toned(word).into_iter().map(|other| self.word(&tokens::exact(&other), ranking.exact / 2.0)));
        }
        faces
    }

    /// Terms that only raise the score.
    fn extras(&self, expression: &Expression, ranking: &Ranking) -> Vec<Weighed> {
        let mut extras = Vec::new();
        for word in &expression.words {
            self.add_word(word, ranking, &mut extras);
        }
        for two in expression.words.windows(2).filter(|two| two[1].joined) {
            self.add_pair(two, ranking, &mut extras);
        }
        let sides = expression.alternatives.iter().flatten().map(|side| match side {
            Side::Word(word) => std::slice::from_ref(word),
            Side::Phrase(words) => words,
        });
        for phrase in expression.phrases.iter().map(Vec::as_slice).chain(sides) {
            for word in phrase {
                extras.push(self.word(&tokens::folded(&word.folded), ranking.folded));
                self.add_word(word, ranking, &mut extras);
            }
            for two in phrase.windows(2) {
                self.add_pair(two, ranking, &mut extras);
            }
        }
        extras
    }

    fn add_word(&self, word: &Word, ranking: &Ranking, extras: &mut Vec<Weighed>) {
        if tokens::is_number(&word.exact) {
            if let Ok(number) = word.exact.parse() {
                extras.push(weighed(self.facts, &facts::number(number), ranking.number));
                extras.push(weighed(self.facts, &facts::arrival_number(number), ranking.number / 2.0));
            }
            extras.push(weighed(self.title, &tokens::folded(&word.folded), ranking.title));
        } else if word.is_accented() {
            extras.push(self.word(&tokens::folded(&word.folded), ranking.folded));
            extras.push(weighed(self.title, &tokens::exact(&word.exact), ranking.title * ranking.exact));
            extras.push(weighed(self.title, &tokens::folded(&word.folded), ranking.title * ranking.folded));
        } else {
            extras.push(self.word(&tokens::exact(&word.exact), ranking.plain));
            extras.push(weighed(self.title, &tokens::folded(&word.folded), ranking.title));
        }
    }

    fn add_pair(&self, two: &[Word], ranking: &Ranking, extras: &mut Vec<Weighed>) {
        let folded = tokens::folded_pair(&two[0].folded, &two[1].folded);
        let is_accented = two.iter().any(Word::is_accented);
        let pairs = [(self.pairs, 1.0), (self.title_pairs, ranking.title)];
        for (field, share) in pairs {
            if is_accented {
                let exact = tokens::exact_pair(&two[0].exact, &two[1].exact);
                extras.push(weighed(field, &exact, share * ranking.exact_pair));
                extras.push(weighed(field, &folded, share * ranking.folded_pair));
            } else {
                extras.push(weighed(field, &folded, share * (ranking.exact_pair + ranking.folded_pair)));
            }
        }
    }

    fn word(&self, text: &str, boost: f32) -> Weighed {
        weighed(self.words, text, boost)
    }

}

fn weighed(field: Field, text: &str, boost: f32) -> Weighed {
    Weighed { term: Term::from_field_text(field, text), boost }
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
    others.map(|tone| Syllable { tone, ..syllable.clone() }.spelled()).collect()
}
