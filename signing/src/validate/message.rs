//! The signature message itself: RFC 5652, 5.4 and 5.6; RFC 5035; EN 319 122-1.

use std::sync::Arc;

use super::report::SubIndication;
use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};
use crate::cms::parse::{SignedData, SignerIdentifier, SignerInfo};
use crate::path::{X509, names};
use crate::verify::{self, Algorithm, Hash, Outcome};

/// What the message must be about.
pub(crate) enum Subject<'a> {
    /// These bytes, which stand outside of the message (`adbe.pkcs7.detached`, `ETSI.CAdES.detached`).
    Detached(&'a [&'a [u8]]),
    /// The SHA-1 of these bytes, which stands inside (`adbe.pkcs7.sha1`, deprecated in PDF 2.0).
    EnclosedSha1(&'a [&'a [u8]]),
    /// The message's own content of this type (a time-stamp token).
    Enclosed(&'static [u8]),
}

/// What was found out about a message.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) certificate: Option<Arc<X509>>,
    pub(crate) digest: Option<Hash>,
    pub(crate) algorithm: Option<Algorithm>,
    /// Seconds since 1970, as the signer claims.
    pub(crate) claimed_time: Option<i64>,
    /// Whether the certificate is bound into the signed attributes (ESS).
    pub(crate) is_certificate_bound: bool,
    pub(crate) failure: Option<(SubIndication, String)>,
}

impl Checked {
    fn fail(mut self, sub_indication: SubIndication, reason: impl Into<String>) -> Self {
        self.failure = Some((sub_indication, reason.into()));
        self
    }
}

/// Checks one message against what it must be about; `known` are certificates from elsewhere in the file.
pub(crate) fn check(data: &SignedData<'_>, subject: &Subject<'_>, known: &[Arc<X509>]) -> Checked {
    let mut checked = Checked::default();
    let [signer] = data.signers.as_slice() else {
        return checked.fail(
            SubIndication::FormatFailure,
            "thông điệp CMS phải có đúng một người ký",
        );
    };
    if let Err(reason) = has_right_content(data, signer, subject) {
        return checked.fail(SubIndication::FormatFailure, reason);
    }
    checked.claimed_time = signer
        .signed(oid::SIGNING_TIME)
        .first()
        .and_then(utc_or_generalized);
    let digest = Hash::from_oid(signer.digest_algorithm.oid);
    checked.digest = match subject {
        Subject::EnclosedSha1(_) => Some(Hash::Sha1),
        _ => digest,
    };
    checked.algorithm = verify::of_signer(&signer.signature_algorithm, digest);
    let Some(digest) = digest else {
        let name = oid::dotted(signer.digest_algorithm.oid);
        return checked.fail(SubIndication::Generic, format!("không hỗ trợ hàm băm {name}"));
    };
    if let Some(reason) = attributes_differ(data, signer, subject, digest) {
        return checked.fail(SubIndication::HashFailure, reason);
    }
    let candidates = certificates(data, signer, known);
    let Some(certificate) = bound_certificate(signer, &candidates, &mut checked.is_certificate_bound) else {
        let reason = if candidates.is_empty() {
            "không tìm thấy chứng thư của người ký"
        } else {
            "chứng thư không khớp với thuộc tính signing-certificate đã ký"
        };
        return checked.fail(SubIndication::NoSigningCertificateFound, reason);
    };
    checked.certificate = Some(Arc::clone(&certificate));
    let Some(algorithm) = checked.algorithm else {
        let name = oid::dotted(signer.signature_algorithm.oid);
        return checked.fail(
            SubIndication::Generic,
            format!("không hỗ trợ thuật toán ký {name}"),
        );
    };
    match signature(data, signer, subject, &algorithm, &certificate) {
        Outcome::Valid => checked,
        Outcome::Invalid => checked.fail(
            SubIndication::SigCryptoFailure,
            "giá trị chữ ký không khớp khóa công khai",
        ),
        Outcome::Unsupported => checked.fail(SubIndication::Generic, "không hỗ trợ loại khóa của chứng thư"),
    }
}

