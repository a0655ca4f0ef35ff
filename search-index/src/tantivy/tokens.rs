//! Words and pairs as terms: one pass over a text writes every face of a word into one field.
//!
//! `=` stands before a word with its accents, `~` before a word without, `?` before a word of a text that was
//! typed wholly without accents (so that a question with accents still finds it).

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::{Analysis, Word, analyze};

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

impl Tokenizer for Words {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let analysis = analyze(text);
        let mut terms = Terms::with_capacity(analysis.words.len() * 2);
        let mut readings = analysis.readings.iter().peekable();
        for (position, word) in analysis.words.iter().enumerate() {
            terms.push(position, word, folded(&word.folded));
            if !is_number(&word.exact) {
                terms.push(position, word, exact(&word.exact));
                if analysis.is_unaccented {
                    terms.push(position, word, unaccented(&word.folded));
                }
            }
            while let Some(reading) = readings.next_if(|reading| reading.first == position) {
                for form in reading.words {
                    terms.push(position, word, folded(&form.folded));
                    terms.push(position, word, exact(&form.exact));
                }
            }
        }
        terms
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = Terms;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Terms {
        let analysis = analyze(text);
        let mut terms = Terms::with_capacity(analysis.words.len() * 2);
        push_pairs(&analysis, &mut terms);
        terms
    }
}

fn push_pairs(analysis: &Analysis, terms: &mut Terms) {
    let mut readings = analysis.readings.iter().peekable();
    for (position, word) in analysis.words.iter().enumerate() {
        if let Some(next) = analysis.words.get(position + 1).filter(|next| next.joined) {
            terms.push(position, word, folded_pair(&word.folded, &next.folded));
            if word.is_accented() || next.is_accented() {
                terms.push(position, word, exact_pair(&word.exact, &next.exact));
            }
        }
        while let Some(reading) = readings.next_if(|reading| reading.first == position) {
            for pair in reading.words.windows(2) {
                terms.push(position, word, folded_pair(&pair[0].folded, &pair[1].folded));
                terms.push(position, word, exact_pair(&pair[0].exact, &pair[1].exact));
            }
        }
    }
}

/// Terms ready to be handed to the index.
pub(super) struct Terms {
    ready: Vec<(usize, usize, usize, String)>,
    next: usize,
    token: Token,
}

impl Terms {
    fn with_capacity(capacity: usize) -> Self {
        Self {
            ready: Vec::with_capacity(capacity),
            next: 0,
            token: Token::default(),
        }
    }

    fn push(&mut self, position: usize, word: &Word, term: String) {
        self.ready.push((position, word.from, word.to, term));
    }
}

impl TokenStream for Terms {
    fn advance(&mut self) -> bool {
        let Some((position, from, to, term)) = self.ready.get_mut(self.next) else {
            return false;
        };
        self.token.position = *position;
        self.token.offset_from = *from;
        self.token.offset_to = *to;
        self.token.text = std::mem::take(term);
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
