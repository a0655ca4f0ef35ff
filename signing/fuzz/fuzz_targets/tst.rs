//! Any bytes as a time-stamp token in a file and as the answer of an authority.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::Digest;
use signing::timestamp::{TimestampRequest, TimestampToken};
use signing::validate::validate_pdf;
use signing_fuzz::{NOW, around_message, trusting};

fuzz_target!(|bytes: &[u8]| {
    let _ = validate_pdf(&around_message("ETSI.RFC3161", bytes), &trusting());
    if let Ok(request) = TimestampRequest::new(Digest::Sha256, &[0; 32], [1; 8]) {
        let _ = TimestampToken::from_response(bytes, &request, NOW);
    }
});
