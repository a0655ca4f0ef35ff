//! Analysis is total, and what is normal stays normal.

use proptest::prelude::*;
use search_index::text::{analyze, fold, keystrokes, legacy, normalize, spelling, tone};

/// Any text, with a preference for what Vietnamese text is made of.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-zA-ZàáảãạăâđêôơưÀĐ0-9 \u{300}\u{301}\u{302}\u{306}\u{309}\u{31B}\u{323}\u{200B}\u{A0}\u{D0}/.,:\"-]{0,40}",
    ]
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing_more(text in any_text()) {
        let once = normalize(&text).into_owned();
        prop_assert_eq!(normalize(&once), once.clone());
    }

    #[test]
    fn a_word_has_one_canonical_spelling(word in "[a-zàáảãạăằắâầđéêếìíĩòóôốơớùúưứỳýỵ]{1,8}") {
        let once = tone::canonical(&word);
        prop_assert_eq!(tone::canonical(&once), once.clone());
        prop_assert_eq!(fold(&once).replace('y', "i"), fold(&word).replace('y', "i"));
    }

    #[test]
    fn any_text_can_be_analysed(text in any_text()) {
        let text = normalize(&text);
        let analysis = analyze(&text);
        let mut end = 0;
        for word in &analysis.words {
            prop_assert!(word.from >= end && word.to > word.from);
            prop_assert!(text.get(word.from..word.to).is_some());
            prop_assert!(!word.exact.is_empty() && !word.folded.is_empty());
            end = word.to;
        }
        for reading in &analysis.readings {
            prop_assert!(reading.first <= reading.last && reading.last < analysis.words.len());
        }
    }

    #[test]
    fn helpers_take_any_word(word in any_text()) {
        let _ = keystrokes::decode(&word);
        let _ = spelling::one_keystroke_away(&word);
        if let Some(encoding) = legacy::recognize(&word) {
            let _ = legacy::convert(&word, encoding);
        }
    }

    #[test]
    fn any_box_is_a_query(text in any_text()) {
        let parsed = search_index::query::parse(&text, crate::samples::TODAY);
        for chip in &parsed.chips {
            prop_assert!(parsed.text.contains(&chip.source));
        }
    }
}
