//! Tables, cross-reference streams and object streams that readers take for different things (ISO 32000-2, 7.5).

use super::{never_passes, signed};
use crate::validate::paper::{Paper, Signing, appearance, find, find_last, object_stream, replaced, stream};
use crate::validate::{fails, passes};

const SHOWN: &str = "BT /F1 12 Tf 0 g 2 6 Td (15) Tj ET";

fn field(value: &str) -> String {
    format!(
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(number)/Rect[72 600 200 620]/F 4/P 3 0 R/V({value})/AP<</N 50 0 R>>>>"
    )
}

/// The text field filled by objects inside of an object stream (51); `held` is what stands in it.
fn filled(held: &[(u32, &str)], rows: &[(u32, [u32; 3])]) -> Vec<u8> {
    let mut paper = signed();
    paper.save_as_stream(&[(50, appearance(SHOWN)), (51, object_stream(held))], rows);
    paper.bytes
}

#[test]
fn a_field_filled_in_an_object_stream_is_allowed() {
    passes(&filled(&[(7, &field("15"))], &[(7, [2, 51, 0])]));
}

#[test]
fn an_object_that_stands_twice_in_an_object_stream_fails() {
    let (honest, other) = (field("15"), field("9999"));
    for held in [[(7, honest.as_str()), (7, &other)], [(7, &other), (7, &honest)]] {
        for index in [0, 1] {
            never_passes(&filled(&held, &[(7, [2, 51, index])]));
        }
    }
    fails(
        &filled(&[(7, &honest), (7, &honest)], &[(7, [2, 51, 0])]),
        "trỏ sai chỗ",
    );
}

#[test]
fn an_index_that_names_another_object_fails() {
    fails(
        &filled(&[(60, "null"), (7, &field("15"))], &[(7, [2, 51, 0])]),
        "trỏ sai chỗ",
    );
}

#[test]
fn a_doubled_key_inside_of_an_object_stream_fails() {
    let doubled = field("15").replace("/V(15)", "/V(15)/V(9999)");
    fails(&filled(&[(7, &doubled)], &[(7, [2, 51, 0])]), "sai dạng");
}

#[test]
fn a_later_table_that_points_into_a_signed_object_stream_fails() {
    // The signed file holds an object stream that nothing leads to; later the table takes the field from it.
    let mut paper = Paper::with_form();
    let hidden = field("");
    paper.revise(&[(50, appearance("")), (51, object_stream(&[(7, &hidden)]))]);
    let mut paper = paper.signed(Signing::default());
    paper.save_as_stream(&[], &[(7, [2, 51, 0])]);
    fails(&paper.bytes, "trỏ sai chỗ");
}

#[test]
fn a_row_of_an_unknown_kind_hides_and_fails() {
    for kind in [3, 7, 255] {
        let mut paper = signed();
        paper.save_as_stream(&[], &[(4, [kind, 0, 0])]);
        fails(&paper.bytes, "trang 1 bị thay nội dung");
    }
}

#[test]
fn an_object_set_free_or_raised_in_generation_fails() {
    let mut paper = signed();
    paper.save_as_stream(&[], &[(4, [0, 0, 1])]);
    fails(&paper.bytes, "trang 1 bị thay nội dung");

    let mut paper = signed();
    let place = u32::try_from(paper.bytes.len()).unwrap();
    paper
        .bytes
        .extend_from_slice(format!("4 1 obj\n{}\nendobj\n", stream("", "q Q")).as_bytes());
    paper.save_as_stream(&[], &[(4, [1, place, 1])]);
    never_passes(&paper.bytes);
}

#[test]
fn a_length_that_is_changed_later_fails() {
    let mut paper = Paper::with_form();
    let content = stream("", super::super::paper::CONTENT);
    let length = super::super::paper::CONTENT.len();
    let indirect = content.replace(&format!("/Length {length}"), "/Length 13 0 R");
    paper.revise(&[(4, indirect), (13, length.to_string())]);
    let paper = paper.signed(Signing::default());
    passes(&paper.bytes);
    fails(&paper.revised(&[(13, "3".into())]), "trang 1 bị thay nội dung");
}

#[test]
fn a_size_that_leaves_out_objects_fails() {
    let bytes = signed().revised(&[(60, "<</Producer(x)>>".into())]);
    passes(&bytes);
    let at = find_last(&bytes, b"/Size 61").unwrap();
    let mut shrunk = bytes.clone();
    shrunk[at..at + 8].copy_from_slice(b"/Size 05");
    fails(&shrunk, "/Size");
}

#[test]
fn an_entry_that_points_at_a_comment_fails() {
    let bytes = signed().revised(&[(60, "<</Producer(x)>>".into())]);
    let object = find_last(&bytes, b"60 0 obj").unwrap();
    let listed = format!("{object:010} 00000 n");
    let table = find_last(&bytes, b"xref\n60 1").unwrap();
    let mut forged = bytes[..object].to_vec();
    forged.extend_from_slice(b"%4 0 obj\n");
    forged.extend_from_slice(&bytes[object..]);
    let moved = table + b"%4 0 obj\n".len();
    let forged = String::from_utf8_lossy(&forged[object..])
        .replace(&format!("startxref\n{table}"), &format!("startxref\n{moved}"))
        .into_bytes();
    assert!(find(&forged, listed.as_bytes()).is_some());
    fails(&[&bytes[..object], forged.as_slice()].concat(), "trỏ sai chỗ");
}

#[test]
fn tables_that_go_in_circles_are_unreadable() {
    let mut paper = signed();
    paper.revise(&[]);
    let start = find_last(&paper.bytes, b"startxref\n").unwrap() + b"startxref\n".len();
    let end = start + find(&paper.bytes[start..], b"\n").unwrap();
    let own = String::from_utf8_lossy(&paper.bytes[start..end]).into_owned();
    let previous = find_last(&paper.bytes, b"/Prev ").unwrap() + b"/Prev ".len();
    paper.bytes[previous..previous + own.len()].copy_from_slice(own.as_bytes());
    never_passes(&paper.bytes);
}

#[test]
fn anything_in_the_gap_but_one_string_fails() {
    let bytes = signed().bytes;
    let zeros = "0".repeat(64);
    for smuggled in [
        format!("><{}", "0".repeat(62)),
        format!("{}%", "0".repeat(63)),
        format!("{}>/Reason(x)<", "0".repeat(52)),
        format!("{}(x)", "0".repeat(61)),
        "z".repeat(64),
    ] {
        never_passes(&replaced(&bytes, &zeros, &smuggled));
    }
    passes(&replaced(&bytes, &zeros, &format!("{}\n ", "0".repeat(62))));
}
