//! Tables whose rows one reader takes for something else than another (ISO 32000-2, 7.3.10 and 7.5.4).

use super::{never_passes, signed};
use crate::validate::paper::{CONTENT, find, find_last, replaced, stream};
use crate::validate::{fails, passes};

/// An honest revision, and what its table says.
fn honest() -> (Vec<u8>, String) {
    let bytes = signed().revised(&[(60, "<</Producer(x)>>".into())]);
    let table = find_last(&bytes, b"xref\n60 1\n").unwrap();
    let text = String::from_utf8(bytes[table..].to_vec()).unwrap();
    (bytes[..table].to_vec(), text)
}

fn with_table(from: &str, to: &str) -> Vec<u8> {
    let (mut bytes, table) = honest();
    assert!(table.contains(from));
    bytes.extend(table.replacen(from, to, 1).bytes());
    bytes
}

#[test]
fn the_same_object_in_another_generation_fails() {
    // Byte for byte the same page content: what names it by its first generation names nothing any more.
    let mut paper = signed();
    let place = u32::try_from(paper.bytes.len()).unwrap();
    let raised = format!("4 1 obj\n{}\nendobj\n", stream("", CONTENT));
    paper.bytes.extend_from_slice(raised.as_bytes());
    paper.save_as_stream(&[], &[(4, [1, place, 1])]);
    fails(&paper.bytes, "thế hệ");
}

#[test]
fn an_object_beyond_the_count_fails() {
    passes(&with_table("/Size 61", "/Size 61"));
    let mut paper = signed();
    paper.revise(&[]);
    // The count of the newest trailer stays what it was while number 60 comes.
    let size = find_last(&paper.bytes, b"/Size ").unwrap();
    let count = String::from_utf8_lossy(&paper.bytes[size..size + 8]).into_owned();
    fails(&with_table("/Size 61", &count), "trỏ sai chỗ");
}

#[test]
fn rows_of_another_width_fail() {
    for (from, to) in [
        (" 00000 n \n", " 00000 n\n"),
        (" 00000 n \n", " 00000 n  \n"),
        (" 00000 n \n", "  00000 n \n"),
        ("60 1\n", "60 1 %\n"),
        ("60 1\n0", "60 1\n%\n0"),
        ("60 1\n00", "60 1\n0"),
    ] {
        fails(&with_table(from, to), "sai dạng");
    }
}

#[test]
fn a_way_back_that_is_no_whole_number_or_leads_to_a_comment_fails() {
    let (_, table) = honest();
    let at = table.find("/Prev ").unwrap() + 6;
    let previous: usize = table[at..].split('/').next().unwrap().parse().unwrap();
    for other in [format!("{previous}.0"), format!("+{previous}.")] {
        fails(
            &with_table(&format!("/Prev {previous}"), &format!("/Prev {other}")),
            "/Prev",
        );
    }
    never_passes(&with_table(
        &format!("/Prev {previous}"),
        &format!("/Prev {}", previous + 1),
    ));
}

#[test]
fn a_signature_whose_number_is_used_again_fails() {
    // Freed, then something else under its number and the next generation.
    let mut paper = signed();
    paper.save_as_stream(&[], &[(20, [0, 0, 1])]);
    never_passes(&paper.bytes);
    let place = u32::try_from(paper.bytes.len()).unwrap();
    paper
        .bytes
        .extend_from_slice(b"20 1 obj\n<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>\nendobj\n");
    paper.save_as_stream(&[], &[(20, [1, place, 1])]);
    never_passes(&paper.bytes);
}

#[test]
fn entries_one_octet_off_fail() {
    let (_, table) = honest();
    let row = &table["xref\n60 1\n".len()..][..10];
    let place: usize = row.parse().unwrap();
    for other in [place - 2, place + 1] {
        never_passes(&with_table(row, &format!("{other:010}")));
    }
}

#[test]
fn what_stands_in_the_gap_besides_the_value_fails() {
    let bytes = signed().bytes;
    let zeros = "0".repeat(32);
    for comment in [
        "%0000000000000000000000000000000",
        "%\n000000000000000000000000000000",
    ] {
        never_passes(&replaced(&bytes, &zeros, comment));
    }
    let at = find(&bytes, b"/ByteRange[0 ").unwrap();
    let mut commented = bytes.clone();
    commented.splice(at + 11..at + 13, *b"%\n0 ");
    never_passes(&commented);
}
