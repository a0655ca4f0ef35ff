//! Numbers and symbols of documents: `15/QĐ-BNV`, `12/2026/QĐ-UBND`, `1668 ubnd`.

use super::chip::Condition;
use super::piece::{Matter, Piece};
use crate::text::fold::fold;
use crate::text::syllable::is_syllable;
use crate::text::{analyze, normalize};

/// The form in which a symbol, or a number with its symbol, is compared: without accents, blanks and padding.
#[must_use]
pub fn symbol_key(symbol: &str) -> String {
    symbol_parts(symbol).join("-")
}

/// The groups of a symbol without accents: `UBND-VX` has `ubnd` and `vx`.
#[must_use]
pub fn symbol_parts(symbol: &str) -> Vec<String> {
    analyze(&normalize(symbol))
        .words
        .into_iter()
        .map(|word| fold(&word.exact))
        .collect()
}

/// Reads a number with its symbol, or a number after "số", at the beginning of the pieces.
/// Gives the condition and how many pieces it took.
pub(super) fn read(text: &str, pieces: &[Piece]) -> Option<(Condition, usize)> {
    let words_before = match pieces {
        [so, den, ..] if so.folded() == Some("so") && den.exact() == Some("đến") => 2,
        [so, ..] if so.folded() == Some("so") => 1,
        _ => 0,
    };
    let rest = &pieces[words_before..];
    let number = rest.first()?.number()?;
    if words_before == 2 {
        return Some((Condition::ArrivalNumber(number), 3));
    }
    if let Some(taken) = slashed(text, rest).or_else(|| spaced(text, rest)) {
        let symbol = text[rest[1].from..rest[taken - 1].to].to_uppercase();
        return Some((
            Condition::Number {
                number,
                symbol: Some(symbol),
            },
            words_before + taken,
        ));
    }
    let is_alone = rest.len() == 1 || !text[rest[0].to..rest[1].from].contains(['/', '.', ',', '%']);
    (words_before == 1 && is_alone).then_some((Condition::Number { number, symbol: None }, 2))
}

/// `1668/UBND-VX`: a slash right after the number and letters after it.
fn slashed(text: &str, pieces: &[Piece]) -> Option<usize> {
    let second = pieces.get(1)?;
    let begins = text[pieces[0].to..second.from].trim() == "/" && second.folded().is_some();
    let taken = begins.then(|| group_end(text, pieces))?;
    let has_letters = pieces[1..taken].iter().any(|p| p.number().is_none());
    has_letters.then_some(taken)
}

/// `1668 ubnd`, `1668 ubnd-vx`: what follows the number cannot be a word.
fn spaced(text: &str, pieces: &[Piece]) -> Option<usize> {
    let second = pieces.get(1)?;
    let is_blank = text[pieces[0].to..second.from].chars().all(char::is_whitespace);
    let folded = second.folded()?;
    let is_symbol =
        folded.len() >= 2 && folded.chars().all(|c| c.is_ascii_lowercase()) && !is_syllable(folded);
    (is_blank && is_symbol).then(|| group_end(text, pieces))
}

/// The piece after the last that hyphens or slashes join to the second.
fn group_end(text: &str, pieces: &[Piece]) -> usize {
    let mut end = 2;
    while let Some(next) = pieces.get(end) {
        let is_word = matches!(next.matter, Matter::Word(_)) && !next.is_negated;
        if !is_word || !matches!(&text[pieces[end - 1].to..next.from], "-" | "/" | "–") {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::symbol_key;

    #[test]
    fn a_symbol_has_one_key() {
        assert_eq!(symbol_key("1668/UBND-VX"), "1668-ubnd-vx");
        assert_eq!(symbol_key("05/QĐ-BNV"), symbol_key("5/qd-bnv"));
    }
}
