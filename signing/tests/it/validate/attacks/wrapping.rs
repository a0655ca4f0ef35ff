//! Signature wrapping: the signed bytes are moved aside (Mladenov et al., CCS 2019).

use super::{never_passes, signed};
use crate::validate::paper::{find, stream};

#[test]
fn a_wrapped_second_range_fails() {
    let bytes = signed().bytes;
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let contents = String::from_utf8(bytes[open..close].to_vec()).unwrap();
    let rest = bytes[close..].to_vec();
    // A new signature dictionary whose second range is a copy of the signed end, behind the forged page.
    let build = |start: usize| {
        let mut paper = signed();
        paper.bytes.clone_from(&bytes);
        let value = format!(
            "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 {open} {start:<9} {}]\
             /Contents{contents}>>",
            rest.len()
        );
        paper.revise(&[
            (20, value),
            (4, stream("", "BT /F1 12 Tf 72 700 Td (Pay 900) Tj ET")),
        ]);
        paper.bytes
    };
    let start = build(0).len();
    never_passes(&build(start));
    never_passes(&[build(start), rest.clone()].concat());
}

#[test]
fn a_gap_wider_than_the_value_fails() {
    let bytes = signed().bytes;
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let forged = [&bytes[..close], b"/Name(Mallory)", &bytes[close..]].concat();
    never_passes(&forged);
}
