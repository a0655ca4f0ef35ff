//! Completing what is being typed.

use search_index::{Engine, SuggestionKind};

use crate::samples::{clerk, index, office};

fn completed(prefix: &str) -> Vec<(SuggestionKind, String)> {
    let suggestions = index(office()).suggest(prefix, &clerk(), 10).unwrap();
    suggestions
        .into_iter()
        .map(|suggestion| (suggestion.kind, suggestion.text))
        .collect()
}

#[test]
fn titles_issuers_and_symbols_are_completed() {
    assert_eq!(
        completed("quan ly bi"),
        [(
            SuggestionKind::Title,
            "V/v tăng cường công tác quản lý biên chế".to_owned()
        )]
    );
    assert_eq!(
        completed("bộ nội"),
        [(SuggestionKind::Issuer, "Bộ Nội vụ".to_owned())]
    );
    assert_eq!(
        completed("166")[0],
        (SuggestionKind::Symbol, "1668/UBND-VX".to_owned())
    );
    assert!(completed("không có gì").is_empty());
    assert!(completed("").is_empty());
}
