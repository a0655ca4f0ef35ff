//! One signature as it stands in the file, before anything is judged.

use super::fields::{self, Found};
use super::permission::Permission;
use super::range::{RangeError, SignedRange};
use super::report::{
    Coverage, Indication, Integrity, Kind, RevocationFacts, RevocationStatus, SignatureReport, Trust,
};
use crate::syntax::{Dictionary, PdfFile, View};

/// One signature with what its place in the file tells.
pub(crate) struct Candidate<'f> {
    pub(crate) found: Found,
    pub(crate) view: View<'f>,
    pub(crate) range: Result<SignedRange, RangeError>,
    pub(crate) permission: Permission,
    pub(crate) kind: Kind,
    pub(crate) format: String,
}

impl Candidate<'_> {
    pub(crate) fn dictionary(&self) -> Option<&Dictionary> {
        self.found.value.as_dictionary()
    }

    /// The message in `/Contents`.
    pub(crate) fn message(&self) -> Option<&[u8]> {
        Some(&self.dictionary()?.get("Contents")?.as_string()?.bytes)
    }

    /// The revision it closes; a misshapen one counts as of when it appeared.
    pub(crate) fn revision(&self) -> usize {
        self.range
            .as_ref()
            .map_or(self.found.first_seen, |range| range.revision)
    }
}

/// Reads what the signature says of itself.
pub(crate) fn candidate<'f>(file: &'f PdfFile<'f>, found: Found) -> Candidate<'f> {
    let view = file.view(found.first_seen);
    let empty = Dictionary::default();
    let value = found.value.as_dictionary().unwrap_or(&empty);
    let range = SignedRange::read(file, value);
    let permission = Permission::read(view, value, found.field_object.as_dictionary());
    let format = view.get(value, "SubFilter");
    let format = format
        .as_name()
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .unwrap_or_default();
    let kind = if format == "ETSI.RFC3161" || view.get(value, "Type").is_name("DocTimeStamp") {
        Kind::DocumentTimestamp
    } else if permission.is_certification {
        Kind::Certification
    } else {
        Kind::Approval
    };
    Candidate {
        found,
        view,
        range,
        permission,
        kind,
        format,
    }
}

/// A report with nothing judged yet.
pub(crate) fn blank(candidate: &Candidate<'_>) -> SignatureReport {
    let text = |key: &str| {
        let value = candidate.view.get(candidate.dictionary()?, key);
        value
            .as_string()
            .map(|string| fields::text(&string.bytes))
            .filter(|text| !text.is_empty())
    };
    SignatureReport {
        field: candidate.found.field.clone(),
        kind: candidate.kind,
        format: candidate.format.clone(),
        level: None,
        revision: None,
        indication: Indication::TotalPassed,
        sub_indication: None,
        reasons: Vec::new(),
        warnings: Vec::new(),
        integrity: Integrity::Unknown,
        coverage: Coverage::Partial,
        changes: Vec::new(),
        permission: None,
        signer: None,
        signing_time: None,
        signing_time_is_proven: false,
        timestamps: Vec::new(),
        trust: Trust::NotAsked,
        certificate: None,
        chain: Vec::new(),
        revocation: RevocationFacts {
            status: RevocationStatus::Unknown,
            source: None,
            issued: None,
            revoked_at: None,
            status_now: RevocationStatus::Unknown,
        },
        algorithm: None,
        reason: text("Reason"),
        location: text("Location"),
        checks: Vec::new(),
        weaknesses: Vec::new(),
    }
}
