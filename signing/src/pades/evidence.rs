//! What others say about a signature: time stamps and revocation answers.

use crate::{Certificate, Digest, Error};

/// Revocation answers about one certificate, DER each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RevocationAnswers {
    /// Certificate revocation lists (RFC 5280).
    pub crls: Vec<Vec<u8>>,
    /// `OCSPResponse` structures (RFC 6960).
    pub ocsp: Vec<Vec<u8>>,
}

/// Where time stamps, revocation answers and missing certificates come from.
///
/// The crate opens no connection: the caller fetches, or answers from what it stored.
pub trait Evidence {
    /// A time stamp over a hash: the DER `TimeStampToken` (RFC 3161 2.4.2), a CMS `ContentInfo`.
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error>;

    /// What is known about the revocation of `certificate`, which `issuer` issued.
    fn revocation(&self, certificate: &Certificate, issuer: &Certificate)
    -> Result<RevocationAnswers, Error>;

    /// The certificate that issued `certificate`, when the signature itself does not carry it.
    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error>;
}

/// Knows nothing: enough for level B-B.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoEvidence;

impl Evidence for NoEvidence {
    fn timestamp(&self, _digest: Digest, _hash: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::Timestamp("no time stamp authority is set".into()))
    }

    fn revocation(
        &self,
        _certificate: &Certificate,
        _issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        Err(Error::Revocation("no source of revocation answers is set".into()))
    }

    fn issuer(&self, _certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        Ok(None)
    }
}
