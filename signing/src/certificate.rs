//! X.509 certificates as values: DER inside, questions outside.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::asn1_rs::{FromDer, Tag};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::cms::build::encode::{sequence, tagged};
use crate::{Digest, Error};

/// An X.509 certificate (RFC 5280), known to be readable. Cheap to clone; equal when the bytes are equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    der: Arc<[u8]>,
    facts: Arc<Facts>,
}

/// What every signature needs, read once.
#[derive(PartialEq, Eq, Hash)]
struct Facts {
    issuer_and_serial: Vec<u8>,
    key: Option<PublicKeyKind>,
}

/// What kind of public key a certificate holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PublicKeyKind {
    /// RSA for any padding.
    Rsa {
        /// Length of the modulus in bits.
        bits: usize,
    },
    /// RSA that its certificate restricts to PSS (`id-RSASSA-PSS`, RFC 4055 1.2).
    RsaPssOnly {
        /// Length of the modulus in bits.
        bits: usize,
        /// The only hash, where the certificate names one (RFC 4055 3.3).
        digest: Option<Digest>,
    },
    /// Elliptic curve P-256.
    P256,
    /// Elliptic curve P-384.
    P384,
    /// Edwards curve 25519.
    Ed25519,
    /// Anything else, by the object identifier of its algorithm or curve.
    Other(String),
}

impl Certificate {
    /// Reads a DER certificate; bytes after it are an error.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        match X509Certificate::from_der(der) {
            Ok(([], parsed)) => {
                let serial = tagged(0x02, parsed.raw_serial());
                let facts = Facts {
                    issuer_and_serial: sequence(&[parsed.issuer().as_raw(), &serial]),
                    key: key_kind(&parsed).ok(),
                };
                Ok(Self {
                    der: der.into(),
                    facts: Arc::new(facts),
                })
            }
            Ok(_) => Err(Error::MalformedCertificate("bytes after the certificate".into())),
            Err(error) => Err(Error::MalformedCertificate(error.to_string())),
        }
    }

    /// Reads every `CERTIFICATE` block of a PEM file, in order.
    pub fn from_pem(pem: &[u8]) -> Result<Vec<Self>, Error> {
        x509_parser::pem::Pem::iter_from_buffer(pem)
            .filter(|block| {
                block
                    .as_ref()
                    .map_or(true, |block| block.label.contains("CERTIFICATE"))
            })
            .map(|block| {
                let block = block.map_err(|error| Error::MalformedCertificate(error.to_string()))?;
                Self::from_der(&block.contents)
            })
            .collect()
    }

    /// The certificate's bytes.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The parsed view; cheap enough to be made on demand.
    pub(crate) fn parsed(&self) -> X509Certificate<'_> {
        X509Certificate::from_der(&self.der)
            .expect("the constructor parsed these bytes")
            .1
    }

    /// The subject's common name, or its whole name when it has none.
    #[must_use]
    pub fn subject_common_name(&self) -> String {
        let parsed = self.parsed();
        let name = parsed
            .subject()
            .iter_common_name()
            .next()
            .and_then(attribute_text);
        name.unwrap_or_else(|| parsed.subject().to_string())
    }

    /// The subject's distinguished name for people.
    #[must_use]
    pub fn subject(&self) -> String {
        name_text(self.parsed().subject())
    }

    /// The issuer's distinguished name for people.
    #[must_use]
    pub fn issuer(&self) -> String {
        name_text(self.parsed().issuer())
    }

    /// The subject's distinguished name as its DER bytes.
    #[must_use]
    pub fn subject_der(&self) -> Vec<u8> {
        self.parsed().subject().as_raw().to_vec()
    }

    /// The issuer's distinguished name as its DER bytes.
    #[must_use]
    pub fn issuer_der(&self) -> Vec<u8> {
        self.parsed().issuer().as_raw().to_vec()
    }

    /// The serial number's content octets, as they stand in the certificate.
    #[must_use]
    pub fn serial(&self) -> Vec<u8> {
        self.parsed().raw_serial().to_vec()
    }

    /// The serial number in lower-case hexadecimal, as CAs print it.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        hex::encode(self.parsed().raw_serial())
    }

    /// Whether it belongs to an authority, not to a person or an agency.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        self.parsed().is_ca()
    }

    /// The first moment of validity.
    #[must_use]
    pub fn not_before(&self) -> OffsetDateTime {
        self.parsed().validity().not_before.to_datetime()
    }

    /// The last moment of validity.
    #[must_use]
    pub fn not_after(&self) -> OffsetDateTime {
        self.parsed().validity().not_after.to_datetime()
    }

    /// The SHA-256 fingerprint in lower-case hexadecimal.
    #[must_use]
    pub fn fingerprint_sha256(&self) -> String {
        hex::encode(digest::digest(&digest::SHA256, &self.der))
    }

    /// The `SubjectPublicKeyInfo` as its DER bytes.
    #[must_use]
    pub fn public_key_info_der(&self) -> Vec<u8> {
        self.parsed().public_key().raw.to_vec()
    }

    /// Whether subject and issuer are the same name: a root, or a self-issued certificate.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        let parsed = self.parsed();
        parsed.subject().as_raw() == parsed.issuer().as_raw()
    }

    /// Whether the certificate itself allows a signature at this moment: its validity, its key usage (RFC 5280
    /// 4.2.1.3) and that it is no authority's. Chain and revocation are questions for the validator.
    ///
    /// # Errors
    /// [`Error::CertificateUnfit`] says why not.
    pub fn check_signing(&self, at: OffsetDateTime) -> Result<(), Error> {
        if at < self.not_before() {
            return Err(Error::CertificateUnfit("is not valid yet"));
        }
        if at > self.not_after() {
            return Err(Error::CertificateUnfit("has expired"));
        }
        let parsed = self.parsed();
        if parsed.is_ca() {
            return Err(Error::CertificateUnfit("belongs to an authority"));
        }
        let usage = parsed
            .key_usage()
            .map_err(|error| Error::MalformedCertificate(error.to_string()))?;
        match usage {
            Some(usage) if !usage.value.digital_signature() && !usage.value.non_repudiation() => {
                Err(Error::CertificateUnfit("is not meant for signatures"))
            }
            _ => Ok(()),
        }
    }

    /// `IssuerAndSerialNumber` (RFC 5652 10.2.4), both exactly as they stand in the certificate.
    pub(crate) fn issuer_and_serial(&self) -> &[u8] {
        &self.facts.issuer_and_serial
    }

    /// The kind of the public key.
    pub fn public_key_kind(&self) -> Result<PublicKeyKind, Error> {
        match &self.facts.key {
            Some(kind) => Ok(kind.clone()),
            None => key_kind(&self.parsed()),
        }
    }
}

