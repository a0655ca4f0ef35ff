//! Asking about one certificate, and judging what came back.

use std::sync::Arc;

use der::asn1::{Null, OctetString};
use der::{Any, Encode};
use spki::AlgorithmIdentifierOwned;
use time::{Duration, OffsetDateTime};
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;
use x509_ocsp::{CertId, OcspRequest, Request, TbsRequest, Version};

use crate::path::X509;
use crate::path::revocation::{Answer, Crl, Ocsp, Status};
use crate::{Certificate, Error};

/// How far the responder's clock may be ahead of ours.
const MAX_SKEW: Duration = Duration::minutes(5);

/// What an authority says about a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not revoked.
    Good,
    /// Revoked since then, for a reason of RFC 5280 5.3.1.
    Revoked {
        /// Since when.
        at: OffsetDateTime,
        /// The reason code.
        reason: u8,
    },
}

/// A checked answer about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What it says.
    pub standing: Standing,
    /// Since when that is known (thisUpdate).
    pub since: OffsetDateTime,
    /// When newer information is due (nextUpdate).
    pub until: Option<OffsetDateTime>,
}

/// A question about one certificate (RFC 6960 4.1) in DER; some responders do not answer with a nonce.
pub fn ocsp_request(
    certificate: &Certificate,
    issuer: &Certificate,
    nonce: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let wrong = |e| Error::asn1("OCSP request", e);
    let sha1 = |bytes: &[u8]| {
        // RFC 6960 B.1: identifiers are SHA-1 by custom; nothing depends on its strength here.
        OctetString::new(ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref())
            .map_err(wrong)
    };
    let issuer = issuer.parsed();
    let id = CertId {
        hash_algorithm: AlgorithmIdentifierOwned {
            oid: const_oid::ObjectIdentifier::new_unwrap("1.3.14.3.2.26"),
            parameters: Some(Any::from(Null)),
        },
        issuer_name_hash: sha1(&certificate.issuer_der())?,
        issuer_key_hash: sha1(&issuer.public_key().subject_public_key.data)?,
        serial_number: SerialNumber::new(&certificate.serial()).map_err(wrong)?,
    };
    let nonce = nonce
        .map(|n| OctetString::new(n).and_then(|o| OctetString::new(o.to_der()?)))
        .transpose()
        .map_err(wrong)?;
    let extensions = nonce.map(|value| {
        vec![Extension {
            extn_id: const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE,
            critical: false,
            extn_value: value,
        }]
    });
    let request = OcspRequest {
        tbs_request: TbsRequest {
            version: Version::V1,
            requestor_name: None,
            request_list: vec![Request {
                req_cert: id,
                single_request_extensions: None,
            }],
            request_extensions: extensions,
        },
        optional_signature: None,
    };
    request.to_der().map_err(wrong)
}

/// Checks an `OCSPResponse`: about this certificate, signed by its issuer or a responder the issuer named, in time,
/// and with the nonce if the answer carries one.
///
/// # Errors
/// [`Error::Revocation`] if the answer cannot be used; a usable answer "revoked" is no error.
pub fn check_ocsp(
    response: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    nonce: Option<&[u8]>,
    now: OffsetDateTime,
) -> Result<Verdict, Error> {
    let parsed = Ocsp::read(response).ok_or_else(|| unusable("unreadable or unsuccessful OCSP answer"))?;
    if let Some(nonce) = nonce
        && let Some(answered) = answered_nonce(response)
        && answered != nonce
    {
        return Err(unusable("the OCSP answer is to another question"));
    }
    let (certificate, issuer) = (read(certificate)?, read(issuer)?);
    let answer = parsed
        .answer(&certificate, &issuer, &[])
        .ok_or_else(|| unusable("no valid OCSP answer about the certificate"))?;
    if let Some(responder) = &answer.delegate
        && !responder.is_in_force(now.unix_timestamp())
    {
        return Err(unusable("the OCSP responder's certificate is not in force"));
    }
    in_time(&answer, now)
}

/// Checks a revocation list: signed by the certificate's issuer, and in time.
///
/// # Errors
/// [`Error::Revocation`] if the list cannot be used.
pub fn check_crl(
    list: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    now: OffsetDateTime,
) -> Result<Verdict, Error> {
    let parsed = Crl::read(list).ok_or_else(|| unusable("unreadable revocation list"))?;
    let (certificate, issuer) = (read(certificate)?, read(issuer)?);
    let answer = parsed
        .answer(&certificate, &issuer, &[])
        .ok_or_else(|| unusable("not a valid list of the certificate's issuer"))?;
    in_time(&answer, now)
}

/// What people see of a revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFacts {
    /// Distinguished name of whoever made it.
    pub issuer: String,
    /// When it was made.
    pub issued: OffsetDateTime,
    /// When the next one is due.
    pub next: Option<OffsetDateTime>,
}

/// Reads a revocation list without judging it.
///
/// # Errors
/// [`Error::Revocation`] if it is none.
pub fn list_facts(list: &[u8]) -> Result<ListFacts, Error> {
    use x509_parser::der_parser::asn1_rs::FromDer as _;
    let (_, parsed) = x509_parser::prelude::CertificateRevocationList::from_der(list)
        .map_err(|_| unusable("unreadable revocation list"))?;
    Ok(ListFacts {
        issuer: parsed.issuer().to_string(),
        issued: parsed.last_update().to_datetime(),
        next: parsed.next_update().map(|next| next.to_datetime()),
    })
}

fn in_time(answer: &Answer, now: OffsetDateTime) -> Result<Verdict, Error> {
    let moment =
        |seconds| OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| unusable("unreadable time"));
    let verdict = Verdict {
        standing: match answer.status {
            // removeFromCRL (8) ends a hold.
            Status::Good | Status::Revoked { reason: 8, .. } => Standing::Good,
            Status::Revoked { at, reason } => Standing::Revoked {
                at: moment(at)?,
                reason,
            },
        },
        since: moment(answer.issued)?,
        until: answer.next.map(moment).transpose()?,
    };
    if verdict.since > now + MAX_SKEW {
        return Err(unusable("the answer is from the future"));
    }
    // A revocation stays true after the answer has lapsed.
    if verdict.standing == Standing::Good && verdict.until.is_some_and(|until| until < now) {
        return Err(unusable("the answer has lapsed"));
    }
    Ok(verdict)
}

/// The nonce of a response, read with the strict decoder; an answer it cannot read has none for us.
fn answered_nonce(response: &[u8]) -> Option<Vec<u8>> {
    use der::Decode as _;
    let response = x509_ocsp::OcspResponse::from_der(response).ok()?;
    let basic = x509_ocsp::BasicOcspResponse::from_der(response.response_bytes?.response.as_bytes()).ok()?;
    let extensions = basic.tbs_response_data.response_extensions?;
    let nonce = extensions
        .into_iter()
        .find(|e| e.extn_id == const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE)?;
    Some(
        OctetString::from_der(nonce.extn_value.as_bytes())
            .ok()?
            .as_bytes()
            .to_vec(),
    )
}

fn read(certificate: &Certificate) -> Result<Arc<X509>, Error> {
    X509::read(certificate.der()).ok_or_else(|| unusable("unreadable certificate"))
}

pub(super) fn unusable(reason: &str) -> Error {
    Error::Revocation(reason.to_owned())
}
