//! Universal signature forgery: what says where the signature is, is missing or odd (Mladenov et al., CCS 2019).

use signing::validate::Verdict;

use super::{never_passes, signed};
use crate::validate::paper::{Paper, Signing, find, replaced};
use crate::validate::{check, fails};

#[test]
fn universal_forgery_with_missing_or_odd_entries_fails() {
    let bytes = signed().bytes;
    for (from, to) in [
        ("/ByteRange[0", "/ByteRang_[0"),
        ("/ByteRange[0 ", "/ByteRange[-1"),
        ("/Contents<3", "/Content_<3"),
        ("/Contents<3", "/Contents<>"),
        ("/SubFilter/ETSI.CAdES.detached", "/SubFilter/ETSI.CAdES.detachee"),
    ] {
        let report = check(&replaced(&bytes, from, to));
        assert_ne!(report.verdict, Verdict::Passed, "{from} -> {to}");
    }
    let at = find(&bytes, b"/ByteRange[").unwrap();
    let close = at + find(&bytes[at..], b"]").unwrap() + 1;
    for range in [
        "null",
        "[]",
        "[0 1]",
        "[0 10 20]",
        "0",
        "[0 0 0 0]",
        "[0 99999999 999999999 1]",
        "[(0)(1)(2)(3)]",
        "99 0 R",
    ] {
        let mut forged = bytes.clone();
        let padded = format!("/ByteRange {range:<width$}", width = close - at - 11);
        forged.splice(at..close, padded.bytes());
        never_passes(&forged);
    }
}

#[test]
fn a_later_copy_of_the_signature_without_contents_fails() {
    for dictionary in [
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange null/Contents null>>",
        "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Contents<00>/ByteRange[0 1 2 3]>>",
        "null",
    ] {
        never_passes(&signed().revised(&[(20, dictionary.into())]));
    }
}

#[test]
fn doubled_keys_in_the_signature_fail() {
    for extra in ["/Contents<00>", "/ByteRange[0 1 2 3]", "/Reason(other)"] {
        let paper = Paper::with_form().signed(Signing {
            extra,
            ..Signing::default()
        });
        fails(&paper.bytes, "lặp lại");
    }
}
