//! Any bytes as a PDF file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signing::validate::{Options, validate_pdf};
use time::macros::datetime;

fuzz_target!(|bytes: &[u8]| {
    let report = validate_pdf(bytes, &Options::at(datetime!(2026-01-01 0:00 UTC)));
    let _ = report.to_text();
});
