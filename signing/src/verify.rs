//! The mathematics of signatures: `ring` first, other code only for what it lacks.

mod curve;
mod edwards;
mod hash;
mod rsa;

mod algorithm;

pub(crate) use algorithm::{Algorithm, Pss, of_certificate, of_signer};
pub(crate) use hash::Hash;

use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};
use ring::signature::{self as ring_signature, UnparsedPublicKey, VerificationAlgorithm};

/// What came out of checking one signature value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Valid,
    Invalid,
    /// The algorithm, curve or key size is not known.
    Unsupported,
}

/// What an RSA key may be used for (RFC 4055, 1.2 and 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RsaUse {
    /// Any padding.
    Any,
    /// RSASSA-PSS only; with parameters, only with these hashes and at least this much salt.
    Pss(Option<Pss>),
}

impl RsaUse {
    /// Whether a signature of this algorithm can be the key's.
    pub(crate) fn allows(&self, algorithm: &Algorithm) -> bool {
        match (self, algorithm) {
            (Self::Any, _) | (Self::Pss(None), Algorithm::RsaPss(_)) => true,
            (Self::Pss(Some(limits)), Algorithm::RsaPss(used)) => {
                limits.hash == used.hash
                    && limits.mask_hash == used.mask_hash
                    && limits.salt_length <= used.salt_length
            }
            (Self::Pss(_), _) => false,
        }
    }
}

/// A public key taken apart (RFC 5280, 4.1.2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PublicKey<'a> {
    Rsa {
        der: &'a [u8],
        modulus: &'a [u8],
        exponent: &'a [u8],
        use_of: RsaUse,
    },
    Curve {
        oid: &'a [u8],
        point: &'a [u8],
    },
    Ed25519(&'a [u8]),
    Ed448(&'a [u8]),
}

impl<'a> PublicKey<'a> {
    /// Reads a `SubjectPublicKeyInfo`.
    pub(crate) fn read(spki: &'a [u8]) -> Option<Self> {
        let fields = Tlv::only(spki)?.children_of(ber::SEQUENCE)?;
        let [algorithm, key] = fields.as_slice() else {
            return None;
        };
        let algorithm = crate::cms::parse::algorithm(algorithm)?;
        let key = key.bits()?;
        let use_of = match (algorithm.oid, algorithm.parameters) {
            (oid::RSA_PSS, Some(parameters)) if parameters.tag != ber::NULL => {
                RsaUse::Pss(Some(algorithm::pss(Some(parameters))?))
            }
            (oid::RSA_PSS, _) => RsaUse::Pss(None),
            _ => RsaUse::Any,
        };
        match algorithm.oid {
            oid::RSA | oid::RSA_PSS => {
                let numbers = Tlv::only(key)?.children_of(ber::SEQUENCE)?;
                let [modulus, exponent] = numbers.as_slice() else {
                    return None;
                };
                Some(Self::Rsa {
                    der: key,
                    modulus: modulus.content,
                    exponent: exponent.content,
                    use_of,
                })
            }
            oid::EC_PUBLIC_KEY => {
                let curve = algorithm
                    .parameters
                    .filter(|parameters| parameters.tag == ber::OID)?;
                Some(Self::Curve {
                    oid: curve.content,
                    point: key,
                })
            }
            oid::ED25519 => Some(Self::Ed25519(key)),
            oid::ED448 => Some(Self::Ed448(key)),
            _ => None,
        }
    }

    /// Size in bits, as tables of key lengths count it.
    pub(crate) fn bits(&self) -> usize {
        match self {
            Self::Rsa { modulus, .. } => {
                let digits = &modulus[modulus.iter().take_while(|byte| **byte == 0).count()..];
                digits
                    .first()
                    .map_or(0, |first| digits.len() * 8 - first.leading_zeros() as usize)
            }
            Self::Curve { point, .. } => match point.len() {
                133 => 521,
                length => length.saturating_sub(1) / 2 * 8,
            },
            Self::Ed25519(_) => 255,
            Self::Ed448(_) => 448,
        }
    }

    /// The family's name, for people.
    pub(crate) fn family(&self) -> &'static str {
        match self {
            Self::Rsa { .. } => "RSA",
            Self::Curve { .. } => "ECDSA",
            Self::Ed25519(_) => "Ed25519",
            Self::Ed448(_) => "Ed448",
        }
    }
}

