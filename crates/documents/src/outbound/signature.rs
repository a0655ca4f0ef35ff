//! One signature: open the key, sign the field, validate the result with our own validator. Only then is it worth storing.

use kernel::Timestamp;
use signing::{
    SchemePreference,
    key::{Pkcs12, Signer as _},
    pades::{self, Appearance, NoEvidence, Permission, SignatureRequest, Target},
    validate::{self, Options, Report, RevocationStatus, SubIndication, Trust, Verdict},
};

use super::{Refusal, entity::key_store};
use crate::Error;

/// What is to be signed, and how.
pub(super) struct Order {
    /// The file as it stands.
    pub(super) pdf: Vec<u8>,
    /// The prepared field.
    pub(super) field: &'static str,
    /// The key, closed.
    pub(super) key: key_store::Model,
    /// Its PIN.
    pub(super) pin: String,
    /// What it is signed for, in words.
    pub(super) reason: String,
    /// Where.
    pub(super) place: String,
    /// When.
    pub(super) now: Timestamp,
    /// Whom we trust.
    pub(super) options: Options,
}

/// A signed file that passed validation.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The file.
    pub(super) pdf: Vec<u8>,
    /// The validator's report as JSON.
    pub(super) report: Vec<u8>,
}

/// Signs. Slow: to be run outside any change.
///
/// # Errors
/// [`Refusal::WrongPin`], [`Refusal::CertificateUntrusted`], [`Refusal::CertificateRevoked`] or
/// [`Refusal::ValidationFailed`], and what the signing crate refuses.
pub(super) fn make(order: &Order) -> Result<Made, Error> {
    let key =
        Pkcs12::open(&order.key.pkcs12, &order.pin, SchemePreference::Pkcs1).map_err(
            |error| match error {
                signing::Error::WrongPin => Error::Refused(Refusal::WrongPin),
                other => Error::Signing(other),
            },
        )?;
    if key.certificate().fingerprint_sha256() != order.key.fingerprint {
        return Err(Refusal::ForeignCertificate.into());
    }
    let before = validate::validate_pdf(&order.pdf, &order.options);
    // The first signature certifies: it says itself that fields may be filled and signed after it (DocMDP 2), so that every
    // reader tells number, date and seal apart from tampering.
    let certify = before.signatures.is_empty().then_some(Permission::FillAndSign);
    let request = SignatureRequest {
        appearance: Some(Appearance::Image {
            png: order.key.image.clone(),
        }),
        certify,
        reason: Some(order.reason.clone()),
        location: Some(order.place.clone()),
        ..SignatureRequest::new(Target::Field(order.field.to_owned()), order.now.vietnam())
    };
    let pdf = pades::sign(&order.pdf, &request, &key, &NoEvidence)?;
    let report = validate::validate_pdf(&pdf, &order.options);
    judge(&report, before.signatures.len() + 1)?;
    let report = serde_json::to_vec(&report).map_err(|error| Error::Kernel(error.into()))?;
    Ok(Made { pdf, report })
}

/// Whether the file may be stored: every signature intact, trusted, unrevoked, with permitted changes only. That nobody could
/// be asked about revocation is a warning (Circular 15/2025, Annex II), not a refusal.
pub(super) fn judge(report: &Report, expected: usize) -> Result<(), Refusal> {
    for signature in &report.signatures {
        let why = || {
            signature
                .reasons
                .first()
                .cloned()
                .unwrap_or_else(|| "không rõ lý do".to_owned())
        };
        if signature.revocation.status == RevocationStatus::Revoked {
            return Err(Refusal::CertificateRevoked);
        }
        if signature.sub_indication == Some(SubIndication::Expired) {
            return Err(Refusal::CertificateExpired);
        }
        if signature.trust != Trust::Trusted {
            return Err(Refusal::CertificateUntrusted(why()));
        }
        let is_undecided_status = signature.sub_indication == Some(SubIndication::TryLater);
        if signature.sub_indication.is_some() && !is_undecided_status {
            return Err(Refusal::ValidationFailed(why()));
        }
    }
    let is_acceptable = matches!(report.verdict, Verdict::Passed | Verdict::Indeterminate);
    if !is_acceptable || report.signatures.len() != expected {
        let why = report
            .reasons
            .first()
            .cloned()
            .unwrap_or_else(|| "không đọc lại được chữ ký".to_owned());
        return Err(Refusal::ValidationFailed(why));
    }
    Ok(())
}
