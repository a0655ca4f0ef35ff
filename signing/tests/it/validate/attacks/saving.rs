//! Incremental saving attacks: something is appended that viewers repair (Mladenov et al., CCS 2019), and tables that readers take for different things.

use super::{never_passes, signed};
use crate::validate::fails;
use crate::validate::paper::{Paper, Signing, find_last};

#[test]
fn incremental_saving_without_a_table_fails() {
    let bytes = signed().bytes;
    let object = b"4 0 obj\n<</Length 33>>\nstream\nBT /F1 12 Tf 72 700 Td (X) Tj ET \nendstream\nendobj\n";
    let start = find_last(&bytes, b"xref\n0 1\n").map_or(0, |_| 0);
    let empty_table = format!("xref\n0 0\ntrailer\n<</Size 22/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    for tail in [
        object.to_vec(),
        [object.as_slice(), b"%%EOF\n"].concat(),
        [object.as_slice(), b"trailer\n<</Size 22/Root 1 0 R>>\n%%EOF\n"].concat(),
        [
            object.as_slice(),
            b"trailer\n<</Size 22/Root 1 0 R>>\nstartxref\n15\n%%EOF\n",
        ]
        .concat(),
        [object.as_slice(), empty_table.as_bytes()].concat(),
        b"\n1 0 obj\n<</Type/Catalog/Pages 99 0 R>>\nendobj\n".to_vec(),
        b"\n%%EOF\n<script>".to_vec(),
        vec![b' '; 8].into_iter().chain(*b"x").collect(),
    ] {
        never_passes(&[bytes.clone(), tail].concat());
    }
}

#[test]
fn an_empty_table_that_hides_an_unlisted_object_fails() {
    let mut paper = signed();
    paper
        .bytes
        .extend_from_slice(b"4 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n");
    paper.revise(&[]);
    fails(&paper.bytes, "ngoài các đối tượng được kê");
}

#[test]
fn a_revision_without_its_end_fails() {
    let mut bytes = signed().revised(&[(60, "<</Producer(x)>>".into())]);
    bytes.truncate(bytes.len() - b"%%EOF\n".len());
    never_passes(&bytes);
}

#[test]
fn an_entry_that_points_back_into_signed_bytes_fails() {
    // The signed file holds a second page content that nothing lists; later the table is made to point there.
    let mut paper = Paper::with_form();
    let hidden = paper.bytes.len();
    paper
        .bytes
        .extend_from_slice(b"4 0 obj\n<</Length 3>>\nstream\nq Q\nendstream\nendobj\n");
    let mut paper = paper.signed(Signing::default());
    paper.revise(&[(60, "<</Producer(x)>>".into())]);
    let entry = find_last(&paper.bytes, b"60 1\n").unwrap();
    let forged = format!("4 1 \n{hidden:010} 00000 n \n");
    paper.bytes.splice(entry..entry, forged.bytes());
    let start = find_last(&paper.bytes, b"xref\n60")
        .or_else(|| find_last(&paper.bytes, b"xref\n4 1"))
        .unwrap();
    assert!(start > hidden);
    fails(&paper.bytes, "trang 1 bị thay nội dung");
}

#[test]
fn bytes_before_the_header_fail() {
    let mut paper = Paper::with_form();
    paper.bytes.clear();
    let clean = Paper::with_form().bytes;
    never_passes(
        &[
            b"junk\n".as_slice(),
            &Paper::with_form().signed(Signing::default()).bytes,
        ]
        .concat(),
    );
    assert!(clean.starts_with(b"%PDF-"));
}

#[test]
fn a_hidden_second_table_in_a_later_revision_fails() {
    let mut paper = signed();
    let place = paper.bytes.len();
    let rows = "010000000000 01".replace(' ', "");
    let table = format!(
        "87 0 obj\n<</Type/XRef/W[1 4 1]/Index[4 1]/Size 88/Filter/ASCIIHexDecode/Length {}>>\nstream\n{rows}>\nendstream\nendobj\n",
        rows.len() + 1
    );
    paper.bytes.extend_from_slice(table.as_bytes());
    paper.save(
        &[(60, "<</Producer(x)>>".into())],
        &format!("/Root 1 0 R/Info 60 0 R/XRefStm {place}"),
    );
    fails(&paper.bytes, "/XRefStm");
}

#[test]
fn a_doubled_number_in_a_later_table_fails() {
    let mut paper = signed();
    paper.revise(&[(60, "<</Producer(x)>>".into()), (60, "<</Producer(y)>>".into())]);
    never_passes(&paper.bytes);
}
