//! Revocation information: CRLs (RFC 5280, 5) and OCSP answers (RFC 6960).

pub(super) mod scope;

use std::sync::Arc;

use x509_parser::der_parser::asn1_rs::FromDer as _;
use x509_parser::prelude::CertificateRevocationList;

use self::scope::Scope;
use super::{X509, names};
use crate::cms::oid;
use crate::cms::parse;
use crate::cms::parse::ber::{self, Tlv};
use crate::verify::{self, Algorithm, Hash, Outcome};

/// What a source says about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Good,
    Revoked { at: i64, reason: u8 },
}

/// One answer about one certificate.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: Status,
    /// When the answer was true (thisUpdate).
    pub(crate) issued: i64,
    pub(crate) next: Option<i64>,
    pub(crate) is_ocsp: bool,
    /// Who vouches for it: the issuer itself or a delegate whose own path must hold.
    pub(crate) delegate: Option<Arc<X509>>,
}

/// Reason, instruction for a hold, date of invalidity, issuer of the certificate (RFC 5280, 5.3).
const ENTRY_EXTENSIONS: [&str; 4] = ["2.5.29.21", "2.5.29.23", "2.5.29.24", "2.5.29.29"];

/// A CRL read once.
#[derive(Debug)]
pub(crate) struct Crl {
    der: Vec<u8>,
    signed: std::ops::Range<usize>,
    algorithm: Option<Algorithm>,
    signature: Vec<u8>,
    issuer: Vec<u8>,
    issued: i64,
    next: Option<i64>,
    /// By serial number; of an indirect list several issuers may have the same.
    entries: std::collections::HashMap<Vec<u8>, Vec<Revoked>>,
    scope: Scope,
}

#[derive(Debug)]
struct Revoked {
    /// `certificateIssuer` of an indirect list, as a name's DER (RFC 5280, 5.3.3).
    issuer: Option<Arc<Vec<u8>>>,
    at: i64,
    reason: u8,
}

impl Crl {
    /// Reads DER.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let (_, parsed) = CertificateRevocationList::from_der(der).ok()?;
        let whole = Tlv::read(der)?.0;
        let parts = whole.children_of(ber::SEQUENCE)?;
        let [signed, algorithm, signature] = parts.as_slice() else {
            return None;
        };
        let start = whole.whole.len() - whole.content.len();
        let mut scope = Scope::default();
        for extension in parsed.extensions() {
            scope.read(extension);
        }
        let mut entries: std::collections::HashMap<Vec<u8>, Vec<Revoked>> = std::collections::HashMap::new();
        let mut issuer = None;
        for entry in parsed.iter_revoked_certificates() {
            let named = entry
                .extensions()
                .iter()
                .find(|one| one.oid.to_id_string() == "2.5.29.29");
            if let Some(named) = named {
                issuer = Some(Arc::new(directory_name(named.value)?));
            }
            let is_strange = entry
                .extensions()
                .iter()
                .any(|one| one.critical && !ENTRY_EXTENSIONS.contains(&one.oid.to_id_string().as_str()));
            if is_strange {
                scope.trusts_no_silence();
            }
            entries
                .entry(entry.raw_serial().to_vec())
                .or_default()
                .push(Revoked {
                    issuer: issuer.clone(),
                    at: entry.revocation_date.timestamp(),
                    reason: entry.reason_code().map_or(0, |(_, reason)| reason.0),
                });
        }
        Some(Self {
            der: whole.whole.to_vec(),
            signed: start..start + signed.whole.len(),
            algorithm: verify::of_certificate(&parse::algorithm(algorithm)?),
            signature: signature.bits()?.to_vec(),
            issuer: parsed.issuer().as_raw().to_vec(),
            issued: parsed.last_update().timestamp(),
            next: parsed.next_update().map(|time| time.timestamp()),
            entries,
            scope,
        })
    }

    /// What the list says about a certificate of this issuer, if the issuer's key signed it, or the key of another
    /// whom the certificate names for it (`cRLIssuer`); `others` are where that one is looked for.
    pub(crate) fn answer(
        &self,
        certificate: &X509,
        issuer: &Arc<X509>,
        others: &[Arc<X509>],
    ) -> Option<Answer> {
        if !self.scope.covers(certificate) {
            return None;
        }
        let delegate = if names::same(&self.issuer, &certificate.issuer) {
            self.is_signed_by(issuer).then_some(None)
        } else {
            self.named_issuer(certificate, others).map(Some)
        }?;
        let entries = self
            .entries
            .get(&certificate.serial)
            .map_or(&[][..], Vec::as_slice);
        let entry = entries.iter().find(|entry| {
            let named = entry.issuer.as_ref().filter(|_| self.scope.is_indirect);
            names::same(
                named.map_or(&self.issuer, |named| named.as_ref()),
                &certificate.issuer,
            )
        });
        let status = match entry {
            Some(entry) => Status::Revoked {
                at: entry.at,
                reason: entry.reason,
            },
            None if self.scope.is_complete_for(certificate) => Status::Good,
            None => return None,
        };
        Some(Answer {
            status,
            issued: self.issued,
            next: self.next,
            is_ocsp: false,
            delegate,
        })
    }

    fn is_signed_by(&self, issuer: &X509) -> bool {
        let (Some(signed), Some(algorithm)) = (self.der.get(self.signed.clone()), &self.algorithm) else {
            return false;
        };
        issuer.key_usage.is_none_or(|usage| usage.crl_sign)
            && verify::verify(&issuer.spki, algorithm, &[signed], &self.signature) == Outcome::Valid
    }

    /// The signer of an indirect list whom the certificate names (RFC 5280, 6.3.3 b 1).
    fn named_issuer(&self, certificate: &X509, others: &[Arc<X509>]) -> Option<Arc<X509>> {
        let is_named = certificate
            .list_issuers
            .iter()
            .any(|name| names::same(name, &self.issuer));
        if !self.scope.is_indirect || !is_named {
            return None;
        }
        others
            .iter()
            .filter(|other| names::same(&other.subject, &self.issuer))
            .take(MAX_RESPONDERS)
            .find(|other| self.is_signed_by(other))
            .cloned()
    }
}

