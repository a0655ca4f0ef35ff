//! Time stamps and revocation answers for signatures that must last (`PAdES` B-T to B-LTA).

use std::sync::Arc;

use time::OffsetDateTime;

use super::answer::unusable;
use super::{Source, Verdict, check_crl, check_ocsp};
use crate::pades::{Evidence, RevocationAnswers};
use crate::timestamp::{Clock, Pool};
use crate::{Certificate, Digest, Error};

/// Gathers what a signature needs: from the network where that is allowed, and from what is at hand.
#[derive(Clone)]
pub struct Collector {
    clock: Clock,
    pool: Option<Arc<Pool>>,
    source: Option<Arc<Source>>,
    answers: RevocationAnswers,
    certificates: Vec<Certificate>,
}

impl Collector {
    /// Knows nothing yet, and asks nobody.
    pub fn new(clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>) -> Self {
        Self {
            clock,
            pool: None,
            source: None,
            answers: RevocationAnswers::default(),
            certificates: Vec::new(),
        }
    }

    /// Takes time stamps from a pool.
    #[must_use]
    pub fn stamping(mut self, pool: Arc<Pool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Asks the responders, lists and issuers that certificates name.
    #[must_use]
    pub fn asking(mut self, source: Arc<Source>) -> Self {
        self.source = Some(source);
        self
    }

    /// Uses these answers where nobody can be asked.
    #[must_use]
    pub fn with_answers(mut self, answers: RevocationAnswers) -> Self {
        self.answers.crls.extend(answers.crls);
        self.answers.ocsp.extend(answers.ocsp);
        self
    }

    /// Looks for issuers among these certificates first.
    #[must_use]
    pub fn with_certificates(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Self {
        self.certificates.extend(certificates);
        self
    }

    /// Whether it can ask for time stamps.
    #[must_use]
    pub fn has_timestamps(&self) -> bool {
        self.pool.is_some()
    }

    /// What is known about a certificate now, with the answer that says so: the freshest from the network, otherwise
    /// one at hand.
    ///
    /// # Errors
    /// [`Error::Revocation`] when there is no usable answer.
    pub fn ask(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(Verdict, RevocationAnswers), Error> {
        let asked = match &self.source {
            Some(source) => source.ask(certificate, issuer),
            None => Err(unusable("nobody may be asked")),
        };
        asked.or_else(|error| self.at_hand(certificate, issuer).ok_or(error))
    }

    fn at_hand(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Option<(Verdict, RevocationAnswers)> {
        let now = (self.clock)();
        let from_responder = self.answers.ocsp.iter().find_map(|der| {
            let verdict = check_ocsp(der, certificate, issuer, None, now).ok()?;
            let ocsp = vec![der.clone()];
            Some((verdict, RevocationAnswers { crls: vec![], ocsp }))
        });
        from_responder.or_else(|| {
            self.answers.crls.iter().find_map(|der| {
                let verdict = check_crl(der, certificate, issuer, now).ok()?;
                let crls = vec![der.clone()];
                Some((verdict, RevocationAnswers { crls, ocsp: vec![] }))
            })
        })
    }
}

impl Evidence for Collector {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        let no_authority = || Error::Timestamp("no time stamp authority is set".into());
        let pool = self.pool.as_ref().ok_or_else(no_authority)?;
        Ok(pool.stamp(digest, hash)?.der().to_vec())
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        Ok(self.ask(certificate, issuer)?.1)
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        let wanted = certificate.issuer_der();
        let known = self.certificates.iter().find(|one| one.subject_der() == wanted);
        match (known, &self.source) {
            (Some(issuer), _) => Ok(Some(issuer.clone())),
            (None, Some(source)) => source.issuer(certificate),
            (None, None) => Ok(None),
        }
    }
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector")
            .field("pool", &self.pool)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}
