//! One normal form at the edge: NFC, no invisible characters, one kind of space, one letter Đ.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Brings text into the form in which it is stored, indexed and compared.
///
/// NFD and half-composed text become NFC, a tone written before the hat of its vowel is put after it, invisible
/// characters go, every kind of blank becomes a space, and the Icelandic and African look-alikes of Đ become Đ.
/// Normalising twice changes nothing more.
#[must_use]
pub fn normalize(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || (text.chars().all(|c| replacement(c) == Some(c)) && is_settled(text)) {
        return Cow::Borrowed(text);
    }
    let plain = text.chars().filter_map(replacement).nfd();
    Cow::Owned(order_marks(plain).nfc().collect())
}

/// Whether the text is composed already and carries no loose mark.
fn is_settled(text: &str) -> bool {
    is_nfc_quick(text.chars()) == IsNormalized::Yes && !text.chars().any(is_mark)
}

/// What stands for a character: itself, its normal look-alike, or nothing.
fn replacement(c: char) -> Option<char> {
    match c {
        '\u{00AD}'
        | '\u{034F}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => None,
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Some(' '),
        // U+00D0 is the Icelandic eth, U+0189 the African D; both look like Đ.
        '\u{00D0}' | '\u{0189}' => Some('Đ'),
        '\u{00F0}' | '\u{0256}' => Some('đ'),
        '\u{2010}' | '\u{2011}' => Some('-'),
        c => Some(c),
    }
}

fn is_mark(c: char) -> bool {
    ('\u{0300}'..='\u{036F}').contains(&c)
}

/// Whether a combining mark belongs to the vowel (â, ă, ơ) rather than being its tone.
fn is_vowel_mark(c: char) -> bool {
    matches!(c, '\u{0302}' | '\u{0306}' | '\u{031B}')
}

/// Puts the hat, breve or horn of a vowel before its tone, whatever order they came in.
fn order_marks(decomposed: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut ordered = Vec::new();
    let mut marks: Vec<char> = Vec::new();
    for c in decomposed {
        if is_mark(c) {
            marks.push(c);
        } else {
            flush(&mut ordered, &mut marks);
            ordered.push(c);
        }
    }
    flush(&mut ordered, &mut marks);
    ordered.into_iter()
}

fn flush(ordered: &mut Vec<char>, marks: &mut Vec<char>) {
    marks.sort_by_key(|mark| !is_vowel_mark(*mark));
    ordered.append(marks);
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn every_way_to_write_a_word_becomes_one() {
        for (given, wanted) in [
            ("nhân dân", "nhân dân"),
            ("nha\u{0302}n da\u{0302}n", "nhân dân"),
            ("quye\u{0301}\u{0302}t", "quyết"),
            ("quy\u{00EA}\u{0301}t", "quyết"),
            ("\u{00D0}\u{1ED9}c l\u{1EAD}p", "Độc lập"),
            ("Ủy\u{00A0}ban\u{200B}", "Ủy ban"),
            ("ngh\u{FEFF}ị định", "nghị định"),
            ("ngươ\u{0300}i", "người"),
            ("nguo\u{0300}\u{031B}i", "nguời"),
        ] {
            assert_eq!(normalize(given), wanted, "{given:?}");
        }
    }
}
