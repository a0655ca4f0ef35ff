//! Validation of signed PDF files: ETSI EN 319 102-1 for the signatures, ISO 32000-2 and the published attacks
//! for the file around them, circular 15/2025/TT-BKHCN for what officials are told.
//!
//! [`validate_pdf`] is total: any bytes give a [`Report`], within bounded memory and steps.

mod candidate;
mod changes;
mod checks;
mod constraints;
mod document;
mod etsi;
mod evidence;
mod fields;
mod growth;
mod judgement;
mod look;
pub(crate) mod message;
mod options;
mod permission;
mod range;
mod report;
mod signature;
mod standing;
mod text;
mod timestamp;

pub use growth::changes_since;
pub use options::{Options, Renderer, TrustStore};
pub use report::{
    CertificateFacts, Change, Check, CheckResult, Coverage, Indication, Integrity, Kind, Report,
    RevocationFacts, RevocationStatus, SignatureReport, SubIndication, TimestampKind, TimestampReport, Trust,
    Verdict,
};

/// Validates every signature of a PDF file.
#[must_use]
pub fn validate_pdf(pdf: &[u8], options: &Options) -> Report {
    document::validate(pdf, options)
}

/// How many signatures a report on the file would tell of, judging none. A file that cannot be read has none.
#[must_use]
pub fn signature_count(pdf: &[u8], options: &Options) -> usize {
    document::count(pdf, options)
}
