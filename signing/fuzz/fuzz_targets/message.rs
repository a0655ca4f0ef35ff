//! Any bytes as a signature message or a time-stamp token, in a file that is right otherwise.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::validate::{Options, TrustStore, validate_pdf};
use time::macros::datetime;

fuzz_target!(|bytes: &[u8]| {
    for format in ["ETSI.CAdES.detached", "ETSI.RFC3161", "adbe.pkcs7.sha1"] {
        let options = Options::at(datetime!(2026-01-01 0:00 UTC)).trusting(TrustStore::empty());
        let _ = validate_pdf(&file(format, bytes), &options);
    }
});

/// A file of one revision whose only signature has this message.
fn file(format: &str, message: &[u8]) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut out = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    let mut gap = 0..0;
    let mut range_at = 0;
    for (number, body) in ["<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", "<</FT/Sig/T(a)/V 3 0 R>>"].iter().enumerate() {
        offsets.push(out.len());
        let _ = write!(out, "{} 0 obj\n{body}\nendobj\n", number + 1);
    }
    offsets.push(out.len());
    let _ = write!(out, "3 0 obj\n<</Type/Sig/SubFilter/{format}/ByteRange");
    range_at += out.len();
    let _ = write!(out, "[0 {:10} {:10} {:10}]/Contents", 0, 0, 0);
    gap.start = out.len();
    out.push('<');
    for byte in message {
        let _ = write!(out, "{byte:02x}");
    }
    out.push('>');
    gap.end = out.len();
    out.push_str(">>\nendobj\n");
    let table = out.len();
    out.push_str("xref\n0 4\n0000000000 65535 f \n");
    for offset in offsets {
        let _ = write!(out, "{offset:010} 00000 n \n");
    }
    let _ = write!(out, "trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
    let range = format!("[0 {:10} {:10} {:10}]", gap.start, gap.end, out.len() - gap.end);
    out.replace_range(range_at..range_at + range.len(), &range);
    out.into_bytes()
}
