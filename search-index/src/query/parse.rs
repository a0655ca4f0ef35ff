//! The whole box, read from left to right.

use time::Date;

use super::chip::{Chip, Condition};
use super::piece::{Matter, Piece, cut};
use super::{agency, date, expert, kind, symbol};
use crate::text::{Word, analyze, normalize};

/// Chips for kind and issuer are read from running text only up to this many pieces: longer texts are questions.
const LONGEST_WITH_NAMES: usize = 14;

/// More words than this say nothing more and cost time.
const MOST_PIECES: usize = 128;

/// One side of an `OR`: a word or a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// A word.
    Word(Word),
    /// A phrase in quotation marks.
    Phrase(Vec<Word>),
}

/// What is left of the box when the chips are taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expression {
    /// Plain words in order.
    pub words: Vec<Word>,
    /// Phrases that must occur.
    pub phrases: Vec<Vec<Word>>,
    /// Groups of which one side must occur.
    pub alternatives: Vec<Vec<Side>>,
    /// What must not occur.
    pub unwanted: Vec<Side>,
}

impl Expression {
    /// Whether nothing is asked of the text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
            && self.phrases.is_empty()
            && self.alternatives.is_empty()
            && self.unwanted.is_empty()
    }
}

/// The box as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The text of the box in normal form; sources of chips and places of words refer to it.
    pub text: String,
    /// What was read as a filter.
    pub chips: Vec<Chip>,
    /// What is to be looked for in the text.
    pub expression: Expression,
}

impl Parsed {
    /// Every word that a passage may be shown for.
    pub(crate) fn looked_for(&self) -> Vec<Word> {
        let expression = &self.expression;
        let sides = expression
            .alternatives
            .iter()
            .flatten()
            .flat_map(|side| match side {
                Side::Word(word) => std::slice::from_ref(word),
                Side::Phrase(words) => words,
            });
        let phrases = expression.phrases.iter().flatten();
        let mut words: Vec<Word> = expression
            .words
            .iter()
            .chain(phrases)
            .chain(sides)
            .cloned()
            .collect();
        for chip in &self.chips {
            if let Condition::Title(title) = &chip.condition {
                words.extend(analyze(&normalize(title)).words);
            }
        }
        words
    }
}

/// Reads the box. Total: any string is a query.
#[must_use]
pub fn parse(text: &str, today: Date) -> Parsed {
    let text = normalize(text).into_owned();
    let mut pieces = cut(&text);
    pieces.truncate(MOST_PIECES);
    let reads_names = pieces.len() <= LONGEST_WITH_NAMES;
    let mut chips = Vec::new();
    let mut rest = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let here = &pieces[at..];
        let found = read(&text, here, today, at, reads_names)
            .filter(|(condition, _)| !is_repeated(&chips, condition));
        if let Some((condition, taken)) = found {
            chips.push(Chip {
                condition,
                source: text[here[0].from..here[taken - 1].to].to_owned(),
            });
            at += taken;
        } else {
            rest.push(pieces[at].clone());
            at += 1;
        }
    }
    let expression = expression(rest);
    Parsed {
        text,
        chips,
        expression,
    }
}

/// Reads the box as words and operators alone, without looking for chips.
#[must_use]
pub fn words_only(text: &str) -> Parsed {
    let text = normalize(text).into_owned();
    let mut pieces = cut(&text);
    pieces.truncate(MOST_PIECES);
    Parsed {
        text,
        chips: Vec::new(),
        expression: expression(pieces),
    }
}

fn read(text: &str, here: &[Piece], today: Date, at: usize, reads_names: bool) -> Option<(Condition, usize)> {
    let is_plain = |taken: usize| here[..taken].iter().all(|piece| piece.folded().is_some());
    expert::read(text, here, today).or_else(|| {
        symbol::read(text, here)
            .or_else(|| date::read(text, here, today))
            .or_else(|| kind::read_urgency(here, at == 0))
            .or_else(|| {
                if at == 0 && reads_names {
                    kind::read(here)
                } else {
                    None
                }
            })
            .or_else(|| {
                if reads_names {
                    agency::read(text, here)
                } else {
                    None
                }
            })
            .filter(|(_, taken)| is_plain(*taken))
    })
}

/// Two numbers, two years: only the first is a chip, the second is a word.
fn is_repeated(chips: &[Chip], condition: &Condition) -> bool {
    chips
        .iter()
        .any(|chip| std::mem::discriminant(&chip.condition) == std::mem::discriminant(condition))
}

fn expression(pieces: Vec<Piece>) -> Expression {
    let mut expression = Expression::default();
    let mut rest = pieces.into_iter().peekable();
    while let Some(piece) = rest.next() {
        let is_negated = piece.is_negated;
        let Some(first) = side(piece) else { continue };
        let mut sides = vec![first];
        while !is_negated && rest.next_if(|next| next.matter == Matter::Or).is_some() {
            sides.extend(rest.next_if(|next| !next.is_negated).and_then(side));
        }
        match (is_negated, sides.len()) {
            (true, _) => expression.unwanted.append(&mut sides),
            (false, 1) => match sides.remove(0) {
                Side::Word(word) => expression.words.push(word),
                Side::Phrase(words) => expression.phrases.push(words),
            },
            (false, _) => expression.alternatives.push(sides),
        }
    }
    expression
}

fn side(piece: Piece) -> Option<Side> {
    match piece.matter {
        Matter::Word(word) => Some(Side::Word(word)),
        Matter::Phrase(words) => Some(Side::Phrase(words)),
        Matter::Or => None,
    }
}

#[cfg(test)]
mod tests;
