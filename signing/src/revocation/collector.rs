//! Time stamps and revocation answers for signatures that must last (`PAdES` B-T to B-LTA).

use std::sync::Arc;

use super::Source;
use crate::pades::{Evidence, RevocationAnswers};
use crate::timestamp::Pool;
use crate::{Certificate, Digest, Error};

/// Gathers what a signature needs from the network.
#[derive(Debug, Clone)]
pub struct Collector {
    pool: Arc<Pool>,
    source: Arc<Source>,
}

impl Collector {
    /// Stamps from a pool, revocation answers from a source.
    #[must_use]
    pub fn new(pool: Arc<Pool>, source: Arc<Source>) -> Self {
        Self { pool, source }
    }
}

impl Evidence for Collector {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.pool.stamp(digest, hash)?.der().to_vec())
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        Ok(self.source.ask(certificate, issuer)?.1)
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        self.source.issuer(certificate)
    }
}
