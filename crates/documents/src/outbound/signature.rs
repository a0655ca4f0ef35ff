//! One signature in two halves, the key between them: check the certificate, prepare the field, complete the file, and judge the
//! result by our own validator. Only then is it worth storing.

use std::sync::OnceLock;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use kernel::{Timestamp, settings::RsaPadding};
use serde_json::json;
use signing::{
    Certificate, Scheme, SchemePreference,
    fitness::{self, Fitness},
    pades::{self, Appearance, Evidence as _, Level, Permission, Prepared, SignatureRequest, Target},
    revocation::Collector,
    validate::{self, Options, Report, RevocationStatus, SubIndication, Trust, Verdict},
};

use super::Refusal;
use crate::{Error, evidence::report_on};

/// What is to be signed, and how.
pub(super) struct Order {
    /// The file as it stands.
    pub(super) pdf: Vec<u8>,
    /// The prepared field.
    pub(super) field: &'static str,
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
    /// How many signatures the file carries, once they were counted.
    pub(super) carried: OnceLock<usize>,
}

impl Order {
    /// How many signatures the file carries as it stands. Each is judged once the new one stands beside it.
    fn carried(&self) -> usize {
        let count = || validate::signature_count(&self.pdf, &self.options);
        *self.carried.get_or_init(count)
    }

    /// How RSA keys sign, as the signing crate calls it.
    pub(super) fn preference(&self) -> SchemePreference {
        match self.padding {
            RsaPadding::Pss => SchemePreference::Pss,
            RsaPadding::Pkcs1 => SchemePreference::Pkcs1,
        }
    }
}

/// Whose key signs, as far as the file shows it.
pub(super) struct Holder {
    /// The certificate of the key.
    pub(super) certificate: Certificate,
    /// The certificates above it.
    pub(super) chain: Vec<Certificate>,
    /// How the key signs.
    pub(super) scheme: Scheme,
    /// Image of the signature or seal, PNG.
    pub(super) image: Vec<u8>,
}

/// A signed file that passed validation.
#[derive(Debug, Clone)]
pub(super) struct Made {
    /// The file.
    pub(super) pdf: Vec<u8>,
    /// The validator's report.
    pub(super) report: Report,
    /// What the certificate was checked with, as JSON.
    pub(super) evidence: Vec<u8>,
    /// The level that was reached.
    pub(super) level: String,
}

/// Time, usage, path and revocation, before the key is used (circular 15/2025/TT-BKHCN, article 5). May ask services: slow.
pub(super) fn fit(certificate: &Certificate, chain: &[Certificate], order: &Order) -> Result<Fitness, Error> {
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

/// The first half: everything but what the key answers. Slow: to be run outside any change.
///
/// # Errors
/// What the signing crate refuses.
pub(super) fn prepare(order: &Order, holder: Holder) -> Result<Prepared, Error> {
    // The first signature certifies: it says itself that fields may be filled and signed after it (DocMDP 2), so that every
    // reader tells number, date and seal apart from tampering.
    let certify = (order.carried() == 0).then_some(Permission::FillAndSign);
    let request = SignatureRequest {
        appearance: Some(Appearance::Image { png: holder.image }),
        certify,
        reason: Some(order.reason.clone()),
        location: Some(order.place.clone()),
        level: order.level,
        ..SignatureRequest::new(Target::Field(order.field.to_owned()), order.now.vietnam())
    };
    Ok(pades::prepare(
        &order.pdf,
        &request,
        &holder.certificate,
        &holder.chain,
        holder.scheme,
    )?)
}

/// The second half: the key's answer goes into the file, with a time stamp where an authority answers. Slow: to be run outside
/// any change.
///
/// # Errors
/// [`Refusal::SignatureMismatch`] when another key answered; otherwise as [`judge`].
pub(super) fn complete(
    order: &Order,
    prepared: &Prepared,
    signature: &[u8],
    fitness: &Fitness,
) -> Result<Made, Error> {
    let to_be_signed = prepared.to_be_signed();
    prepared
        .scheme()
        .verify(prepared.certificate(), to_be_signed, signature)
        .map_err(|_| Refusal::SignatureMismatch)?;
    let timestamp = stamp(order, prepared.scheme(), signature)?;
    let signed = prepared.complete(&order.pdf, signature, timestamp.as_deref())?;
    let level = if timestamp.is_some() { "B-T" } else { "B-B" };
    Ok(Made {
        report: accepted(order, &signed)?,
        pdf: signed,
        evidence: evidence(&json!(prepared.certificate()), fitness, order)?,
        level: level.to_owned(),
    })
}

/// The office goes on while no authority answers: the time stamp is made up for once the document is issued.
fn stamp(order: &Order, scheme: Scheme, signature: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    if order.level == Level::B {
        return Ok(None);
    }
    let digest = scheme.digest();
    match order.collector.timestamp(digest, &digest.hash(signature)) {
        Ok(token) => Ok(Some(token)),
        Err(signing::Error::Timestamp(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Accepts a file that another program signed: it is the one that was to be signed, nothing was added but the signature, and
/// that covers all of it.
///
/// # Errors
/// As [`judge`].
pub(super) fn accept_foreign(order: &Order, signed: Vec<u8>) -> Result<Made, Error> {
    let failed = |why: &str| Refusal::ValidationFailed(why.to_owned());
    let changes = validate::changes_since(&order.pdf, &signed)
        .ok_or_else(|| failed("không phải tệp đã chuẩn bị để ký"))?;
    if let Some(change) = changes.iter().find(|change| !change.allowed) {
        return Err(failed(&change.description).into());
    }
    let report = accepted(order, &signed)?;
    let newest = report.signatures.last();
    let newest = newest.filter(|signature| signature.covers_whole_file());
    let newest = newest.ok_or_else(|| failed("chữ ký mới không bao trùm toàn bộ tệp"))?;
    let level = newest.level.as_deref().unwrap_or("PAdES-B-B");
    Ok(Made {
        level: level.trim_start_matches("PAdES-").to_owned(),
        evidence: evidence(&json!(newest.certificate), &Fitness::default(), order)?,
        pdf: signed,
        report,
    })
}

/// The report on a file that carries one signature more than the one that was to be signed.
fn accepted(order: &Order, signed: &[u8]) -> Result<Report, Refusal> {
    let report = report_on(signed, &order.options);
    judge(&report, order.carried() + 1)?;
    Ok(report)
}

/// What is kept beside the signature: certificates, answers, and whom nobody could be asked about.
fn evidence(certificate: &serde_json::Value, fitness: &Fitness, order: &Order) -> Result<Vec<u8>, Error> {
    let encoded =
        |list: &[Vec<u8>]| -> Vec<String> { list.iter().map(|der| BASE64_STANDARD.encode(der)).collect() };
    let kept = json!({
        "checked_at": order.now.to_string(),
        "certificate": certificate,
        "chain": fitness.chain,
        "crls": encoded(&fitness.answers.crls),
        "ocsp": encoded(&fitness.answers.ocsp),
        "unanswered": fitness.unanswered,
    });
    serde_json::to_vec(&kept).map_err(|error| Error::Kernel(error.into()))
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
