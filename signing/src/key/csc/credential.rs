//! A credential at the service: a key, its certificates, and what it may be asked.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::message::CredentialInfo;
use crate::{Certificate, Error, Scheme};

/// A key at the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The service's identifier.
    pub id: String,
    /// The certificate of the key.
    pub certificate: Certificate,
    /// The certificates above it, nearest first.
    pub chain: Vec<Certificate>,
    /// Whether the key may be used now.
    pub is_enabled: bool,
    /// How the person allows a signature: "implicit", "explicit", "oauth2code".
    pub authorisation: String,
    /// The authorisation is bound to the hashes (sole control assurance level 2).
    pub binds_hashes: bool,
    /// How many signatures one authorisation covers; at least 1.
    pub signatures_at_once: usize,
    pub(super) algorithms: Vec<String>,
}

impl Credential {
    pub(super) fn read(id: &str, info: CredentialInfo) -> Result<Self, Error> {
        let encoded = info.cert.map(|c| c.certificates).unwrap_or_default();
        let mut certificates = encoded
            .iter()
            .map(|text| {
                let der = STANDARD
                    .decode(text)
                    .map_err(|e| Error::MalformedCertificate(e.to_string()))?;
                Certificate::from_der(&der)
            })
            .collect::<Result<Vec<_>, _>>()?;
        if certificates.is_empty() {
            return Err(Error::Key(format!("the credential {id:?} has no certificate")));
        }
        let certificate = certificates.remove(0);
        let chain = crate::key::pkcs12::chain_of(&certificate, &certificates);
        let authorisation = info.auth_mode.or_else(|| info.auth.and_then(|a| a.mode));
        Ok(Self {
            id: id.to_owned(),
            certificate,
            chain,
            is_enabled: info.key.status == "enabled",
            authorisation: authorisation.unwrap_or_else(|| "implicit".to_owned()),
            binds_hashes: info.scal.as_deref() == Some("2"),
            signatures_at_once: usize::try_from(info.multisign).unwrap_or(1).max(1),
            algorithms: info.key.algo,
        })
    }

    /// The `signAlgo` for a scheme: the full identifier where the service lists it, else the key's alone, where the
    /// hash is named beside it. `None` if the service offers neither.
    pub(super) fn algorithm(&self, scheme: Scheme) -> Option<&'static str> {
        let candidates: &[&'static str] = match scheme {
            Scheme::RsaPssSha256 | Scheme::RsaPssSha384 | Scheme::RsaPssSha512 => &["1.2.840.113549.1.1.10"],
            Scheme::RsaPkcs1Sha256 => &["1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1"],
            Scheme::RsaPkcs1Sha384 => &["1.2.840.113549.1.1.12", "1.2.840.113549.1.1.1"],
            Scheme::RsaPkcs1Sha512 => &["1.2.840.113549.1.1.13", "1.2.840.113549.1.1.1"],
            Scheme::EcdsaP256Sha256 => &["1.2.840.10045.4.3.2", "1.2.840.10045.2.1"],
            Scheme::EcdsaP384Sha384 => &["1.2.840.10045.4.3.3", "1.2.840.10045.2.1"],
            Scheme::Ed25519 => &["1.3.101.112"],
        };
        candidates
            .iter()
            .find(|oid| self.algorithms.iter().any(|a| a == *oid))
            .copied()
    }
}
