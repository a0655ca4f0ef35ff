//! Signature algorithms this crate makes, as circular 15/2025/TT-BKHCN, Annex I lists them.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512};
use ring::{digest, signature};
use serde::{Deserialize, Serialize};

use crate::{Certificate, Error, PublicKeyKind};

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// A complete signature algorithm: key kind, padding and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256, 32 bytes of salt.
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384, 48 bytes of salt.
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512, 64 bytes of salt.
    RsaPssSha512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaPkcs1Sha256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RsaPkcs1Sha384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RsaPkcs1Sha512,
    /// ECDSA on P-256 with SHA-256.
    EcdsaP256Sha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaP384Sha384,
    /// Ed25519 (pure), RFC 8419.
    Ed25519,
}

/// Which RSA padding to use where the key can do both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum SchemePreference {
    /// RSASSA-PSS, what circular 15/2025/TT-BKHCN lists.
    #[default]
    Pss,
    /// PKCS#1 v1.5, for validators that know nothing else.
    Pkcs1,
}

impl Digest {
    /// The hash of `bytes`.
    #[must_use]
    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        digest::digest(self.algorithm(), bytes).as_ref().to_vec()
    }

    /// The length of the hash in bytes.
    #[must_use]
    pub fn output_len(self) -> usize {
        self.algorithm().output_len()
    }

    /// The object identifier of the hash (RFC 5754 2).
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => ID_SHA_256,
            Self::Sha384 => ID_SHA_384,
            Self::Sha512 => ID_SHA_512,
        }
    }

    /// The name PDF uses for the hash (ISO 32000-2, table 255).
    #[must_use]
    pub fn pdf_name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        }
    }

    pub(crate) fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

impl Scheme {
    /// The scheme for the key in `certificate`: its own for elliptic curves, the preferred padding for RSA.
    ///
    /// RSA keys are used with SHA-256; other hashes are chosen by naming the scheme.
    pub fn choose(certificate: &Certificate, preference: SchemePreference) -> Result<Self, Error> {
        match (certificate.public_key_kind()?, preference) {
            (PublicKeyKind::Rsa { .. }, SchemePreference::Pkcs1) => Ok(Self::RsaPkcs1Sha256),
            (PublicKeyKind::Rsa { .. }, SchemePreference::Pss) => Ok(Self::RsaPssSha256),
            (PublicKeyKind::RsaPssOnly { digest, .. }, _) => {
                Ok(Self::pss_with(digest.unwrap_or(Digest::Sha256)))
            }
            (PublicKeyKind::P256, _) => Ok(Self::EcdsaP256Sha256),
            (PublicKeyKind::P384, _) => Ok(Self::EcdsaP384Sha384),
            (PublicKeyKind::Ed25519, _) => Ok(Self::Ed25519),
            (PublicKeyKind::Other(oid), _) => Err(Error::UnsupportedAlgorithm(format!("public key {oid}"))),
        }
    }

    /// RSASSA-PSS with this hash.
    fn pss_with(digest: Digest) -> Self {
        match digest {
            Digest::Sha256 => Self::RsaPssSha256,
            Digest::Sha384 => Self::RsaPssSha384,
            Digest::Sha512 => Self::RsaPssSha512,
        }
    }

    /// The hash of the scheme; for Ed25519 the one RFC 8419 3.1 demands beside it.
    #[must_use]
    pub fn digest(self) -> Digest {
        match self {
            Self::RsaPssSha256 | Self::RsaPkcs1Sha256 | Self::EcdsaP256Sha256 => Digest::Sha256,
            Self::RsaPssSha384 | Self::RsaPkcs1Sha384 | Self::EcdsaP384Sha384 => Digest::Sha384,
            Self::RsaPssSha512 | Self::RsaPkcs1Sha512 | Self::Ed25519 => Digest::Sha512,
        }
    }

    /// Whether the scheme uses an RSA key.
    #[must_use]
    pub fn is_rsa(self) -> bool {
        self.is_pss()
            || matches!(
                self,
                Self::RsaPkcs1Sha256 | Self::RsaPkcs1Sha384 | Self::RsaPkcs1Sha512
            )
    }

    /// Whether the scheme is RSASSA-PSS.
    #[must_use]
    pub fn is_pss(self) -> bool {
        matches!(self, Self::RsaPssSha256 | Self::RsaPssSha384 | Self::RsaPssSha512)
    }

    /// Whether a key of this kind can make signatures of this scheme.
    #[must_use]
    pub fn fits(self, kind: &PublicKeyKind) -> bool {
        match kind {
            PublicKeyKind::Rsa { .. } => self.is_rsa(),
            PublicKeyKind::RsaPssOnly { digest, .. } => {
                self.is_pss() && digest.is_none_or(|digest| self.digest() == digest)
            }
            PublicKeyKind::P256 => self == Self::EcdsaP256Sha256,
            PublicKeyKind::P384 => self == Self::EcdsaP384Sha384,
            PublicKeyKind::Ed25519 => self == Self::Ed25519,
            PublicKeyKind::Other(_) => false,
        }
    }

    /// Checks a signature value against the key of a certificate.
    ///
    /// # Errors
    /// [`Error::SignatureMismatch`] when it was not made by that key over `message`.
    pub fn verify(self, certificate: &Certificate, message: &[u8], value: &[u8]) -> Result<(), Error> {
        let algorithm: &dyn signature::VerificationAlgorithm = match self {
            Self::RsaPssSha256 => &signature::RSA_PSS_2048_8192_SHA256,
            Self::RsaPssSha384 => &signature::RSA_PSS_2048_8192_SHA384,
            Self::RsaPssSha512 => &signature::RSA_PSS_2048_8192_SHA512,
            Self::RsaPkcs1Sha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Self::RsaPkcs1Sha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Self::RsaPkcs1Sha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
            Self::EcdsaP256Sha256 => &signature::ECDSA_P256_SHA256_ASN1,
            Self::EcdsaP384Sha384 => &signature::ECDSA_P384_SHA384_ASN1,
            Self::Ed25519 => &signature::ED25519,
        };
        let parsed = certificate.parsed();
        let key = &parsed.public_key().subject_public_key.data;
        signature::UnparsedPublicKey::new(algorithm, key)
            .verify(message, value)
            .map_err(|_| Error::SignatureMismatch)
    }
}
