//! Writing a CMS `SignedData` with one signer (RFC 5652 5) and the attributes CAdES asks for (EN 319 122-1 5).

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use const_oid::ObjectIdentifier;
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use time::OffsetDateTime;
use x509_cert::attr::{Attribute, Attributes};

use super::algorithm::{digest_algorithm, signature_algorithm};
use crate::authority::x509_time;
use crate::{Certificate, Digest, Error, Scheme};

const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// `SigningCertificateV2` with one certificate hash (RFC 5035 3).
#[derive(Sequence)]
struct SigningCertificateV2 {
    certificates: Vec<CertificateHash>,
}

/// `ESSCertIDv2`; the hash algorithm is absent when it is SHA-256, its default.
#[derive(Sequence)]
struct CertificateHash {
    #[asn1(optional = "true")]
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
}

/// What the signature is about.
pub(crate) struct Content<'a> {
    pub(crate) kind: ObjectIdentifier,
    pub(crate) digest: &'a [u8],
    /// The content itself, for a signature that carries it.
    pub(crate) embedded: Option<&'a [u8]>,
}

/// Who signs, by what.
pub(crate) struct SignerFacts<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) chain: &'a [Certificate],
    pub(crate) scheme: Scheme,
}

/// The signed attributes in DER, in the form that is signed (SET OF, RFC 5652 5.4).
pub(crate) fn signed_attributes(
    content: &Content<'_>,
    facts: &SignerFacts<'_>,
    signing_time: Option<OffsetDateTime>,
) -> Result<Vec<u8>, Error> {
    let mut all = vec![
        attribute(CONTENT_TYPE, &content.kind)?,
        attribute(MESSAGE_DIGEST, &octets(content.digest)?)?,
        attribute(SIGNING_CERTIFICATE_V2, &certificate_hash(facts.certificate)?)?,
    ];
    if let Some(at) = signing_time {
        all.push(attribute(SIGNING_TIME, &x509_time(at)?)?);
    }
    Attributes::try_from(all)
        .and_then(|set| set.to_der())
        .map_err(wrong)
}

/// Puts the signature beside what was signed; returns a `ContentInfo` in DER.
pub(crate) fn assemble(
    content: &Content<'_>,
    facts: &SignerFacts<'_>,
    signed_attributes: &[u8],
    signature: &[u8],
    unsigned_attributes: Vec<Attribute>,
) -> Result<Vec<u8>, Error> {
    let certificate = decode(facts.certificate)?;
    let digest = facts.scheme.digest();
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate.issuer.clone(),
            serial_number: certificate.tbs_certificate.serial_number.clone(),
        }),
        digest_alg: digest_algorithm(digest),
        signed_attrs: Some(Attributes::from_der(signed_attributes).map_err(wrong)?),
        signature_algorithm: signature_algorithm(facts.scheme)?,
        signature: octets(signature)?,
        unsigned_attrs: (!unsigned_attributes.is_empty())
            .then(|| Attributes::try_from(unsigned_attributes))
            .transpose()
            .map_err(wrong)?,
    };
    let embedded = content.embedded.map(octets).transpose()?;
    let embedded = embedded
        .map(|o| Any::encode_from(&o))
        .transpose()
        .map_err(wrong)?;
    let data = SignedData {
        // RFC 5652 5.1: version 3 as soon as the content is not plain data.
        version: if content.kind == DATA {
            CmsVersion::V1
        } else {
            CmsVersion::V3
        },
        digest_algorithms: SetOfVec::try_from(vec![digest_algorithm(digest)]).map_err(wrong)?,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: content.kind,
            econtent: embedded,
        },
        certificates: Some(certificates(facts)?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer]).map_err(wrong)?,
    };
    let info = ContentInfo {
        content_type: SIGNED_DATA,
        content: Any::encode_from(&data).map_err(wrong)?,
    };
    info.to_der().map_err(wrong)
}

/// `id-data`: plain bytes.
pub(crate) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");

fn certificates(facts: &SignerFacts<'_>) -> Result<CertificateSet, Error> {
    let mut unique: Vec<&Certificate> = Vec::new();
    for certificate in std::iter::once(facts.certificate).chain(facts.chain) {
        if !unique.contains(&certificate) {
            unique.push(certificate);
        }
    }
    let choices = unique
        .into_iter()
        .map(|c| Ok(CertificateChoices::Certificate(decode(c)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    CertificateSet::try_from(choices).map_err(wrong)
}

fn certificate_hash(certificate: &Certificate) -> Result<SigningCertificateV2, Error> {
    let hash = octets(&Digest::Sha256.hash(certificate.der()))?;
    Ok(SigningCertificateV2 {
        certificates: vec![CertificateHash {
            algorithm: None,
            hash,
        }],
    })
}

pub(crate) fn attribute(kind: &str, value: &impl Encode) -> Result<Attribute, Error> {
    let der = value.to_der().map_err(wrong)?;
    let value = Any::from_der(&der).map_err(wrong)?;
    let values = SetOfVec::try_from(vec![value]).map_err(wrong)?;
    Ok(Attribute {
        oid: ObjectIdentifier::new_unwrap(kind),
        values,
    })
}

fn decode(certificate: &Certificate) -> Result<x509_cert::Certificate, Error> {
    x509_cert::Certificate::from_der(certificate.der()).map_err(|e| Error::asn1("certificate", e))
}

fn octets(bytes: &[u8]) -> Result<OctetString, Error> {
    OctetString::new(bytes).map_err(wrong)
}

fn wrong(error: der::Error) -> Error {
    Error::asn1("CMS", error)
}
