//! A key with its certificate, as an authority hands it to a holder.

use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};

use super::keypair::KeyPair;
use crate::key::Pkcs12;
use crate::{Certificate, Error, SchemePreference};

/// The key of a person or an agency, with its certificate and the ones above it.
#[derive(Debug, Clone)]
pub struct Identity {
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) key: KeyPair,
}

impl Identity {
    /// The certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates above it, nearest first, the root last.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The private key as PKCS#8 in DER, unencrypted.
    #[must_use]
    pub fn private_key_der(&self) -> &[u8] {
        self.key.pkcs8()
    }

    /// A PKCS#12 file locked with `pin` (PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC; RFC 7292, RFC 8018).
    pub fn to_pkcs12(&self, pin: &str) -> Result<Vec<u8>, Error> {
        let certificates = std::iter::once(&self.certificate)
            .chain(&self.chain)
            .map(|c| p12_keystore::Certificate::from_der(c.der()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(container)?;
        let key = PrivateKey::from_der(self.key.pkcs8()).map_err(container)?;
        let id = hex::decode(self.certificate.fingerprint_sha256()).unwrap_or_default();
        let chain = PrivateKeyChain::new(id, key, certificates);
        let mut store = KeyStore::new();
        store.add_entry(
            &self.certificate.subject_common_name(),
            KeyStoreEntry::PrivateKeyChain(chain),
        );
        store.writer(pin).write().map_err(container)
    }

    /// The key ready to sign, without the way through a file.
    pub fn signer(&self, preference: SchemePreference) -> Result<Pkcs12, Error> {
        Pkcs12::assemble(
            self.key.pkcs8(),
            self.certificate.clone(),
            self.chain.clone(),
            preference,
        )
    }
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn container(error: p12_keystore::error::Error) -> Error {
    Error::Key(format!("PKCS#12: {error}"))
}
