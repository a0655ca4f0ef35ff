//! Text as it is printed: NFC, one space between words, no invisible signs.

use unicode_normalization::UnicodeNormalization;

use crate::fonts::CATALOGUE;

/// NFC on one line, without control and format signs (which could reorder or hide text).
pub(super) fn clean(text: &str) -> String {
    let visible: String = text
        .nfc()
        .filter(|sign| sign.is_whitespace() || !is_invisible(*sign))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The non-empty lines of a text, cleaned.
pub(super) fn cleaned_lines(text: &str) -> Vec<String> {
    text.lines().map(clean).filter(|line| !line.is_empty()).collect()
}

/// A cleaned text in upper case.
pub(super) fn upper(text: &str) -> String {
    clean(text).to_uppercase()
}

/// A text without the punctuation that ends an entry of a list.
pub(super) fn without_ending(text: &str) -> &str {
    text.trim_end_matches([';', '.', ',', ' '])
}

/// A span's text cleaned without losing the spaces at its ends, which part it from its neighbours.
pub(super) fn clean_span(text: &str) -> String {
    text.nfc().filter(|sign| !is_invisible(*sign)).collect()
}

/// Control signs, and format signs such as zero-width spaces, joiners and direction marks.
fn is_invisible(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Signs of a text that the serif face cannot print, each once.
pub(crate) fn unprintable(text: &str) -> Vec<char> {
    let Some(font) = CATALOGUE.fonts.first() else {
        return Vec::new();
    };
    let mut missing: Vec<char> = clean(text)
        .chars()
        .filter(|sign| !font.info().coverage.contains(u32::from(*sign)))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}
