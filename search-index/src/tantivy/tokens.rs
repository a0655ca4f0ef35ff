//! Words, pairs and triples as terms: one pass over a text writes every face of a word into one field.
//!
//! `=` stands before a word with its accents, `~` before a word without, `?` before a word of a text that was
//! typed wholly without accents (so that a question with accents still finds it).

mod recent;

use std::rc::Rc;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::analyze::Form;
use crate::text::{Analysis, Word};

/// The term of a word with its accents.
pub(super) fn exact(word: &str) -> String {
    format!("={word}")
}

/// The term of a word without accents.
pub(super) fn folded(word: &str) -> String {
    format!("~{word}")
}

/// The term of a word in a text typed without accents.
pub(super) fn unaccented(word: &str) -> String {
    format!("?{word}")
}

/// The term of two neighbouring words with their accents.
pub(super) fn exact_pair(first: &str, second: &str) -> String {
    format!("={first}_{second}")
}

/// The term of two neighbouring words without accents.
pub(super) fn folded_pair(first: &str, second: &str) -> String {
    format!("~{first}_{second}")
}

/// The term of three neighbouring words with their accents.
pub(super) fn exact_triple([first, second, third]: [&str; 3]) -> String {
    format!("={first}_{second}_{third}")
}

/// The term of three neighbouring words without accents.
pub(super) fn folded_triple([first, second, third]: [&str; 3]) -> String {
    format!("~{first}_{second}_{third}")
}

/// Whether three words are indexed together: neighbours in the text, and no number among them, as there is no end of those.
pub(super) fn make_triple([first, second, third]: [&Word; 3]) -> bool {
    let is_run = second.joined && third.joined;
    is_run && ![first, second, third].iter().any(|word| is_number(&word.exact))
}

/// Whether a word is a number; it has one face only.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Cuts text into the terms of single words.
#[derive(Clone, Default)]
pub(super) struct Words;

/// Cuts text into the terms of pairs.
#[derive(Clone, Default)]
pub(super) struct Pairs;

/// Cuts text into the terms of three words.
#[derive(Clone, Default)]
pub(super) struct Triples;

impl Tokenizer for Words {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let analysis = recent::analysis(text);
        let mut faces = Vec::with_capacity(analysis.words.len() * 2);
        let mut readings = analysis.readings.iter().peekable();
        for (position, word) in analysis.words.iter().enumerate() {
            faces.push((position, Face::Folded));
            if !is_number(&word.exact) {
                faces.push((position, Face::Exact));
                if analysis.is_unaccented {
                    faces.push((position, Face::Unaccented));
                }
            }
            while let Some(reading) = readings.next_if(|reading| reading.first == position) {
                for form in reading.words {
                    faces.push((position, Face::FoldedForm(form)));
                    faces.push((position, Face::ExactForm(form)));
                }
            }
        }
        Terms::new(analysis, faces)
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let analysis = recent::analysis(text);
        let mut faces = Vec::with_capacity(analysis.words.len() * 2);
        let mut readings = analysis.readings.iter().peekable();
        for (position, word) in analysis.words.iter().enumerate() {
            if let Some(next) = analysis.words.get(position + 1).filter(|next| next.joined) {
                faces.push((position, Face::FoldedPair));
                if word.is_accented() || next.is_accented() {
                    faces.push((position, Face::ExactPair));
                }
            }
            while let Some(reading) = readings.next_if(|reading| reading.first == position) {
                for pair in reading.words.windows(2) {
                    faces.push((position, Face::FoldedForms(pair)));
                    faces.push((position, Face::ExactForms(pair)));
                }
            }
        }
        Terms::new(analysis, faces)
    }
}

impl Tokenizer for Triples {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let analysis = recent::analysis(text);
        let mut faces = Vec::with_capacity(analysis.words.len() * 2);
        for (position, run) in analysis.words.windows(3).enumerate() {
            let [first, second, third] = run else { continue };
            if make_triple([first, second, third]) {
                faces.push((position, Face::FoldedTriple));
                if run.iter().any(Word::is_accented) {
                    faces.push((position, Face::ExactTriple));
                }
            }
        }
        Terms::new(analysis, faces)
    }
}

/// What of the word at its position a term shows.
#[derive(Debug, Clone, Copy)]
enum Face {
    Folded,
    Exact,
    Unaccented,
    /// With the word after it.
    FoldedPair,
    ExactPair,
    /// With the two words after it.
    FoldedTriple,
    ExactTriple,
    /// Another reading.
    FoldedForm(&'static Form),
    ExactForm(&'static Form),
    /// Two neighbours of another reading.
    FoldedForms(&'static [Form]),
    ExactForms(&'static [Form]),
}

/// Terms of a text, each written when the index asks for it.
pub(super) struct Terms {
    analysis: Rc<Analysis>,
    faces: Vec<(usize, Face)>,
    next: usize,
    token: Token,
}

impl Terms {
    fn new(analysis: Rc<Analysis>, faces: Vec<(usize, Face)>) -> Self {
        Self {
            analysis,
            faces,
            next: 0,
            token: Token::default(),
        }
    }
}

impl TokenStream for Terms {
    fn advance(&mut self) -> bool {
        let Some((position, face)) = self.faces.get(self.next).copied() else {
            return false;
        };
        self.next += 1;
        let words = &self.analysis.words;
        let word = &words[position];
        let after = |steps: usize| words.get(position + steps).unwrap_or(word);
        let (mark, parts): (char, [&str; 3]) = match face {
            Face::Folded => ('~', [&word.folded, "", ""]),
            Face::Exact => ('=', [&word.exact, "", ""]),
            Face::Unaccented => ('?', [&word.folded, "", ""]),
            Face::FoldedPair => ('~', [&word.folded, &after(1).folded, ""]),
            Face::ExactPair => ('=', [&word.exact, &after(1).exact, ""]),
            Face::FoldedTriple => ('~', [&word.folded, &after(1).folded, &after(2).folded]),
            Face::ExactTriple => ('=', [&word.exact, &after(1).exact, &after(2).exact]),
            Face::FoldedForm(form) => ('~', [&form.folded, "", ""]),
            Face::ExactForm(form) => ('=', [&form.exact, "", ""]),
            Face::FoldedForms(forms) => ('~', [&forms[0].folded, &forms[1].folded, ""]),
            Face::ExactForms(forms) => ('=', [&forms[0].exact, &forms[1].exact, ""]),
        };
        self.token.position = position;
        self.token.offset_from = word.from;
        self.token.offset_to = word.to;
        self.token.text.clear();
        self.token.text.push(mark);
        self.token.text.push_str(parts[0]);
        for part in parts[1..].iter().filter(|part| !part.is_empty()) {
            self.token.text.push('_');
            self.token.text.push_str(part);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
