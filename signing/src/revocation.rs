//! Whether a certificate was revoked: OCSP (RFC 6960) first, revocation lists (RFC 5280 5) where it is not offered.

mod address;
mod answer;
mod collector;
mod source;

pub use address::Addresses;
pub use answer::{ListFacts, Standing, Verdict, check_crl, check_ocsp, list_facts, ocsp_request};
pub use collector::Collector;
pub use source::{Source, SourceSettings};