/// Detached means no content inside; enclosed means content of the right type.
fn has_right_content(
    data: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    subject: &Subject<'_>,
) -> Result<(), &'static str> {
    match subject {
        Subject::Detached(_) if data.content.is_some() => {
            Err("thông điệp CMS tách rời không được chứa nội dung")
        }
        Subject::Detached(_) | Subject::EnclosedSha1(_) if data.content_type != oid::DATA => {
            Err("loại nội dung của thông điệp CMS không phải dữ liệu")
        }
        Subject::EnclosedSha1(_) if data.content.is_none() => Err("thông điệp CMS thiếu giá trị băm"),
        Subject::Enclosed(kind) if data.content_type != *kind || data.content.is_none() => {
            Err("thông điệp CMS không chứa nội dung cần có")
        }
        // RFC 5652, 5.3.
        Subject::Enclosed(kind) if *kind != oid::DATA && signer.signed_attributes.is_none() => {
            Err("thông điệp CMS thiếu các thuộc tính được ký")
        }
        _ if signer.signed_attributes.is_none() && is_attributes(data, subject) => {
            Err("nội dung của thông điệp CMS là thuộc tính được ký của một chữ ký khác")
        }
        _ => Ok(()),
    }
}

/// Whether the content can be what another message signed as its attributes. A message without attributes over it is
/// then made of that one by whoever has seen it: both are the same bytes to the key (RFC 5652, 5.4).
fn is_attributes(data: &SignedData<'_>, subject: &Subject<'_>) -> bool {
    let content = match (subject, &data.content) {
        (Subject::Detached([content]), _) => content,
        (_, Some(content)) => &**content,
        _ => return false,
    };
    let attributes = Tlv::only(content).and_then(|set| set.children_of(ber::SET));
    attributes.unwrap_or_default().iter().any(|attribute| {
        let fields = attribute.children_of(ber::SEQUENCE).unwrap_or_default();
        fields
            .first()
            .is_some_and(|kind| kind.content == oid::MESSAGE_DIGEST)
    })
}

/// Compares content type and digest with the signed attributes (RFC 5652, 11.1 and 11.2).
fn attributes_differ(
    data: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    subject: &Subject<'_>,
    digest: Hash,
) -> Option<String> {
    if let (Subject::EnclosedSha1(parts), Some(content)) = (subject, &data.content)
        && **content != Hash::Sha1.of_parts(parts)
    {
        return Some("giá trị băm của tệp không khớp: nội dung đã bị thay đổi".into());
    }
    signer.signed_attributes.as_ref()?;
    let computed = match (subject, &data.content) {
        (Subject::Detached(parts), _) => digest.of_parts(parts),
        (_, Some(content)) => digest.of(content),
        (_, None) => return Some("thiếu nội dung".into()),
    };
    let [stated] = signer.signed(oid::MESSAGE_DIGEST)[..] else {
        return Some("thuộc tính message-digest phải có đúng một giá trị".into());
    };
    if stated.octets().is_none_or(|stated| *stated != computed) {
        return Some("giá trị băm của tệp không khớp: nội dung đã bị thay đổi".into());
    }
    if signer.signed(oid::SIGNING_TIME).len() > 1 {
        return Some("thuộc tính signing-time phải có đúng một giá trị".into());
    }
    let kinds = signer.signed(oid::CONTENT_TYPE);
    if kinds.len() != 1 || kinds[0].content != data.content_type {
        return Some("thuộc tính content-type không khớp".into());
    }
    if signer
        .signed(oid::ALGORITHM_PROTECTION)
        .iter()
        .any(|value| !protects(value, signer))
    {
        return Some("thuộc tính CMSAlgorithmProtection không khớp".into());
    }
    None
}

/// Whether the attribute names the algorithms the signer used (RFC 6211).
fn protects(value: &Tlv<'_>, signer: &SignerInfo<'_>) -> bool {
    let Some(fields) = value.children_of(ber::SEQUENCE) else {
        return false;
    };
    let [digest, signature] = fields.as_slice() else {
        return false;
    };
    first_oid(digest) == Some(signer.digest_algorithm.oid)
        && signature.tag == 0xa1
        && first_oid(signature) == Some(signer.signature_algorithm.oid)
}

/// The identifier an algorithm begins with, whatever its tag.
fn first_oid<'a>(element: &Tlv<'a>) -> Option<&'a [u8]> {
    let fields = element.children()?;
    Some(fields.first().filter(|oid| oid.tag == ber::OID)?.content)
}

