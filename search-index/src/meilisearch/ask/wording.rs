//! The question in the server's words.

use crate::query::{Expression, Side};
use crate::text::keystrokes::decode;
use crate::text::{Word, analyze};

/// The question in the server's words: phrases in quotation marks, what is unwanted after a minus. It has no "or";
/// the first side of each is asked for.
pub(super) fn text(expression: &Expression) -> String {
    let mut parts: Vec<String> = expression.words.iter().map(|word| word.exact.clone()).collect();
    parts.extend(expression.phrases.iter().map(|words| phrase(words)));
    parts.extend(
        expression
            .alternatives
            .iter()
            .filter_map(|sides| sides.first())
            .map(side),
    );
    parts.extend(
        expression
            .unwanted
            .iter()
            .map(|unwanted| format!("-{}", side(unwanted))),
    );
    parts.join(" ")
}

fn side(side: &Side) -> String {
    match side {
        Side::Word(word) => word.exact.clone(),
        Side::Phrase(words) => phrase(words),
    }
}

fn phrase(words: &[Word]) -> String {
    format!(
        "\"{}\"",
        words
            .iter()
            .map(|word| word.exact.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    )
}

pub(super) fn words(expression: &Expression) -> String {
    expression
        .words
        .iter()
        .map(|word| word.exact.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Replaces Telex and VNI keystrokes by what they were meant for; tells whether there were any.
pub(super) fn decode_keys(expression: &mut Expression) -> bool {
    let mut has_keys = false;
    for word in &mut expression.words {
        if let Some(meant) = decode(&word.exact).and_then(|meant| analyze(&meant).words.pop()) {
            *word = Word {
                from: word.from,
                to: word.to,
                joined: word.joined,
                ..meant
            };
            has_keys = true;
        }
    }
    has_keys
}
