//! Where fields and signatures belong.

use composer::{Place, compose};

use crate::{poppler, samples};

const PAGE_HEIGHT: f32 = 841.89;

#[test]
fn a_printed_value_stands_where_the_empty_place_was() {
    let empty = compose(&samples::letter()).unwrap().places;
    let mut document = samples::letter();
    document.number = Some(1668);
    document.date = Some(time::macros::date!(2026 - 10 - 21));
    let filled = compose(&document).unwrap();
    let Some(words) = poppler::words(&filled.pdf) else {
        return;
    };

    let number = words.iter().find(|word| word.text.starts_with("1668")).unwrap();
    let place = filled.places.number;
    assert!((number.left - place.left).abs() < 0.6, "{number:?} {place:?}");
    assert!(
        (PAGE_HEIGHT - number.bottom - place.bottom).abs() < 1.0,
        "{number:?} {place:?}"
    );
    assert!(
        (empty.number.bottom - place.bottom).abs() < 0.1,
        "filling does not move the line"
    );
    for (text, place) in [("21", filled.places.day), ("10", filled.places.month)] {
        let word = words
            .iter()
            .find(|word| word.text == text && word.page == 1)
            .unwrap();
        assert!((word.left - place.left).abs() < 0.6, "{word:?} {place:?}");
        assert!(
            (PAGE_HEIGHT - word.bottom - place.bottom).abs() < 1.0,
            "{word:?} {place:?}"
        );
    }
}

#[test]
fn empty_places_have_room_for_their_values_and_cover_no_text() {
    let composed = compose(&samples::letter()).unwrap();
    let places = composed.places;
    assert_eq!(
        (places.number.page, places.day.page, places.month.page),
        (1, 1, 1)
    );
    assert_eq!(places.year, None);
    // Five figures at half an em each; two for day and month.
    assert!(places.number.width >= 5.0 * 6.5 && places.day.width >= 13.0 && places.month.width >= 13.0);
    assert!((places.number.font_size - 13.0).abs() < f32::EPSILON);

    let Some(words) = poppler::words(&composed.pdf) else {
        return;
    };
    let covers = |place: &Place| {
        words.iter().find(|word| {
            let (bottom, top) = (PAGE_HEIGHT - word.bottom, PAGE_HEIGHT - word.top);
            word.page == place.page
                && word.left < place.right() - 0.5
                && word.right > place.left + 0.5
                && bottom < place.top() - 2.0
                && top > place.bottom + 2.0
        })
    };
    for place in [
        places.number,
        places.day,
        places.month,
        places.signature,
        places.attachment_line,
    ] {
        // Words glued to a blank ("/UBND-VX") begin where it ends.
        assert!(covers(&place).is_none(), "{place:?} covers {:?}", covers(&place));
    }
}

#[test]
fn the_signature_lies_between_post_and_name_and_the_seal_over_its_left_third() {
    for (name, document) in samples::all() {
        let composed = compose(&document).unwrap();
        let (signature, seal) = (composed.places.signature, composed.places.seal);
        assert_eq!(signature.page, composed.pages, "{name}");
        let covered = (seal.right() - signature.left) / signature.width;
        assert!((0.30..=0.36).contains(&covered), "{name}: {covered}");
        assert!((seal.width - 102.05).abs() < 0.1 && (seal.height - 102.05).abs() < 0.1);

        let Some(words) = poppler::words(&composed.pdf) else {
            return;
        };
        let last = document.signing.name.split(' ').next_back().unwrap();
        let signer = words.iter().rev().find(|word| word.text == last).unwrap();
        assert!(
            PAGE_HEIGHT - signer.top <= signature.bottom + 1.0,
            "{name}: {signer:?} {signature:?}"
        );
    }
}

#[test]
fn an_unknown_year_has_a_place_too() {
    let mut document = samples::letter();
    document.year = None;
    assert!(compose(&document).unwrap().places.year.is_some());
}
