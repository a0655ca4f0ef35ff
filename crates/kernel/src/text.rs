//! Text as it enters: NFC, without characters that look like nothing.

use unicode_normalization::UnicodeNormalization as _;

/// Composes to NFC, turns non-breaking spaces into spaces, drops zero-width and control characters except line breaks and
/// tabs, replaces the Icelandic "Ð" by the Vietnamese "Đ", and trims.
#[must_use]
pub fn clean(text: &str) -> String {
    let composed: String = text
        .nfc()
        .filter_map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
            '\u{d0}' => Some('Đ'),
            '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' | '\u{ad}' => None,
            '\n' | '\t' => Some(c),
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect();
    composed.trim().to_owned()
}

/// [`clean`], and every run of white space becomes one space.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_text_is_composed() {
        assert_eq!(clean("Đa\u{300} Na\u{306}\u{303}ng"), "Đà Nẵng");
    }

    #[test]
    fn characters_that_look_like_nothing_are_dropped() {
        assert_eq!(
            clean_line("\u{feff}Ủy\u{a0}ban\u{200b}\n nhân  dân "),
            "Ủy ban nhân dân"
        );
    }

    #[test]
    fn the_icelandic_letter_becomes_the_vietnamese_one() {
        assert_eq!(clean("\u{d0}iều 1"), "Điều 1");
    }
}
