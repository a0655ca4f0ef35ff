//! Any bytes as a revocation list or an OCSP answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::validate::{Options, TrustStore, validate_pdf};
use time::macros::datetime;

const SIGNED: &[u8] = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/AcroForm<</Fields[<</FT/Sig/T(a)/V<</ByteRange[0 1 2 3]>>>>]>>>>\nendobj\n\
xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<</Root 1 0 R/Size 2>>\nstartxref\n105\n%%EOF\n";

fuzz_target!(|bytes: &[u8]| {
    let mut options = Options::at(datetime!(2026-01-01 0:00 UTC)).trusting(TrustStore::empty());
    options.crls.push(bytes.to_vec());
    options.ocsp.push(bytes.to_vec());
    let _ = validate_pdf(SIGNED, &options);
});
