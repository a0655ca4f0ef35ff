//! Random damage: the validator never panics and never lets a changed covered byte pass.

use std::sync::OnceLock;

use proptest::prelude::*;
use signing::validate::{Options, TrustStore, Verdict, validate_pdf};

use super::paper::{Paper, Signing, find};
use super::{check, untrusting};
use crate::support::{now, world};

fn signed() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        Paper::with_form()
            .signed(Signing::default())
            .countersigned("[0 0 0 0]")
            .bytes
    })
}

fn gaps() -> Vec<std::ops::Range<usize>> {
    let mut gaps = Vec::new();
    let mut from = 0;
    while let Some(step) = find(&signed()[from..], b"/Contents<") {
        let open = from + step + b"/Contents".len();
        let close = open + find(&signed()[open..], b">").unwrap() + 1;
        gaps.push(open..close);
        from = close;
    }
    gaps
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_covered_byte_never_passes(at in 0..signed().len(), value in any::<u8>()) {
        let mut bytes = signed().to_vec();
        prop_assume!(bytes[at] != value);
        bytes[at] = value;
        let is_own_value = gaps().iter().any(|gap| gap.contains(&at));
        let report = check(&bytes);
        prop_assert!(is_own_value || report.verdict != Verdict::Passed, "{at} {value}");
    }

    #[test]
    fn cut_and_glued_files_never_pass(cut in 1..signed().len(), insert in prop::collection::vec(any::<u8>(), 0..64), skip in 0_usize..64) {
        let bytes = signed();
        let rest = &bytes[(cut + skip).min(bytes.len())..];
        let glued = [&bytes[..cut], &insert, rest].concat();
        prop_assume!(glued != bytes);
        let report = check(&glued);
        // Only white space after the end is without meaning.
        let is_harmless = glued.starts_with(bytes) && glued[bytes.len()..].iter().all(u8::is_ascii_whitespace);
        // A file cut back to its first signature is an honest older version.
        let is_older_version = report.signatures.len() < 2 && bytes.starts_with(glued.trim_ascii_end());
        prop_assert!(is_harmless || is_older_version || report.verdict != Verdict::Passed);
    }

    #[test]
    fn any_message_is_survived(message in prop::collection::vec(any::<u8>(), 0..400), start in 0_usize..3000) {
        let mut bytes = signed().to_vec();
        let gap = gaps()[1].clone();
        let encoded = hex::encode(&message);
        let at = (gap.start + 1 + start * 2).min(gap.end - 1 - encoded.len());
        bytes[at..at + encoded.len()].copy_from_slice(encoded.as_bytes());
        let mut trust = TrustStore::empty();
        trust.add_der(world().root.certificate().der()).unwrap();
        let _ = validate_pdf(&bytes, &untrusting().trusting(trust));
    }

    #[test]
    fn any_evidence_is_survived(crl in damaged(crl()), ocsp in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut trust = TrustStore::empty();
        trust.add_der(world().root.certificate().der()).unwrap();
        let options = Options { crls: vec![crl.clone()], ocsp: vec![ocsp, crl], ..untrusting().trusting(trust) };
        let _ = validate_pdf(signed(), &options);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = check(&bytes);
        let _ = check(&[b"%PDF-1.7\n".as_slice(), &bytes, b"\nstartxref\n9\n%%EOF"].concat());
    }

    #[test]
    fn any_syntax_is_survived(words in prop::collection::vec(prop::sample::select(WORDS), 0..200)) {
        let body = words.join(" ");
        let _ = check(format!("%PDF-1.7\n{body}\nstartxref\n9\n%%EOF").as_bytes());
        let at = 9 + body.len() + 1;
        let _ = check(format!("%PDF-1.7\n{body}\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000009 00000 n \ntrailer\n<</Root 1 0 R/Size 3>>\nstartxref\n{at}\n%%EOF").as_bytes());
    }
}

const WORDS: &[&str] = &[
    "1",
    "0",
    "obj",
    "endobj",
    "<<",
    ">>",
    "[",
    "]",
    "/Root",
    "/Type",
    "/Catalog",
    "/AcroForm",
    "/Fields",
    "1 0 R",
    "2 0 R",
    "stream\n",
    "endstream",
    "/Length",
    "9999999999",
    "-1",
    "(",
    ")",
    "<",
    ">",
    "/FT",
    "/Sig",
    "/V",
    "/T (a)",
    "/Kids",
    "/Parent",
    "xref",
    "trailer",
    "/Prev 9",
    "null",
    "true",
    "1 0 obj <<",
    "/ByteRange [0 1 2 3]",
    "/Contents <00>",
    "/XRefStm 9",
    "/Pages",
    "/W [1 2 1]",
    "/XRef",
    "/ObjStm",
    "/N 3 /First 4",
    "%c\n",
];

fn crl() -> Vec<u8> {
    static CRL: OnceLock<Vec<u8>> = OnceLock::new();
    CRL.get_or_init(|| world().issuing.clone().crl(now(), now()).unwrap())
        .clone()
}

fn damaged(original: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = original.len();
    prop::collection::vec((0..length, any::<u8>()), 0..6).prop_map(move |changes| {
        let mut bytes = original.clone();
        for (at, value) in changes {
            bytes[at] = value;
        }
        bytes
    })
}
