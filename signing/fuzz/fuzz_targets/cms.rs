//! Any bytes as a signature message: in a file that is right otherwise, beside a file and around one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::detached::{verify_detached, verify_enveloping};
use signing::validate::validate_pdf;
use signing_fuzz::{around_message, trusting};

fuzz_target!(|bytes: &[u8]| {
    for format in ["ETSI.CAdES.detached", "adbe.pkcs7.sha1"] {
        let _ = validate_pdf(&around_message(format, bytes), &trusting());
    }
    let _ = verify_detached(bytes, b"content");
    let _ = verify_enveloping(bytes);
});
