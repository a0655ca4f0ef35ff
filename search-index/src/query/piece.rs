//! The box cut into words, quoted phrases and operators, each with its place.

use crate::text::{Word, analyze};

/// A piece of the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What it is.
    pub(super) matter: Matter,
    /// Whether a minus stands before it.
    pub(super) is_negated: bool,
    /// First byte in the text, the minus and quotation mark included.
    pub(super) from: usize,
    /// Byte after the last.
    pub(super) to: usize,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Matter {
    /// A word.
    Word(Word),
    /// A phrase in quotation marks.
    Phrase(Vec<Word>),
    /// `OR` or `|`.
    Or,
}

impl Piece {
    /// The word without accents, if the piece is a word that no minus stands before.
    pub(super) fn folded(&self) -> Option<&str> {
        match &self.matter {
            Matter::Word(word) if !self.is_negated => Some(&word.folded),
            _ => None,
        }
    }

    /// The word with accents.
    pub(super) fn exact(&self) -> Option<&str> {
        match &self.matter {
            Matter::Word(word) if !self.is_negated => Some(&word.exact),
            _ => None,
        }
    }

    /// The number, if the piece is one.
    pub(super) fn number(&self) -> Option<u32> {
        self.folded()?.parse().ok()
    }
}

/// Cuts the box. `text` is normal already.
pub(super) fn cut(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut bare_from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find(['"', '“', '”', '|']) {
        let open = at + found;
        let mark = text[open..].chars().next().map_or(1, char::len_utf8);
        if text[open..].starts_with('|') {
            cut_bare(text, bare_from, open, &mut pieces);
            pieces.push(Piece {
                matter: Matter::Or,
                is_negated: false,
                from: open,
                to: open + mark,
            });
            bare_from = open + mark;
            at = bare_from;
            continue;
        }
        let inside = open + mark;
        let Some(length) = text[inside..].find(['"', '“', '”']) else {
            break;
        };
        let is_negated = text[..open].ends_with('-') && is_boundary(text, open - 1);
        cut_bare(text, bare_from, open, &mut pieces);
        let close = inside + length;
        let to = close + text[close..].chars().next().map_or(1, char::len_utf8);
        let mut words = analyze(&text[inside..close]).words;
        for word in &mut words {
            word.from += inside;
            word.to += inside;
        }
        if !words.is_empty() {
            let from = if is_negated { open - 1 } else { open };
            pieces.push(Piece {
                matter: Matter::Phrase(words),
                is_negated,
                from,
                to,
            });
        }
        bare_from = to;
        at = to;
    }
    cut_bare(text, bare_from, text.len(), &mut pieces);
    pieces
}

fn cut_bare(text: &str, from: usize, to: usize, pieces: &mut Vec<Piece>) {
    for mut word in analyze(&text[from..to]).words {
        word.from += from;
        word.to += from;
        let raw = &text[word.from..word.to];
        let is_negated = text[..word.from].ends_with('-') && is_boundary(text, word.from - 1);
        let (from, to) = (if is_negated { word.from - 1 } else { word.from }, word.to);
        let matter = if raw == "OR" {
            Matter::Or
        } else {
            Matter::Word(word)
        };
        pieces.push(Piece {
            matter,
            is_negated,
            from,
            to,
        });
    }
}

/// Whether a minus at this place begins a word rather than joining two.
fn is_boundary(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || c == '(')
        && !text[at + 1..].starts_with(char::is_whitespace)
}
