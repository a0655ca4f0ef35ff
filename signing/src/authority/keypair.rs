//! Fresh key pairs. ring cannot make RSA keys, so the `RustCrypto` crates do; ring signs with them afterwards.

use pkcs8::EncodePrivateKey;
use rand_core::CryptoRngCore;
use rsa::RsaPrivateKey;
use spki::EncodePublicKey;
use zeroize::Zeroizing;

use crate::key::local::LocalKey;
use crate::{Error, Scheme};

/// What key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA with a modulus of 2048 bits.
    Rsa2048,
    /// RSA with a modulus of 3072 bits.
    Rsa3072,
    /// RSA with a modulus of 4096 bits.
    Rsa4096,
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
}

/// A private key as PKCS#8 and its public half as `SubjectPublicKeyInfo`.
#[derive(Clone)]
pub(super) struct KeyPair {
    pkcs8: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

impl KeyPair {
    pub(super) fn generate(kind: KeyKind, rng: &mut impl CryptoRngCore) -> Result<Self, Error> {
        match kind {
            KeyKind::Rsa2048 => Self::rsa(2048, rng),
            KeyKind::Rsa3072 => Self::rsa(3072, rng),
            KeyKind::Rsa4096 => Self::rsa(4096, rng),
            KeyKind::P256 => {
                let secret = p256::SecretKey::random(rng);
                Self::pair(&secret, &secret.public_key())
            }
            KeyKind::P384 => {
                let secret = p384::SecretKey::random(rng);
                Self::pair(&secret, &secret.public_key())
            }
        }
    }

    fn rsa(bits: usize, rng: &mut impl CryptoRngCore) -> Result<Self, Error> {
        let secret = RsaPrivateKey::new(rng, bits).map_err(|e| Error::Key(e.to_string()))?;
        Self::pair(&secret, &secret.to_public_key())
    }

    fn pair(secret: &impl EncodePrivateKey, public: &impl EncodePublicKey) -> Result<Self, Error> {
        Ok(Self {
            pkcs8: secret
                .to_pkcs8_der()
                .map_err(|e| Error::Key(e.to_string()))?
                .to_bytes(),
            public: public
                .to_public_key_der()
                .map_err(|e| Error::Key(e.to_string()))?
                .into_vec(),
        })
    }

    /// Puts together a key read back from storage with the public key of its certificate.
    pub(super) fn restore(pkcs8: Zeroizing<Vec<u8>>, public: Vec<u8>) -> Result<Self, Error> {
        let pair = Self { pkcs8, public };
        pair.signing_key()?.require_public_key(&pair.public)?;
        Ok(pair)
    }

    pub(super) fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The `SubjectPublicKeyInfo` in DER.
    pub(super) fn public(&self) -> &[u8] {
        &self.public
    }

    pub(super) fn signing_key(&self) -> Result<LocalKey, Error> {
        LocalKey::from_pkcs8(&self.pkcs8)
    }

    /// Signs what an authority signs: certificates, lists and answers. RSA keys use PKCS#1 v1.5 here, which every
    /// relying program reads.
    pub(super) fn sign(&self, message: &[u8]) -> Result<(Scheme, Vec<u8>), Error> {
        let key = self.signing_key()?;
        let scheme = key.authority_scheme();
        Ok((scheme, key.sign(scheme, message)?))
    }
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyPair").finish_non_exhaustive()
    }
}