/// Certificates that the signer identifier names: by issuer and serial together, or by key identifier.
fn certificates(data: &SignedData<'_>, signer: &SignerInfo<'_>, known: &[Arc<X509>]) -> Vec<Arc<X509>> {
    let own = data.certificates.iter().take(64).filter_map(|der| {
        let same = known.iter().find(|known| known.der == **der);
        same.cloned().or_else(|| X509::read(der))
    });
    own.chain(known.iter().cloned())
        .filter(|certificate| match signer.identifier {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                significant(serial) == significant(&certificate.serial)
                    && names::same(issuer, &certificate.issuer)
            }
            SignerIdentifier::KeyIdentifier(key) => {
                certificate.subject_key.as_deref() == Some(key)
                    || (certificate.subject_key.is_none()
                        && Hash::Sha1.of(key_bits(&certificate.spki)) == key)
            }
        })
        .collect()
}

fn significant(serial: &[u8]) -> &[u8] {
    &serial[serial.iter().take_while(|byte| **byte == 0).count()..]
}

fn key_bits(spki: &[u8]) -> &[u8] {
    let fields = Tlv::only(spki).and_then(|key| key.children_of(ber::SEQUENCE));
    fields
        .and_then(|fields| fields.get(1)?.bits())
        .unwrap_or_default()
}

/// The candidate whose hash is in the signed attributes, or the only one when none is there (RFC 5035, 5.4).
fn bound_certificate(
    signer: &SignerInfo<'_>,
    candidates: &[Arc<X509>],
    is_bound: &mut bool,
) -> Option<Arc<X509>> {
    let newer = signer.signed(oid::SIGNING_CERTIFICATE_V2);
    let older = signer.signed(oid::SIGNING_CERTIFICATE);
    let stated: Vec<(Hash, Vec<u8>)> = newer
        .iter()
        .map(|value| first_hash(value, true))
        .chain(older.iter().map(|value| first_hash(value, false)))
        .collect::<Option<_>>()?;
    *is_bound = !stated.is_empty();
    let fits = |certificate: &&Arc<X509>| {
        stated
            .iter()
            .all(|(hash, value)| hash.of(&certificate.der) == *value)
    };
    candidates.iter().find(fits).cloned()
}

/// The first `ESSCertID` or `ESSCertIDv2`: the signer's own certificate.
fn first_hash(value: &Tlv<'_>, is_newer: bool) -> Option<(Hash, Vec<u8>)> {
    let outer = value.children_of(ber::SEQUENCE)?;
    let list = outer.first()?.children_of(ber::SEQUENCE)?;
    let fields = list.first()?.children_of(ber::SEQUENCE)?;
    match fields.as_slice() {
        [algorithm, value, ..] if is_newer && algorithm.tag == ber::SEQUENCE => {
            let algorithm = crate::cms::parse::algorithm(algorithm)?;
            Some((Hash::from_oid(algorithm.oid)?, value.octets()?.into_owned()))
        }
        [value, ..] => {
            let hash = if is_newer { Hash::Sha256 } else { Hash::Sha1 };
            Some((hash, value.octets()?.into_owned()))
        }
        [] => None,
    }
}

/// The signature value over the signed attributes as they stand, or over the content when there are none.
fn signature(
    data: &SignedData<'_>,
    signer: &SignerInfo<'_>,
    subject: &Subject<'_>,
    algorithm: &Algorithm,
    certificate: &X509,
) -> Outcome {
    let value = &signer.signature;
    let Some(attributes) = &signer.signed_attributes else {
        return match (subject, &data.content) {
            (Subject::Detached(parts), _) => verify::verify(&certificate.spki, algorithm, parts, value),
            (_, Some(content)) => verify::verify(&certificate.spki, algorithm, &[content], value),
            (_, None) => Outcome::Invalid,
        };
    };
    let original = attributes.original();
    let outcome = verify::verify(&certificate.spki, algorithm, &[&original], value);
    match attributes.normalised() {
        Some(other) if outcome == Outcome::Invalid && other != original => {
            verify::verify(&certificate.spki, algorithm, &[&other], value)
        }
        _ => outcome,
    }
}

/// `Time`: `UTCTime` or `GeneralizedTime` (RFC 5652, 11.3).
pub(crate) fn utc_or_generalized(element: &Tlv<'_>) -> Option<i64> {
    if element.tag == ber::GENERALIZED_TIME {
        return crate::path::revocation::generalized_time(element);
    }
    let text = std::str::from_utf8(element.content)
        .ok()
        .filter(|_| element.tag == 0x17)?;
    let century = if text.get(0..2)?.parse::<u8>().ok()? < 50 {
        "20"
    } else {
        "19"
    };
    let full = format!("{century}{text}");
    crate::path::revocation::generalized_time(&Tlv {
        tag: ber::GENERALIZED_TIME,
        content: full.as_bytes(),
        whole: b"",
    })
}
