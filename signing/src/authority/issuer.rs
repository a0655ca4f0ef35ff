//! The authority itself: a certificate, its key, and what it issued and revoked.

use der::Decode;
use rand_core::CryptoRngCore;
use time::OffsetDateTime;
use x509_cert::name::Name;

use super::certificate::{self, Request};
use super::keypair::KeyPair;
use super::profile::Role;
use super::{Identity, KeyKind, Profile, Reason, Revocation, Subject};
use crate::{Certificate, Error};

/// How long a certificate is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First moment of validity.
    pub not_before: OffsetDateTime,
    /// Last moment of validity.
    pub not_after: OffsetDateTime,
}

impl Validity {
    /// Valid from `start` for this many days.
    #[must_use]
    pub fn days(start: OffsetDateTime, days: i64) -> Self {
        Self {
            not_before: start,
            not_after: start + time::Duration::days(days),
        }
    }
}

/// Where relying parties ask about the certificates an authority issues; written into them.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Endpoints {
    /// URL of the revocation list.
    pub crl: Option<String>,
    /// URL of the OCSP responder.
    pub ocsp: Option<String>,
    /// URL of the issuer's certificate.
    pub issuer_certificate: Option<String>,
}

/// A certification authority: the root or one below it.
#[derive(Debug, Clone)]
pub struct Authority {
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) key: KeyPair,
    pub(super) endpoints: Endpoints,
    pub(super) issued: Vec<Vec<u8>>,
    pub(super) revoked: Vec<Revocation>,
    pub(super) lists_issued: u64,
}

impl Authority {
    /// Makes a self-signed root.
    pub fn root(
        subject: &Subject,
        kind: KeyKind,
        validity: Validity,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Self, Error> {
        let key = KeyPair::generate(kind, rng)?;
        let name = subject.name()?;
        let request = Request {
            subject: name.clone(),
            public_key: key.public(),
            role: Role::Authority { path_length: None },
            validity,
            issuer: name,
            endpoints: &Endpoints::default(),
        };
        let certificate = certificate::issue(request, &key, rng)?;
        Ok(Self::new(certificate, vec![], key))
    }

    /// Makes an authority below this one, which may issue end certificates only.
    pub fn issue_authority(
        &mut self,
        subject: &Subject,
        kind: KeyKind,
        validity: Validity,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Self, Error> {
        let key = KeyPair::generate(kind, rng)?;
        let role = Role::Authority { path_length: Some(0) };
        let certificate = self.sign_certificate(subject.name()?, key.public(), role, validity, rng)?;
        Ok(Self::new(certificate, self.chain_below(), key))
    }

    fn new(certificate: Certificate, chain: Vec<Certificate>, key: KeyPair) -> Self {
        Self {
            certificate,
            chain,
            key,
            endpoints: Endpoints::default(),
            issued: vec![],
            revoked: vec![],
            lists_issued: 0,
        }
    }

    /// Writes these addresses into the certificates issued from now on.
    #[must_use]
    pub fn with_endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Makes a key and its certificate.
    pub fn issue(
        &mut self,
        subject: &Subject,
        profile: Profile,
        kind: KeyKind,
        validity: Validity,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Identity, Error> {
        let key = KeyPair::generate(kind, rng)?;
        let certificate =
            self.sign_certificate(subject.name()?, key.public(), Role::End(profile), validity, rng)?;
        Ok(Identity {
            certificate,
            chain: self.chain_below(),
            key,
        })
    }

    /// Certifies a public key (`SubjectPublicKeyInfo` in DER) whose private half is elsewhere, such as on a token.
    pub fn certify(
        &mut self,
        subject: &Subject,
        profile: Profile,
        public_key: &[u8],
        validity: Validity,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Certificate, Error> {
        self.sign_certificate(subject.name()?, public_key, Role::End(profile), validity, rng)
    }

    /// The certificate of the authority.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates above the authority, up to the root.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// Revokes a certificate issued here; a second call for it changes nothing.
    ///
    /// # Errors
    /// The certificate was not issued by this authority.
    pub fn revoke(
        &mut self,
        certificate: &Certificate,
        reason: Reason,
        at: OffsetDateTime,
    ) -> Result<(), Error> {
        let serial = certificate.serial();
        if !self.issued.contains(&serial) {
            return Err(Error::Revocation(
                "the certificate was not issued by this authority".to_owned(),
            ));
        }
        if self.revoked.iter().all(|r| r.serial != serial) {
            self.revoked.push(Revocation { serial, reason, at });
        }
        Ok(())
    }

    fn sign_certificate(
        &mut self,
        subject: Name,
        public_key: &[u8],
        role: Role,
        validity: Validity,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Certificate, Error> {
        let endpoints = &self.endpoints;
        let request = Request {
            subject,
            public_key,
            role,
            validity,
            issuer: self.name()?,
            endpoints,
        };
        let certificate = certificate::issue(request, &self.key, rng)?;
        self.issued.push(certificate.serial());
        Ok(certificate)
    }

    /// What to put beside a certificate issued here: this authority and those above it.
    fn chain_below(&self) -> Vec<Certificate> {
        std::iter::once(&self.certificate)
            .chain(&self.chain)
            .cloned()
            .collect()
    }

    pub(super) fn name(&self) -> Result<Name, Error> {
        Ok(decode(&self.certificate)?.tbs_certificate.subject)
    }
}

pub(super) fn decode(certificate: &Certificate) -> Result<x509_cert::Certificate, Error> {
    x509_cert::Certificate::from_der(certificate.der()).map_err(|e| Error::asn1("certificate", e))
}