/// Reads the kind of the public key.
fn key_kind(parsed: &X509Certificate<'_>) -> Result<PublicKeyKind, Error> {
    let info = parsed.public_key();
    let key = info
        .parsed()
        .map_err(|error| Error::MalformedCertificate(error.to_string()))?;
    let algorithm = info.algorithm.algorithm.to_id_string();
    Ok(match (key, algorithm.as_str()) {
        (PublicKey::RSA(key), _) => PublicKeyKind::Rsa {
            bits: modulus_bits(key.modulus),
        },
        (_, "1.2.840.113549.1.1.10") => pss_only(info.raw)?,
        (_, "1.3.101.112") => PublicKeyKind::Ed25519,
        (PublicKey::EC(_), _) => {
            let curve = info
                .algorithm
                .parameters
                .as_ref()
                .and_then(|any| any.as_oid().ok());
            match curve.map(|oid| oid.to_id_string()).as_deref() {
                Some("1.2.840.10045.3.1.7") => PublicKeyKind::P256,
                Some("1.3.132.0.34") => PublicKeyKind::P384,
                Some(other) => PublicKeyKind::Other(other.to_owned()),
                None => PublicKeyKind::Other(algorithm),
            }
        }
        _ => PublicKeyKind::Other(algorithm),
    })
}

impl Serialize for Certificate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.der))
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(de::Error::custom)?;
        Self::from_der(&der).map_err(de::Error::custom)
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Certificate({}, {})",
            self.subject(),
            self.serial_hex()
        )
    }
}

/// Bits in a big-endian number, leading zeros not counted.
fn modulus_bits(modulus: &[u8]) -> usize {
    let first = modulus
        .iter()
        .position(|&byte| byte != 0)
        .unwrap_or(modulus.len());
    let significant = &modulus[first..];
    significant
        .first()
        .map_or(0, |byte| significant.len() * 8 - byte.leading_zeros() as usize)
}

/// A key for PSS alone. One whose hashes differ, or that wants more salt than its hash is long, makes no signature that
/// this crate makes.
fn pss_only(info: &[u8]) -> Result<PublicKeyKind, Error> {
    use crate::verify::{Hash, PublicKey, RsaUse};
    let malformed = || Error::MalformedCertificate("RSASSA-PSS key".to_owned());
    let key = PublicKey::read(info).ok_or_else(malformed)?;
    let PublicKey::Rsa {
        use_of: RsaUse::Pss(limits),
        ..
    } = &key
    else {
        return Err(malformed());
    };
    let bits = key.bits();
    let Some(limits) = limits else {
        return Ok(PublicKeyKind::RsaPssOnly { bits, digest: None });
    };
    let digest = match limits.hash {
        Hash::Sha256 => Some(Digest::Sha256),
        Hash::Sha384 => Some(Digest::Sha384),
        Hash::Sha512 => Some(Digest::Sha512),
        _ => None,
    };
    let usual =
        digest.filter(|digest| limits.mask_hash == limits.hash && limits.salt_length <= digest.output_len());
    Ok(match usual {
        Some(digest) => PublicKeyKind::RsaPssOnly {
            bits,
            digest: Some(digest),
        },
        None => PublicKeyKind::Other("1.2.840.113549.1.1.10".to_owned()),
    })
}

fn name_text(name: &X509Name<'_>) -> String {
    let parts: Vec<String> = name
        .iter_attributes()
        .map(|attribute| {
            let oid = attribute.attr_type();
            let label = x509_parser::objects::oid2abbrev(oid, x509_parser::objects::oid_registry());
            let label = label.map_or_else(|_| oid.to_id_string(), str::to_owned);
            let value = attribute_text(attribute).unwrap_or_else(|| hex::encode(attribute.as_slice()));
            format!("{label}={value}")
        })
        .collect();
    parts.join(", ")
}

/// The text of a name attribute, also in the old `BMPString` and `TeletexString` that CAs still issue.
fn attribute_text(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    if let Ok(text) = attribute.as_str() {
        return Some(text.to_owned());
    }
    let value = attribute.attr_value();
    if value.tag() == Tag::BmpString {
        let units: Vec<u16> = value
            .data
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        return String::from_utf16(&units).ok();
    }
    (value.tag() == Tag::T61String).then(|| value.data.iter().map(|&byte| char::from(byte)).collect())
}