/// Checks a signature over the parts of a message, one after another.
pub(crate) fn verify(spki: &[u8], algorithm: &Algorithm, message: &[&[u8]], signature: &[u8]) -> Outcome {
    let Some(key) = PublicKey::read(spki) else {
        return Outcome::Unsupported;
    };
    if let PublicKey::Rsa { use_of, .. } = &key
        && !use_of.allows(algorithm)
    {
        return Outcome::Invalid;
    }
    if let ([message], Some((ring, bytes))) = (message, by_ring(&key, algorithm)) {
        if UnparsedPublicKey::new(ring, bytes)
            .verify(message, signature)
            .is_ok()
        {
            return Outcome::Valid;
        }
        // Of RSA, ring also refuses small keys, odd exponents and digests named without NULL.
        if !matches!(key, PublicKey::Rsa { .. }) {
            return Outcome::Invalid;
        }
    }
    match (key, algorithm) {
        (
            PublicKey::Rsa {
                modulus, exponent, ..
            },
            Algorithm::RsaPkcs1(hash),
        ) => rsa::pkcs1(modulus, exponent, *hash, &hash.of_parts(message), signature),
        (
            PublicKey::Rsa {
                modulus, exponent, ..
            },
            Algorithm::RsaPss(pss),
        ) => rsa::pss(modulus, exponent, pss, &pss.hash.of_parts(message), signature),
        (PublicKey::Curve { oid, point }, Algorithm::Ecdsa { hash, is_plain }) => {
            curve::verify(oid, point, &hash.of_parts(message), signature, *is_plain)
        }
        (PublicKey::Ed25519(key), Algorithm::Ed25519) if message.len() > 1 => {
            let whole = message.concat();
            let key = UnparsedPublicKey::new(&ring_signature::ED25519, key);
            if key.verify(&whole, signature).is_ok() {
                Outcome::Valid
            } else {
                Outcome::Invalid
            }
        }
        (PublicKey::Ed25519(_), Algorithm::Ed25519) => Outcome::Invalid,
        (PublicKey::Ed448(key), Algorithm::Ed448) => edwards::verify(key, message, signature),
        _ => Outcome::Unsupported,
    }
}

/// The verifier of `ring` for a key and an algorithm, where it has one.
fn by_ring<'a>(
    key: &PublicKey<'a>,
    algorithm: &Algorithm,
) -> Option<(&'static dyn VerificationAlgorithm, &'a [u8])> {
    let ring: &'static dyn VerificationAlgorithm = match (key, algorithm) {
        (PublicKey::Rsa { .. }, Algorithm::RsaPkcs1(hash)) => match hash {
            Hash::Sha1 => &ring_signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &ring_signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            Hash::Sha384 => &ring_signature::RSA_PKCS1_2048_8192_SHA384,
            Hash::Sha512 => &ring_signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            _ => return None,
        },
        (PublicKey::Rsa { .. }, Algorithm::RsaPss(pss)) if pss.is_usual() => match pss.hash {
            Hash::Sha256 => &ring_signature::RSA_PSS_2048_8192_SHA256,
            Hash::Sha384 => &ring_signature::RSA_PSS_2048_8192_SHA384,
            Hash::Sha512 => &ring_signature::RSA_PSS_2048_8192_SHA512,
            _ => return None,
        },
        (
            PublicKey::Curve { oid, .. },
            Algorithm::Ecdsa {
                hash,
                is_plain: false,
            },
        ) => match (*oid, hash) {
            (oid::P256, Hash::Sha256) => &ring_signature::ECDSA_P256_SHA256_ASN1,
            (oid::P256, Hash::Sha384) => &ring_signature::ECDSA_P256_SHA384_ASN1,
            (oid::P384, Hash::Sha256) => &ring_signature::ECDSA_P384_SHA256_ASN1,
            (oid::P384, Hash::Sha384) => &ring_signature::ECDSA_P384_SHA384_ASN1,
            _ => return None,
        },
        (PublicKey::Ed25519(_), Algorithm::Ed25519) => &ring_signature::ED25519,
        _ => return None,
    };
    let bytes = match key {
        PublicKey::Rsa { der, .. } => *der,
        PublicKey::Curve { point, .. } => *point,
        PublicKey::Ed25519(key) | PublicKey::Ed448(key) => *key,
    };
    Some((ring, bytes))
}
