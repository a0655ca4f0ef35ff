//! Private keys in memory, used through ring.

use const_oid::ObjectIdentifier;
use der::Decode;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use pkcs8::PrivateKeyInfo;
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaEncoding,
};
use spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use crate::{Error, Scheme};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A private key ring can sign with. ring keeps the secrets opaque and never prints them.
pub(crate) enum LocalKey {
    Rsa(Box<rsa::KeyPair>),
    P256(Box<EcdsaKeyPair>),
    P384(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
}

impl LocalKey {
    /// Reads PKCS#8 (RFC 5208, RFC 5958) as OpenSSL, Java and tokens write it, with or without the public key.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, Error> {
        let info = PrivateKeyInfo::from_der(der).map_err(|e| Error::asn1("private key", e))?;
        match info.algorithm.oid {
            RSA | RSA_PSS => {
                let pair = rsa::KeyPair::from_der(info.private_key).map_err(|e| rejected("RSA", &e))?;
                Ok(Self::Rsa(Box::new(pair)))
            }
            EC => Self::on_curve(&info),
            ED25519 => {
                let pair =
                    Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(|e| rejected("Ed25519", &e))?;
                Ok(Self::Ed25519(Box::new(pair)))
            }
            other => Err(Error::UnsupportedAlgorithm(format!("private key {other}"))),
        }
    }

    /// ring wants the public point beside the secret; files may leave it out, so it is computed.
    fn on_curve(info: &PrivateKeyInfo<'_>) -> Result<Self, Error> {
        let malformed = |e| Error::asn1("private key", e);
        match info.algorithm.parameters_oid().ok() {
            Some(P256) => {
                let secret = p256::SecretKey::from_sec1_der(info.private_key).map_err(malformed)?;
                let scalar = Zeroizing::new(secret.to_bytes());
                let point = secret.public_key().to_encoded_point(false);
                let pair = curve_pair(
                    &ECDSA_P256_SHA256_ASN1_SIGNING,
                    scalar.as_slice(),
                    point.as_bytes(),
                )?;
                Ok(Self::P256(Box::new(pair)))
            }
            Some(P384) => {
                let secret = p384::SecretKey::from_sec1_der(info.private_key).map_err(malformed)?;
                let scalar = Zeroizing::new(secret.to_bytes());
                let point = secret.public_key().to_encoded_point(false);
                let pair = curve_pair(
                    &ECDSA_P384_SHA384_ASN1_SIGNING,
                    scalar.as_slice(),
                    point.as_bytes(),
                )?;
                Ok(Self::P384(Box::new(pair)))
            }
            Some(other) => Err(Error::UnsupportedAlgorithm(format!("elliptic curve {other}"))),
            None => Err(Error::UnsupportedAlgorithm(
                "an elliptic curve without a name".to_owned(),
            )),
        }
    }

    /// The public key as it stands in the bit string of a `SubjectPublicKeyInfo`.
    fn public_key(&self) -> &[u8] {
        match self {
            Self::Rsa(key) => key.public_key().as_ref(),
            Self::P256(key) | Self::P384(key) => key.public_key().as_ref(),
            Self::Ed25519(key) => key.public_key().as_ref(),
        }
    }

    /// Whether this is the private half of a `SubjectPublicKeyInfo` (DER).
    pub(crate) fn matches(&self, public_key_info: &[u8]) -> bool {
        SubjectPublicKeyInfoRef::from_der(public_key_info)
            .is_ok_and(|info| info.subject_public_key.raw_bytes() == self.public_key())
    }

    pub(crate) fn require_public_key(&self, public_key_info: &[u8]) -> Result<(), Error> {
        if self.matches(public_key_info) {
            Ok(())
        } else {
            Err(Error::Key(
                "the private key does not belong to the certificate".to_owned(),
            ))
        }
    }

    /// What an authority signs with: every program reads PKCS#1 v1.5 in certificates, not every one PSS.
    pub(crate) fn authority_scheme(&self) -> Scheme {
        match self {
            Self::Rsa(_) => Scheme::RsaPkcs1Sha256,
            Self::P256(_) => Scheme::EcdsaP256Sha256,
            Self::P384(_) => Scheme::EcdsaP384Sha384,
            Self::Ed25519(_) => Scheme::Ed25519,
        }
    }

    pub(crate) fn sign(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        match (self, scheme) {
            (Self::Rsa(key), scheme) if scheme.is_rsa() => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(rsa_encoding(scheme), &random, message, &mut signature)
                    .map_err(|_| Error::Key("the RSA key is too short for the padding".to_owned()))?;
                Ok(signature)
            }
            (Self::P256(key), Scheme::EcdsaP256Sha256) | (Self::P384(key), Scheme::EcdsaP384Sha384) => {
                let signature = key.sign(&random, message);
                Ok(signature
                    .map_err(|_| Error::Key("no randomness for ECDSA".to_owned()))?
                    .as_ref()
                    .to_vec())
            }
            (Self::Ed25519(key), Scheme::Ed25519) => Ok(key.sign(message).as_ref().to_vec()),
            (_, other) => Err(Error::UnsupportedAlgorithm(format!("{other:?} with this key"))),
        }
    }
}

fn curve_pair(
    algorithm: &'static EcdsaSigningAlgorithm,
    scalar: &[u8],
    point: &[u8],
) -> Result<EcdsaKeyPair, Error> {
    EcdsaKeyPair::from_private_key_and_public_key(algorithm, scalar, point, &SystemRandom::new())
        .map_err(|e| rejected("ECDSA", &e))
}

fn rsa_encoding(scheme: Scheme) -> &'static dyn RsaEncoding {
    match scheme {
        Scheme::RsaPssSha256 => &signature::RSA_PSS_SHA256,
        Scheme::RsaPssSha384 => &signature::RSA_PSS_SHA384,
        Scheme::RsaPssSha512 => &signature::RSA_PSS_SHA512,
        Scheme::RsaPkcs1Sha384 => &signature::RSA_PKCS1_SHA384,
        Scheme::RsaPkcs1Sha512 => &signature::RSA_PKCS1_SHA512,
        _ => &signature::RSA_PKCS1_SHA256,
    }
}

fn rejected(kind: &str, reason: &ring::error::KeyRejected) -> Error {
    Error::Key(format!("{kind} key refused: {reason}"))
}

impl std::fmt::Debug for LocalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LocalKey").field(&self.authority_scheme()).finish()
    }
}
