//! Later changes of what a signature says and shows.

use super::{never_passes, signed};
use crate::validate::fails;
use crate::validate::paper::{appearance, find};

#[test]
fn a_spoofed_reason_or_picture_of_a_signature_fails() {
    let paper = signed();
    let at = find(&paper.bytes, b"20 0 obj\n").unwrap() + b"20 0 obj\n".len();
    let end = at + find(&paper.bytes[at..], b"\nendobj").unwrap();
    let spoofed = String::from_utf8(paper.bytes[at..end].to_vec())
        .unwrap()
        .replace("(approved)", "(refused)");
    never_passes(&paper.revised(&[(20, spoofed)]));
    fails(
        &paper.revised(&[(21, appearance("1 0 0 rg 0 0 100 100 re f"))]),
        "hình hiện của chữ ký",
    );
}

#[test]
fn a_signature_taken_out_later_is_told() {
    let without = "<</Type/Annot/Subtype/Widget/FT/Sig/T(leader)/Rect[300 100 500 160]/F 4/P 3 0 R>>";
    let report = fails(&signed().revised(&[(8, without.into())]), "bị gỡ");
    assert_eq!(report.signatures.len(), 1);
    fails(
        &signed().revised(&[(
            6,
            "<</Fields[7 0 R 9 0 R]/DR<</Font<</F1 5 0 R>>>>/DA(/F1 12 Tf 0 g)>>".into(),
        )]),
        "bị gỡ",
    );
}
