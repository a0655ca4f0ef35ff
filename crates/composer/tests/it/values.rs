//! Values are text, never commands; the same document gives the same bytes.

use composer::{Error, compose};
use proptest::prelude::*;

use crate::{poppler, samples};

/// What would mean something in Typst's markup.
const HOSTILE: &str =
    "[- mục] #let x = 1 #panic() $x^2$ <nhãn> @tham-chiếu _gạch_ `mã` // ghi chú = đầu ~ \"nháy\"";

#[test]
fn markup_of_the_typesetter_stays_literal_in_every_field() {
    let mut document = samples::decision();
    document.number = Some(1);
    let hostile = HOSTILE.to_owned();
    document.parent_agency = Some(hostile.clone());
    document.agency.clone_from(&hostile);
    document.symbol.clone_from(&hostile);
    document.place.clone_from(&hostile);
    document.subject.clone_from(&hostile);
    document.bases = vec![hostile.clone()];
    document.body = format!("Điều 1. {hostile}.\n- {hostile}\n| {hostile} | b |");
    document.recipients = vec![hostile.clone()];
    document.signing.name.clone_from(&hostile);
    document.filing = hostile;
    let composed = compose(&document).unwrap();
    let Some(text) = poppler::text(&composed.pdf) else {
        return;
    };
    let flat: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let wanted: String = HOSTILE.chars().filter(|sign| !sign.is_whitespace()).collect();
    assert!(flat.matches(&wanted).count() >= 6, "{text}");
}

#[test]
fn numbers_of_documents_copy_as_they_were_typed_and_do_not_break() {
    let mut document = samples::letter();
    document.body = (0..40)
        .flat_map(|words| ["à ".repeat(words), "theo Tờ trình số 87/TTr-SKHCN\n".to_owned()])
        .collect();
    let Some(text) = poppler::text(&compose(&document).unwrap().pdf) else {
        return;
    };
    assert_eq!(text.matches("87/TTr-SKHCN").count(), 40, "{text}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for (name, document) in samples::all() {
        assert_eq!(
            compose(&document).unwrap().pdf,
            compose(&document).unwrap().pdf,
            "{name}"
        );
    }
}

#[test]
fn decomposed_text_is_printed_composed_and_invisible_signs_vanish() {
    let mut document = samples::letter();
    document.body =
        "Qua\u{302}\u{309}n ly\u{301} va\u{306}n ba\u{309}n\u{200b}\u{202e} đie\u{323}\u{302}n tử".to_owned();
    let Some(text) = poppler::text(&compose(&document).unwrap().pdf) else {
        return;
    };
    assert!(text.contains("Quẩn lý văn bản điện tử"), "{text}");
}

#[test]
fn signs_the_face_lacks_are_named() {
    let mut document = samples::letter();
    document.subject = "triển khai 🎉 漢".to_owned();
    assert_eq!(compose(&document), Err(Error::Unprintable("漢🎉".to_owned())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any body either composes or is refused for its grammar or its signs; nothing panics.
    #[test]
    fn any_body_composes_or_is_refused(body in "(\\PC{0,40}|[#*|\\\\a-z0-9. )+-]{0,30}|Điều 1\\. \\PC{0,20}|\n){0,12}") {
        let mut document = samples::decision();
        document.body = body;
        match compose(&document) {
            Ok(_) | Err(Error::Markup(_) | Error::Unprintable(_)) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}
