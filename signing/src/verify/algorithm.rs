//! Which mathematics a pair of algorithm identifiers asks for.

use super::hash::Hash;
use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};
use crate::cms::parse::{self, AlgorithmIdentifier};

/// Parameters of RSASSA-PSS (RFC 4055, 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pss {
    pub(crate) hash: Hash,
    pub(crate) mask_hash: Hash,
    pub(crate) salt_length: usize,
}

impl Pss {
    /// Whether salt and mask follow the hash, as `ring` expects.
    pub(crate) fn is_usual(&self) -> bool {
        self.hash == self.mask_hash
            && matches!(
                (self.hash, self.salt_length),
                (Hash::Sha256, 32) | (Hash::Sha384, 48) | (Hash::Sha512, 64)
            )
    }
}

/// A signature algorithm with its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    RsaPkcs1(Hash),
    RsaPss(Pss),
    /// `is_plain`: r and s one after another (BSI TR-03111) rather than a sequence.
    Ecdsa {
        hash: Hash,
        is_plain: bool,
    },
    Ed25519,
    Ed448,
}

impl Algorithm {
    /// The hash that makes it strong or weak, if it is not fixed by the curve.
    pub(crate) fn hash(&self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1(hash) | Self::Ecdsa { hash, .. } => Some(*hash),
            Self::RsaPss(pss) => Some(pss.hash),
            Self::Ed25519 | Self::Ed448 => None,
        }
    }

    /// Its name, for people.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::RsaPkcs1(hash) => format!("RSA PKCS#1 v1.5 {}", hash.name()),
            Self::RsaPss(pss) => format!("RSASSA-PSS {}", pss.hash.name()),
            Self::Ecdsa { hash, .. } => format!("ECDSA {}", hash.name()),
            Self::Ed25519 => "Ed25519".to_owned(),
            Self::Ed448 => "Ed448".to_owned(),
        }
    }
}

/// The algorithm of a certificate, CRL or OCSP answer.
pub(crate) fn of_certificate(identifier: &AlgorithmIdentifier<'_>) -> Option<Algorithm> {
    of_signer(identifier, None)
}

/// The algorithm of a CMS signer; `digest` is its digest algorithm, which bare `rsaEncryption` needs.
pub(crate) fn of_signer(identifier: &AlgorithmIdentifier<'_>, digest: Option<Hash>) -> Option<Algorithm> {
    let ecdsa = |hash| Algorithm::Ecdsa {
        hash,
        is_plain: false,
    };
    let plain = |hash| Algorithm::Ecdsa { hash, is_plain: true };
    let algorithm = match identifier.oid {
        oid::RSA => Algorithm::RsaPkcs1(digest?),
        oid::RSA_SHA1 | oid::RSA_SHA1_OIW => Algorithm::RsaPkcs1(Hash::Sha1),
        oid::RSA_SHA224 => Algorithm::RsaPkcs1(Hash::Sha224),
        oid::RSA_SHA256 => Algorithm::RsaPkcs1(Hash::Sha256),
        oid::RSA_SHA384 => Algorithm::RsaPkcs1(Hash::Sha384),
        oid::RSA_SHA512 => Algorithm::RsaPkcs1(Hash::Sha512),
        oid::RSA_SHA3_224 => Algorithm::RsaPkcs1(Hash::Sha3_224),
        oid::RSA_SHA3_256 => Algorithm::RsaPkcs1(Hash::Sha3_256),
        oid::RSA_SHA3_384 => Algorithm::RsaPkcs1(Hash::Sha3_384),
        oid::RSA_SHA3_512 => Algorithm::RsaPkcs1(Hash::Sha3_512),
        oid::RSA_PSS => Algorithm::RsaPss(pss(identifier.parameters)?),
        oid::EC_PUBLIC_KEY => ecdsa(digest?),
        oid::ECDSA_SHA1 => ecdsa(Hash::Sha1),
        oid::ECDSA_SHA224 => ecdsa(Hash::Sha224),
        oid::ECDSA_SHA256 => ecdsa(Hash::Sha256),
        oid::ECDSA_SHA384 => ecdsa(Hash::Sha384),
        oid::ECDSA_SHA512 => ecdsa(Hash::Sha512),
        oid::ECDSA_SHA3_224 => ecdsa(Hash::Sha3_224),
        oid::ECDSA_SHA3_256 => ecdsa(Hash::Sha3_256),
        oid::ECDSA_SHA3_384 => ecdsa(Hash::Sha3_384),
        oid::ECDSA_SHA3_512 => ecdsa(Hash::Sha3_512),
        oid::ECDSA_PLAIN_SHA224 => plain(Hash::Sha224),
        oid::ECDSA_PLAIN_SHA256 => plain(Hash::Sha256),
        oid::ECDSA_PLAIN_SHA384 => plain(Hash::Sha384),
        oid::ECDSA_PLAIN_SHA512 => plain(Hash::Sha512),
        oid::ED25519 => Algorithm::Ed25519,
        oid::ED448 => Algorithm::Ed448,
        _ => return None,
    };
    Some(algorithm)
}

/// Reads `RSASSA-PSS-params`; what is missing has the old defaults.
pub(super) fn pss(parameters: Option<Tlv<'_>>) -> Option<Pss> {
    let mut pss = Pss {
        hash: Hash::Sha1,
        mask_hash: Hash::Sha1,
        salt_length: 20,
    };
    for field in parameters.map_or(Some(Vec::new()), |parameters| {
        parameters.children_of(ber::SEQUENCE)
    })? {
        let inner = Tlv::only(field.content)?;
        match field.tag {
            0xa0 => pss.hash = Hash::from_oid(parse::algorithm(&inner)?.oid)?,
            0xa1 => {
                let mask = parse::algorithm(&inner)?;
                if mask.oid != oid::MGF1 {
                    return None;
                }
                pss.mask_hash = Hash::from_oid(parse::algorithm(&mask.parameters?)?.oid)?;
            }
            0xa2 => pss.salt_length = usize::try_from(inner.small_integer()?).ok()?,
            0xa3 if inner.small_integer()? == 1 => {}
            _ => return None,
        }
    }
    Some(pss)
}
