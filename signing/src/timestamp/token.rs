//! The answer: `TimeStampResp` with its token, checked against what was asked (RFC 3161 2.2).

use time::{Duration, OffsetDateTime};

use super::TimestampRequest;
use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};
use crate::cms::parse::{self, SignedData};
use crate::path::revocation::generalized_time;
use crate::validate::message::{self, Subject};
use crate::{Certificate, Error};

/// How far the authority's clock may be off ours.
const MAX_SKEW: Duration = Duration::minutes(10);

/// A checked time stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimestampToken {
    der: Vec<u8>,
    time: OffsetDateTime,
    certificate: Certificate,
    certificates: Vec<Certificate>,
}

impl TimestampToken {
    /// Reads a `TimeStampResp` and checks that it answers this request: granted, same hash, same nonce, a certificate
    /// for time stamping only, a good signature, and a time near `now`.
    ///
    /// Whether the authority is trusted is for the validator to say.
    ///
    /// # Errors
    /// [`Error::Timestamp`] with the first thing that is wrong.
    pub fn from_response(
        response: &[u8],
        request: &TimestampRequest,
        now: OffsetDateTime,
    ) -> Result<Self, Error> {
        let outer = Tlv::only(response)
            .and_then(|r| r.children_of(ber::SEQUENCE))
            .ok_or_else(|| wrong("unreadable answer"))?;
        let status = outer
            .first()
            .and_then(|s| s.children_of(ber::SEQUENCE))
            .ok_or_else(|| wrong("unreadable status"))?;
        let code = status
            .first()
            .and_then(Tlv::small_integer)
            .ok_or_else(|| wrong("unreadable status"))?;
        if code > 1 {
            return Err(Error::Timestamp(format!(
                "refused with status {code}{}",
                explanation(&status)
            )));
        }
        let token = outer
            .get(1)
            .ok_or_else(|| wrong("granted, but without a token"))?;
        Self::from_token(token.whole, request, now)
    }

    fn from_token(der: &[u8], request: &TimestampRequest, now: OffsetDateTime) -> Result<Self, Error> {
        let data = SignedData::read(der).ok_or_else(|| wrong("unreadable token"))?;
        let checked = message::check(&data, &Subject::Enclosed(oid::TST_INFO), &[]);
        if let Some((_, reason)) = checked.failure {
            return Err(Error::Timestamp(reason));
        }
        let signer = checked
            .certificate
            .ok_or_else(|| wrong("no certificate in the token"))?;
        if !signer.purposes.is_some_and(|p| p.time_stamping) {
            return Err(wrong("the certificate is not for time stamping"));
        }
        let content = data.content.as_deref().unwrap_or_default();
        let time = matching(content, request).ok_or_else(|| wrong("the token is about something else"))?;
        let time = OffsetDateTime::from_unix_timestamp(time).map_err(|_| wrong("unreadable time"))?;
        if (time - now).abs() > MAX_SKEW {
            return Err(Error::Timestamp(format!(
                "the authority's clock says {time}, ours {now}"
            )));
        }
        if !signer.is_in_force(time.unix_timestamp()) {
            return Err(wrong("the certificate was not in force"));
        }
        let certificates = data
            .certificates
            .iter()
            .filter_map(|c| Certificate::from_der(c).ok());
        let certificate = Certificate::from_der(&signer.der)?;
        Ok(Self {
            der: der.to_vec(),
            time,
            certificates: certificates.filter(|c| *c != certificate).collect(),
            certificate,
        })
    }

    /// The token: a CMS `ContentInfo`, as it goes into a signature.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The time it states.
    #[must_use]
    pub fn time(&self) -> OffsetDateTime {
        self.time
    }

    /// The certificate that signed it.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The other certificates it carries.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }
}

/// The time of a `TSTInfo` (RFC 3161 2.4.2) that has the hash, the nonce and the policy of the request.
fn matching(content: &[u8], request: &TimestampRequest) -> Option<i64> {
    let fields = Tlv::only(content)?.children_of(ber::SEQUENCE)?;
    let [_version, policy, imprint, _serial, time, rest @ ..] = fields.as_slice() else {
        return None;
    };
    let imprint = imprint.children_of(ber::SEQUENCE)?;
    let [algorithm, hash] = imprint.as_slice() else {
        return None;
    };
    let same_hash =
        parse::algorithm(algorithm)?.oid == request.digest.oid().as_bytes() && hash.content == request.hash;
    let same_policy = request
        .policy
        .is_none_or(|wanted| policy.content == wanted.as_bytes());
    let nonce = rest.iter().find(|f| f.tag == ber::INTEGER)?;
    let same_nonce = nonce.content == request.positive_nonce();
    (same_hash && same_policy && same_nonce)
        .then(|| generalized_time(time))
        .flatten()
}

/// The authority's own words in `PKIFreeText`.
fn explanation(status: &[Tlv<'_>]) -> String {
    let texts = status
        .iter()
        .find_map(|field| field.children_of(ber::SEQUENCE))
        .unwrap_or_default();
    let texts: Vec<_> = texts
        .iter()
        .map(|t| String::from_utf8_lossy(t.content).into_owned())
        .collect();
    if texts.is_empty() {
        String::new()
    } else {
        format!(": {}", texts.join("; "))
    }
}

fn wrong(reason: &str) -> Error {
    Error::Timestamp(reason.to_owned())
}
