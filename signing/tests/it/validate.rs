//! The validator against other people's files and against forgeries made from their published descriptions.
#![expect(clippy::unwrap_used, reason = "what tests share fails like the tests")]

mod algorithms;
mod attacks;
mod bounds;
mod certificates;
pub(crate) mod corpus;
mod forge;
mod formats;
mod honest;
mod lists;
mod looks;
mod paper;
mod peers;
mod policies;
mod random;
mod responders;
mod tree;

use signing::validate::{Options, Report, TrustStore, Verdict, validate_pdf};

use super::support::world;

/// A file of one page that nobody signed.
pub(super) fn plain_pdf() -> Vec<u8> {
    paper::Paper::plain().bytes
}

/// Integrity and changes only.
fn untrusting() -> Options {
    Options::at(super::support::now())
}

/// With the test root as the only anchor.
fn trusting() -> Options {
    let mut trust = TrustStore::empty();
    trust.add_der(world().root.certificate().der()).unwrap();
    untrusting().trusting(trust)
}

/// Validates without asking for trust.
fn check(pdf: &[u8]) -> Report {
    validate_pdf(pdf, &untrusting())
}

#[track_caller]
fn passes(pdf: &[u8]) -> Report {
    let report = check(pdf);
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    report
}

#[track_caller]
fn fails(pdf: &[u8], because: &str) -> Report {
    let report = check(pdf);
    assert_eq!(report.verdict, Verdict::Failed, "{}", report.to_text());
    assert!(
        report.reasons.iter().any(|reason| reason.contains(because)),
        "{:?}",
        report.reasons
    );
    report
}
