//! Phrases in quotation marks, of any length, against texts read word by word.

use proptest::prelude::*;
use search_index::{Engine, Query};

use crate::samples::{TODAY, clerk, entry, index};

/// Few words, so that runs of them occur by chance; two differ in their accents alone, one is a number.
const WORDS: [&str; 6] = ["của", "cua", "pháp", "luật", "30", "ban"];

fn run(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 2..most)
}

/// Whether a text holds the words one after the other; they mean their accents if any of them has some.
fn holds(text: &[&str], phrase: &[&str]) -> bool {
    let bare = |word: &str| {
        if word == "của" {
            "cua".to_owned()
        } else {
            word.to_owned()
        }
    };
    let is_accented = phrase.iter().any(|word| ["của", "pháp", "luật"].contains(word));
    text.windows(phrase.len()).any(|run| {
        run.iter().zip(phrase).all(|(word, wanted)| {
            if is_accented {
                word == wanted
            } else {
                bare(word) == bare(wanted)
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_phrase_finds_the_texts_that_hold_it_and_no_other(
        texts in prop::collection::vec(run(24), 1..20),
        phrases in prop::collection::vec(run(7), 1..12),
    ) {
        let pages: Vec<String> = texts.iter().map(|text| text.join(" ")).collect();
        let entries = pages.iter().enumerate().map(|(at, page)| entry(&at.to_string(), "Công văn", &[page.as_str()]));
        let index = index(entries.collect());
        for phrase in &phrases {
            let mut wanted: Vec<usize> = (0..texts.len()).filter(|at| holds(&texts[*at], phrase)).collect();
            wanted.sort_unstable();
            let question = Query::new(format!("\"{}\"", phrase.join(" ")), TODAY);
            let results = index.search(&question, &clerk()).unwrap();
            // Where no text holds the phrase, texts that hold its words are shown with a notice.
            let mut found: Vec<usize> = if results.notice.is_some() {
                Vec::new()
            } else {
                results.hits.iter().map(|hit| hit.id.parse().unwrap()).collect()
            };
            found.sort_unstable();
            prop_assert_eq!(found, wanted, "{:?}", phrase);
        }
    }
}

#[test]
fn the_end_of_a_sentence_parts_a_phrase_of_three_words() {
    let index = index(vec![
        entry("một", "Quy định của pháp luật", &[]),
        entry("hai", "Quy định của. Pháp luật, quy định; của pháp", &[]),
    ]);
    let results = index
        .search(&Query::new("\"định của pháp\"", TODAY), &clerk())
        .unwrap();
    let found: Vec<&str> = results.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!(found, ["một"]);
}