/// The one directory name among general names.
fn directory_name(names: &[u8]) -> Option<Vec<u8>> {
    let names = Tlv::only(names)?.children_of(ber::SEQUENCE)?;
    let name = names.iter().find(|name| name.tag == 0xa4)?;
    Some(name.content.to_vec())
}

/// Certificates tried as the signer of one answer, at most.
const MAX_RESPONDERS: usize = 8;

/// `OCSPResponseStatus` of an answer that holds one (RFC 6960, 4.2.1).
const SUCCESSFUL: &[u8] = &[0];

/// `id-pkix-ocsp`, below which all extensions of RFC 6960, 4.4, stand.
const OCSP_EXTENSIONS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1];

/// An OCSP answer read once.
#[derive(Debug)]
pub(crate) struct Ocsp {
    signed: Vec<u8>,
    algorithm: Option<Algorithm>,
    signature: Vec<u8>,
    responder: Responder,
    singles: Vec<Single>,
    pub(crate) certificates: Vec<Arc<X509>>,
}

#[derive(Debug)]
enum Responder {
    Name(Vec<u8>),
    Key(Vec<u8>),
}

#[derive(Debug)]
struct Single {
    hash: Hash,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
    status: Status,
    issued: i64,
    next: Option<i64>,
}

impl Ocsp {
    /// Reads an `OCSPResponse` or a bare `BasicOCSPResponse`.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let whole = Tlv::read(bytes)?.0;
        let fields = whole.children_of(ber::SEQUENCE)?;
        let status = fields.first()?;
        if status.tag != ber::ENUMERATED {
            return Self::basic(&whole);
        }
        if status.content != SUCCESSFUL {
            return None;
        }
        let holder = fields.get(1).filter(|field| field.tag == 0xa0)?.children()?;
        let parts = holder.first()?.children_of(ber::SEQUENCE)?;
        let [kind, value] = parts.as_slice() else {
            return None;
        };
        let octets = (kind.content == oid::OCSP_BASIC)
            .then(|| value.octets())
            .flatten()?;
        Self::basic(&Tlv::read(&octets)?.0)
    }

    fn basic(element: &Tlv<'_>) -> Option<Self> {
        let fields = element.children_of(ber::SEQUENCE)?;
        let [data, algorithm, signature, rest @ ..] = fields.as_slice() else {
            return None;
        };
        let mut certificates = Vec::new();
        if let Some(holder) = rest.first().filter(|holder| holder.tag == 0xa0) {
            let list = holder.children()?;
            certificates.extend(
                list.first()?
                    .children()?
                    .iter()
                    .take(16)
                    .filter_map(|one| X509::read(one.whole)),
            );
        }
        let mut parts = data.children_of(ber::SEQUENCE)?.into_iter().peekable();
        parts.next_if(|part| part.tag == 0xa0);
        let responder = parts.next()?;
        let responder = match responder.tag {
            0xa1 => Responder::Name(responder.content.to_vec()),
            0xa2 => Responder::Key(Tlv::only(responder.content)?.content.to_vec()),
            _ => return None,
        };
        parts.next_if(|part| part.tag == ber::GENERALIZED_TIME)?;
        let singles = parts
            .next()?
            .children_of(ber::SEQUENCE)?
            .iter()
            .filter_map(single)
            .collect();
        if !parts.all(|part| is_understood(&part)) {
            return None;
        }
        Some(Self {
            signed: data.whole.to_vec(),
            algorithm: verify::of_certificate(&parse::algorithm(algorithm)?),
            signature: signature.bits()?.to_vec(),
            responder,
            singles,
            certificates,
        })
    }

    /// What the answer says about a certificate of this issuer. The signer is the issuer, or a delegate
    /// that the issuer certified for it (RFC 6960, 4.2.2.2).
    pub(crate) fn answer(
        &self,
        certificate: &X509,
        issuer: &Arc<X509>,
        others: &[Arc<X509>],
    ) -> Option<Answer> {
        let single = self
            .singles
            .iter()
            .find(|single| single.is_about(certificate, issuer))?;
        let algorithm = self.algorithm.as_ref()?;
        let candidates = self.certificates.iter().chain(others).chain([issuer]);
        let signer = candidates
            .filter(|candidate| self.is_responder(candidate))
            .take(MAX_RESPONDERS)
            .find(|candidate| {
                verify::verify(&candidate.spki, algorithm, &[&self.signed], &self.signature) == Outcome::Valid
            })?;
        let is_issuer = signer.spki == issuer.spki && names::same(&signer.subject, &issuer.subject);
        let is_delegate = signer.purposes.is_some_and(|purposes| purposes.ocsp_signing)
            && names::same(&signer.issuer, &issuer.subject)
            && signer.is_signed_by(issuer);
        if !is_issuer && !is_delegate {
            return None;
        }
        Some(Answer {
            status: single.status,
            issued: single.issued,
            next: single.next,
            is_ocsp: true,
            delegate: (!is_issuer).then(|| Arc::clone(signer)),
        })
    }

    fn is_responder(&self, candidate: &X509) -> bool {
        match &self.responder {
            Responder::Name(name) => names::same(name, &candidate.subject),
            Responder::Key(hash) => key_hash(&candidate.spki, Hash::Sha1).is_some_and(|own| own == *hash),
        }
    }
}

