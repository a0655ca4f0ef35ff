//! One signature: check the certificate, open the key, sign the field, validate the result with our own validator. Only then
//! is it worth storing.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use kernel::{Timestamp, settings::RsaPadding};
use serde_json::json;
use signing::{
    Certificate, SchemePreference,
    fitness::{self, Fitness},
    key::{Pkcs12, Signer as _},
    pades::{self, Appearance, Level, Permission, SignatureRequest, Target},
    revocation::Collector,
    validate::{self, Options, Report, RevocationStatus, SubIndication, Trust, Verdict},
};

use super::{Refusal, entity::key_store};
use crate::{Error, evidence::report_on};

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
    /// Where time stamps and revocation answers come from.
    pub(super) collector: Collector,
    /// The level to sign at, where the services answer.
    pub(super) level: Level,
    /// How RSA keys sign.
    pub(super) padding: RsaPadding,
}

/// A signed file that passed validation.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The file.
    pub(super) pdf: Vec<u8>,
    /// The validator's report as JSON.
    pub(super) report: Vec<u8>,
    /// What the certificate was checked with, as JSON.
    pub(super) evidence: Vec<u8>,
    /// The level that was reached.
    pub(super) level: &'static str,
}

/// Signs. Slow: to be run outside any change.
///
/// # Errors
/// [`Refusal::WrongPin`], [`Refusal::CertificateUntrusted`], [`Refusal::CertificateRevoked`] or
/// [`Refusal::ValidationFailed`], and what the signing crate refuses.
pub(super) fn make(order: &Order) -> Result<Made, Error> {
    let key = open(order)?;
    let fitness = fit(key.certificate(), key.chain(), order)?;
    let before = validate::validate_pdf(&order.pdf, &order.options);
    // The first signature certifies: it says itself that fields may be filled and signed after it (DocMDP 2), so that every
    // reader tells number, date and seal apart from tampering.
    let certify = before.signatures.is_empty().then_some(Permission::FillAndSign);
    let mut request = SignatureRequest {
        appearance: Some(Appearance::Image {
            png: order.key.image.clone(),
        }),
        certify,
        reason: Some(order.reason.clone()),
        location: Some(order.place.clone()),
        level: order.level,
        ..SignatureRequest::new(Target::Field(order.field.to_owned()), order.now.vietnam())
    };
    let pdf = match pades::sign(&order.pdf, &request, &key, &order.collector) {
        // The office goes on while no authority answers: the time stamp is made up for once the document is issued.
        Err(signing::Error::Timestamp(_)) => {
            request.level = Level::B;
            pades::sign(&order.pdf, &request, &key, &order.collector)?
        }
        outcome => outcome?,
    };
    let report = report_on(&pdf, &order.options);
    judge(&report, before.signatures.len() + 1)?;
    let as_json = |value: serde_json::Result<Vec<u8>>| value.map_err(|error| Error::Kernel(error.into()));
    Ok(Made {
        pdf,
        report: as_json(serde_json::to_vec(&report))?,
        evidence: as_json(serde_json::to_vec(&evidence(key.certificate(), &fitness, order)))?,
        level: if request.level == Level::B { "B-B" } else { "B-T" },
    })
}

fn open(order: &Order) -> Result<Pkcs12, Error> {
    let preference = match order.padding {
        RsaPadding::Pss => SchemePreference::Pss,
        RsaPadding::Pkcs1 => SchemePreference::Pkcs1,
    };
    let key = Pkcs12::open(&order.key.pkcs12, &order.pin, preference).map_err(|error| match error {
        signing::Error::WrongPin => Error::Refused(Refusal::WrongPin),
        other => Error::Signing(other),
    })?;
    if key.certificate().fingerprint_sha256() != order.key.fingerprint {
        return Err(Refusal::ForeignCertificate.into());
    }
    Ok(key)
}

/// Time, usage, path and revocation, before the key is used (circular 15/2025/TT-BKHCN, article 5).
fn fit(certificate: &Certificate, chain: &[Certificate], order: &Order) -> Result<Fitness, Error> {
    let now = order.now.utc();
    let trust = order.options.trust.as_ref();
    fitness::check(certificate, chain, trust, &order.collector, now).map_err(|error| match error {
        signing::Error::CertificateUnfit(_) if now > certificate.not_after() => {
            Refusal::CertificateExpired.into()
        }
        signing::Error::CertificateUnfit(_) if now < certificate.not_before() => {
            Refusal::CertificateNotYetValid.into()
        }
        signing::Error::CertificateUntrusted(why) => Refusal::CertificateUntrusted(why).into(),
        signing::Error::CertificateRevoked { .. } => Refusal::CertificateRevoked.into(),
        other => Error::Signing(other),
    })
}

/// What is kept beside the signature: certificates, answers, and whom nobody could be asked about.
fn evidence(certificate: &Certificate, fitness: &Fitness, order: &Order) -> serde_json::Value {
    let encoded =
        |list: &[Vec<u8>]| -> Vec<String> { list.iter().map(|der| BASE64_STANDARD.encode(der)).collect() };
    json!({
        "checked_at": order.now.to_string(),
        "certificate": certificate,
        "chain": fitness.chain,
        "crls": encoded(&fitness.answers.crls),
        "ocsp": encoded(&fitness.answers.ocsp),
        "unanswered": fitness.unanswered,
    })
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
