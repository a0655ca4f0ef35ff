//! Fetching answers, with a cache that forgets them when newer ones are due.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rand_core::CryptoRngCore;
use time::{Duration, OffsetDateTime};

use super::answer::unusable;
use super::{Addresses, Verdict, check_crl, check_ocsp, ocsp_request};
use crate::pades::RevocationAnswers;
use crate::timestamp::Clock;
use crate::transport::{Request, Transport};
use crate::{Certificate, Error};

/// Limits on what is fetched and kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSettings {
    /// Longest time for one request.
    pub per_request: Duration,
    /// Largest OCSP answer in bytes.
    pub max_ocsp: usize,
    /// Largest revocation list in bytes.
    pub max_crl: usize,
    /// How long an answer without a next update is kept.
    pub keep_undated: Duration,
    /// How many answers are kept.
    pub max_kept: usize,
}

impl Default for SourceSettings {
    fn default() -> Self {
        Self {
            per_request: Duration::seconds(8),
            max_ocsp: 64 << 10,
            max_crl: 32 << 20,
            keep_undated: Duration::minutes(10),
            max_kept: 512,
        }
    }
}

/// Where revocation answers come from: responders and lists named in certificates.
pub struct Source {
    settings: SourceSettings,
    transport: Arc<dyn Transport>,
    clock: Clock,
    random: Mutex<Box<dyn CryptoRngCore + Send>>,
    kept: Mutex<HashMap<String, Kept>>,
}

#[derive(Clone)]
struct Kept {
    bytes: Arc<Vec<u8>>,
    until: OffsetDateTime,
}

impl Source {
    /// A source with an empty cache.
    pub fn new(
        settings: SourceSettings,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
        random: Box<dyn CryptoRngCore + Send>,
    ) -> Self {
        Self {
            settings,
            transport,
            clock,
            random: Mutex::new(random),
            kept: Mutex::default(),
        }
    }

    /// What is known about a certificate, with the answer to be stored beside the signature.
    ///
    /// # Errors
    /// [`Error::Revocation`] if nobody gave a usable answer: the caller warns (circular 15/2025/TT-BKHCN).
    pub fn ask(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(Verdict, RevocationAnswers), Error> {
        let addresses = Addresses::of(certificate);
        let mut reasons = Vec::new();
        for url in &addresses.ocsp {
            match self.ocsp(url, certificate, issuer) {
                Ok((verdict, der)) => {
                    return Ok((
                        verdict,
                        RevocationAnswers {
                            crls: vec![],
                            ocsp: vec![der],
                        },
                    ));
                }
                Err(error) => reasons.push(format!("{url}: {error}")),
            }
        }
        for url in &addresses.crls {
            match self.crl(url, certificate, issuer) {
                Ok((verdict, der)) => {
                    return Ok((
                        verdict,
                        RevocationAnswers {
                            crls: vec![der],
                            ocsp: vec![],
                        },
                    ));
                }
                Err(error) => reasons.push(format!("{url}: {error}")),
            }
        }
        if reasons.is_empty() {
            return Err(unusable("the certificate names no responder and no list"));
        }
        Err(Error::Revocation(reasons.join("; ")))
    }

    /// The certificate that issued `certificate`, from the address in it; `None` if there is none that fits.
    pub fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        let wanted = certificate.issuer_der();
        for url in Addresses::of(certificate).issuers {
            let Ok(bytes) = self.fetch(&Request::get(&url).at_most(64 << 10), &url) else {
                continue;
            };
            let found = Certificate::from_der(&bytes)
                .map(|c| vec![c])
                .or_else(|_| Certificate::from_pem(&bytes));
            if let Some(issuer) = found
                .unwrap_or_default()
                .into_iter()
                .find(|c| c.subject_der() == wanted)
            {
                return Ok(Some(issuer));
            }
        }
        Ok(None)
    }

    fn ocsp(
        &self,
        url: &str,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(Verdict, Vec<u8>), Error> {
        let now = (self.clock)();
        let key = format!("{url} {}", certificate.fingerprint_sha256());
        if let Some(bytes) = self.remembered(&key, now)
            && let Ok(verdict) = check_ocsp(&bytes, certificate, issuer, None, now)
        {
            return Ok((verdict, bytes.to_vec()));
        }
        let mut nonce = [0_u8; 16];
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut nonce);
        let question = ocsp_request(certificate, issuer, Some(&nonce))?;
        let request =
            Request::post(url, "application/ocsp-request", question).at_most(self.settings.max_ocsp);
        let bytes = self.fetch(&request, url)?;
        let verdict = check_ocsp(&bytes, certificate, issuer, Some(&nonce), now)?;
        self.remember(key, &bytes, &verdict, now);
        Ok((verdict, bytes))
    }

    fn crl(
        &self,
        url: &str,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(Verdict, Vec<u8>), Error> {
        let now = (self.clock)();
        if let Some(bytes) = self.remembered(url, now)
            && let Ok(verdict) = check_crl(&bytes, certificate, issuer, now)
        {
            return Ok((verdict, bytes.to_vec()));
        }
        let bytes = self.fetch(&Request::get(url).at_most(self.settings.max_crl), url)?;
        let verdict = check_crl(&bytes, certificate, issuer, now)?;
        self.remember(url.to_owned(), &bytes, &verdict, now);
        Ok((verdict, bytes))
    }

    fn fetch(&self, request: &Request, url: &str) -> Result<Vec<u8>, Error> {
        let limit = std::time::Duration::try_from(self.settings.per_request).unwrap_or_default();
        let bytes = self
            .transport
            .send(&request.clone().within(limit))?
            .successful(url)?;
        if bytes.len() > request.max_answer {
            return Err(unusable("the answer is too large"));
        }
        Ok(bytes)
    }

    fn remembered(&self, key: &str, now: OffsetDateTime) -> Option<Arc<Vec<u8>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key)
            .filter(|k| k.until > now)
            .map(|k| Arc::clone(&k.bytes))
    }

    fn remember(&self, key: String, bytes: &[u8], verdict: &Verdict, now: OffsetDateTime) {
        let until = verdict.until.unwrap_or(now + self.settings.keep_undated);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, k| k.until > now);
        if kept.len() >= self.settings.max_kept
            && let Some(soonest) = kept
                .iter()
                .min_by_key(|(_, k)| k.until)
                .map(|(key, _)| key.clone())
        {
            kept.remove(&soonest);
        }
        kept.insert(
            key,
            Kept {
                bytes: Arc::new(bytes.to_vec()),
                until,
            },
        );
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
