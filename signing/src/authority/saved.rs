//! An authority and its identities as text that can be stored (PEM inside, serde outside).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::keypair::KeyPair;
use super::{Authority, Endpoints, Identity, Revocation};
use crate::{Certificate, Error};

/// All an authority knows, private key included: to be stored like a private key.
#[derive(Clone, Serialize, Deserialize)]
pub struct SavedAuthority {
    certificates: String,
    private_key: String,
    endpoints: Endpoints,
    issued: Vec<Vec<u8>>,
    revoked: Vec<Revocation>,
    lists_issued: u64,
}

/// A key with its certificates, to be stored like a private key.
#[derive(Clone, Serialize, Deserialize)]
pub struct SavedIdentity {
    certificates: String,
    private_key: String,
}

impl Authority {
    /// Everything needed to go on later.
    #[must_use]
    pub fn save(&self) -> SavedAuthority {
        SavedAuthority {
            certificates: certificates_pem(&self.certificate, &self.chain),
            private_key: pem("PRIVATE KEY", self.key.pkcs8()),
            endpoints: self.endpoints.clone(),
            issued: self.issued.clone(),
            revoked: self.revoked.clone(),
            lists_issued: self.lists_issued,
        }
    }

    /// Goes on where [`Authority::save`] left off.
    ///
    /// # Errors
    /// The text is damaged, or key and certificate do not belong together.
    pub fn load(saved: &SavedAuthority) -> Result<Self, Error> {
        let (certificate, chain, key) = read(&saved.certificates, &saved.private_key)?;
        Ok(Self {
            certificate,
            chain,
            key,
            endpoints: saved.endpoints.clone(),
            issued: saved.issued.clone(),
            revoked: saved.revoked.clone(),
            lists_issued: saved.lists_issued,
        })
    }
}

impl Identity {
    /// The key and its certificates as text.
    #[must_use]
    pub fn save(&self) -> SavedIdentity {
        SavedIdentity {
            certificates: certificates_pem(&self.certificate, &self.chain),
            private_key: pem("PRIVATE KEY", self.key.pkcs8()),
        }
    }

    /// Reads back what [`Identity::save`] wrote.
    ///
    /// # Errors
    /// The text is damaged, or key and certificate do not belong together.
    pub fn load(saved: &SavedIdentity) -> Result<Self, Error> {
        let (certificate, chain, key) = read(&saved.certificates, &saved.private_key)?;
        Ok(Self {
            certificate,
            chain,
            key,
        })
    }

    /// The certificate and the ones above it as PEM.
    #[must_use]
    pub fn certificates_pem(&self) -> String {
        certificates_pem(&self.certificate, &self.chain)
    }

    /// The private key as PEM (PKCS#8), unencrypted.
    #[must_use]
    pub fn private_key_pem(&self) -> Zeroizing<String> {
        Zeroizing::new(pem("PRIVATE KEY", self.key.pkcs8()))
    }
}

impl std::fmt::Debug for SavedAuthority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedAuthority")
            .field("certificates", &self.certificates)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for SavedIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SavedIdentity")
            .field("certificates", &self.certificates)
            .finish_non_exhaustive()
    }
}

fn read(certificates: &str, private_key: &str) -> Result<(Certificate, Vec<Certificate>, KeyPair), Error> {
    let mut all = Certificate::from_pem(certificates.as_bytes())?;
    if all.is_empty() {
        return Err(Error::MalformedCertificate(
            "no certificate in the text".to_owned(),
        ));
    }
    let certificate = all.remove(0);
    let (_, key) = der::pem::decode_vec(private_key.as_bytes()).map_err(|e| Error::asn1("private key", e))?;
    let key = KeyPair::restore(Zeroizing::new(key), certificate.public_key_info_der())?;
    Ok((certificate, all, key))
}

fn certificates_pem(certificate: &Certificate, chain: &[Certificate]) -> String {
    std::iter::once(certificate)
        .chain(chain)
        .map(|c| pem("CERTIFICATE", c.der()))
        .collect()
}

/// One block of text (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    der::pem::encode_string(label, der::pem::LineEnding::LF, der)
        .expect("a key or certificate is not too long for PEM")
}
