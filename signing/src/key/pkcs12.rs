//! Keys in PKCS#12 files (RFC 7292): PBES2 as written today, RC2 and 3DES as written by older programs.

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as ContainerError;

use super::Signer;
use super::local::LocalKey;
use crate::{Certificate, Error, Scheme, SchemePreference};

/// Files larger than this are no key files.
const MAX_BYTES: usize = 4 << 20;

/// A key that came out of a PKCS#12 file, unlocked.
#[derive(Debug)]
pub struct Pkcs12 {
    key: LocalKey,
    certificate: Certificate,
    chain: Vec<Certificate>,
    scheme: Scheme,
}

impl Pkcs12 {
    /// Unlocks a file and takes its first key that has a certificate.
    ///
    /// The certificate is found by its public key, not by labels, which programs write as they like.
    ///
    /// # Errors
    /// [`Error::WrongPin`] if the PIN does not open the file; [`Error::Key`] if it holds no usable key.
    pub fn open(bytes: &[u8], pin: &str, preference: SchemePreference) -> Result<Self, Error> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::Key("the PKCS#12 file is too large".to_owned()));
        }
        let archive = Pkcs12Archive::from_pkcs12(bytes, pin).map_err(unlocking)?;
        let mut certificates = Vec::new();
        for bag in &archive.certs {
            certificates.push(Certificate::from_der(bag.cert.as_der())?);
        }
        for bag in &archive.keys {
            let key = LocalKey::from_pkcs8(bag.key.as_der())?;
            if let Some(own) = certificates
                .iter()
                .find(|c| key.matches(&c.public_key_info_der()))
                .cloned()
            {
                let chain = chain_of(&own, &certificates);
                return Self::with_key(key, own, chain, preference);
            }
        }
        Err(Error::Key(
            "the PKCS#12 file holds no private key with its certificate".to_owned(),
        ))
    }

    /// The same from parts: PKCS#8, its certificate, and the certificates above in order.
    pub fn assemble(
        pkcs8: &[u8],
        certificate: Certificate,
        chain: Vec<Certificate>,
        preference: SchemePreference,
    ) -> Result<Self, Error> {
        let key = LocalKey::from_pkcs8(pkcs8)?;
        key.require_public_key(&certificate.public_key_info_der())?;
        Self::with_key(key, certificate, chain, preference)
    }

    fn with_key(
        key: LocalKey,
        certificate: Certificate,
        chain: Vec<Certificate>,
        preference: SchemePreference,
    ) -> Result<Self, Error> {
        let scheme = Scheme::choose(&certificate, preference)?;
        Ok(Self {
            key,
            certificate,
            chain,
            scheme,
        })
    }

    /// Uses another scheme, such as a longer hash.
    ///
    /// # Errors
    /// The key cannot do it.
    pub fn with_scheme(mut self, scheme: Scheme) -> Result<Self, Error> {
        if !scheme.fits(&self.certificate.public_key_kind()?) {
            return Err(Error::UnsupportedAlgorithm(format!("{scheme:?} with this key")));
        }
        self.scheme = scheme;
        Ok(self)
    }
}

impl Signer for Pkcs12 {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn matches_certificate(&self) -> bool {
        true
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.key.sign(self.scheme, message)
    }
}

/// Orders what lies beside a certificate: issuer after issuer, up to a self-issued one.
#[must_use]
pub fn chain_of(own: &Certificate, pool: &[Certificate]) -> Vec<Certificate> {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut current = own;
    while !current.is_self_issued() {
        let wanted = current.issuer_der();
        let next = pool
            .iter()
            .find(|c| c.subject_der() == wanted && *c != own && !chain.contains(c));
        let Some(next) = next else { break };
        chain.push(next.clone());
        current = next;
    }
    chain
}

/// A wrong PIN shows itself in the MAC, or, in files without one, in the padding after decryption.
fn unlocking(error: ContainerError) -> Error {
    match error {
        ContainerError::MacError(_) | ContainerError::UnpadError | ContainerError::Pkcs5Error(_) => {
            Error::WrongPin
        }
        other => Error::Key(format!("PKCS#12: {other}")),
    }
}