impl Single {
    fn is_about(&self, certificate: &X509, issuer: &X509) -> bool {
        self.serial == certificate.serial
            && self.issuer_name == self.hash.of(&certificate.issuer)
            && key_hash(&issuer.spki, self.hash).is_some_and(|hash| hash == self.issuer_key)
    }
}

/// The hash of the key's bits without their header (RFC 6960, 4.1.1).
fn key_hash(spki: &[u8], hash: Hash) -> Option<Vec<u8>> {
    let fields = Tlv::only(spki)?.children_of(ber::SEQUENCE)?;
    Some(hash.of(fields.get(1)?.bits()?))
}

/// Whether no extension of an answer is critical and unknown: such an answer is not used (RFC 6960, 4.4).
fn is_understood(holder: &Tlv<'_>) -> bool {
    let extensions = holder
        .children()
        .and_then(|inner| inner.first()?.children_of(ber::SEQUENCE));
    extensions.is_some_and(|extensions| {
        extensions.iter().all(|extension| {
            let fields = extension.children().unwrap_or_default();
            let is_critical = fields
                .get(1)
                .is_some_and(|flag| flag.tag == ber::BOOLEAN && flag.content != [0]);
            !is_critical
                || fields
                    .first()
                    .is_some_and(|id| id.content.starts_with(OCSP_EXTENSIONS))
        })
    })
}

fn single(element: &Tlv<'_>) -> Option<Single> {
    let fields = element.children_of(ber::SEQUENCE)?;
    let [id, status, issued, rest @ ..] = fields.as_slice() else {
        return None;
    };
    let id = id.children_of(ber::SEQUENCE)?;
    let [hash, name, key, serial] = id.as_slice() else {
        return None;
    };
    let status = match status.tag {
        0x80 => Status::Good,
        0xa1 => {
            let parts = status.children()?;
            let reason = parts
                .get(1)
                .and_then(|holder| Tlv::only(holder.content))
                .and_then(|code| code.content.first().copied());
            Status::Revoked {
                at: generalized_time(parts.first()?)?,
                reason: reason.unwrap_or(0),
            }
        }
        _ => return None,
    };
    if !rest.iter().filter(|field| field.tag == 0xa1).all(is_understood) {
        return None;
    }
    let next = rest
        .iter()
        .find(|field| field.tag == 0xa0)
        .and_then(|field| generalized_time(&Tlv::only(field.content)?));
    Some(Single {
        hash: Hash::from_oid(parse::algorithm(hash)?.oid)?,
        issuer_name: name.content.to_vec(),
        issuer_key: key.content.to_vec(),
        serial: serial.content.to_vec(),
        status,
        issued: generalized_time(issued)?,
        next,
    })
}

/// Reads "20250102030405Z" or "20250102030405.6Z" as seconds since 1970.
pub(crate) fn generalized_time(element: &Tlv<'_>) -> Option<i64> {
    if element.tag != ber::GENERALIZED_TIME {
        return None;
    }
    let text = std::str::from_utf8(element.content).ok()?.strip_suffix('Z')?;
    let digits = text.split(['.', ',']).next()?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u8>().ok();
    let year = digits.get(0..4)?.parse::<i32>().ok()?;
    let month = time::Month::try_from(part(4..6)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, part(6..8)?).ok()?;
    let time = date
        .with_hms(part(8..10)?, part(10..12)?, part(12..14)?.min(59))
        .ok()?;
    Some(time.assume_utc().unix_timestamp())
}
