//! Several time stamping authorities as one: the next answers when one does not.

use std::sync::{Arc, Mutex, PoisonError};

use rand_core::CryptoRngCore;
use time::{Duration, OffsetDateTime};

use super::{QUERY_TYPE, TimestampRequest, TimestampToken};
use crate::transport::{Request, Transport};
use crate::{Digest, Error};

/// A clock.
pub(crate) type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// How a pool treats its authorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolSettings {
    /// All attempts for one stamp must end within this time.
    pub budget: Duration,
    /// One authority may take this long.
    pub per_request: Duration,
    /// An authority that failed rests this long; twice as long after every further failure.
    pub rest: Duration,
    /// But never longer than this.
    pub longest_rest: Duration,
}

impl Default for PoolSettings {
    fn default() -> Self {
        Self {
            budget: Duration::seconds(20),
            per_request: Duration::seconds(8),
            rest: Duration::seconds(30),
            longest_rest: Duration::minutes(15),
        }
    }
}

/// Time stamping authorities in order of preference.
pub struct Pool {
    units: Vec<String>,
    settings: PoolSettings,
    transport: Arc<dyn Transport>,
    clock: Clock,
    random: Mutex<Box<dyn CryptoRngCore + Send>>,
    health: Mutex<Vec<Health>>,
}

#[derive(Clone, Copy, Default)]
struct Health {
    failures: u32,
    rests_until: Option<OffsetDateTime>,
}

impl Pool {
    /// A pool of these URLs.
    pub fn new(
        urls: &[&str],
        settings: PoolSettings,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
        random: Box<dyn CryptoRngCore + Send>,
    ) -> Self {
        let units: Vec<String> = urls.iter().map(|u| (*u).to_owned()).collect();
        let health = Mutex::new(vec![Health::default(); units.len()]);
        Self {
            units,
            settings,
            transport,
            clock,
            random: Mutex::new(random),
            health,
        }
    }

    /// Gets a stamp over a hash from the first authority that gives a good one.
    ///
    /// # Errors
    /// [`Error::Timestamp`] naming every authority and what it did, when none did within the budget.
    pub fn stamp(&self, digest: Digest, hash: &[u8]) -> Result<TimestampToken, Error> {
        let start = (self.clock)();
        let mut reasons = Vec::new();
        for unit in self.order(start) {
            let left = self.settings.budget - ((self.clock)() - start);
            if left <= Duration::ZERO {
                reasons.push("out of time".to_owned());
                break;
            }
            match self.ask(
                &self.units[unit],
                digest,
                hash,
                left.min(self.settings.per_request),
            ) {
                Ok(token) => {
                    self.health()[unit] = Health::default();
                    return Ok(token);
                }
                Err(error) => {
                    reasons.push(format!("{}: {error}", self.units[unit]));
                    self.failed(unit);
                }
            }
        }
        Err(Error::Timestamp(if reasons.is_empty() {
            "no authority is set".to_owned()
        } else {
            reasons.join("; ")
        }))
    }

    /// The rested ones in the order given; then those that rest, the soonest first: better a tired one than none.
    fn order(&self, now: OffsetDateTime) -> Vec<usize> {
        let health = self.health();
        let mut order: Vec<usize> = (0..self.units.len()).collect();
        order.sort_by_key(|unit| health[*unit].rests_until.filter(|until| *until > now));
        order
    }

    fn ask(&self, url: &str, digest: Digest, hash: &[u8], limit: Duration) -> Result<TimestampToken, Error> {
        let mut nonce = [0_u8; 8];
        self.random
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut nonce);
        let question = TimestampRequest::new(digest, hash, nonce)?;
        let limit = std::time::Duration::try_from(limit).unwrap_or_default();
        let request = Request::post(url, QUERY_TYPE, question.to_der()?)
            .within(limit)
            .at_most(64 << 10);
        let answer = self.transport.send(&request)?.successful(url)?;
        TimestampToken::from_response(&answer, &question, (self.clock)())
    }

    fn failed(&self, unit: usize) {
        let now = (self.clock)();
        let mut all = self.health();
        let health = &mut all[unit];
        let factor = 2_i32.saturating_pow(health.failures.min(16));
        health.failures = health.failures.saturating_add(1);
        health.rests_until = Some(now + (self.settings.rest * factor).min(self.settings.longest_rest));
    }

    fn health(&self) -> std::sync::MutexGuard<'_, Vec<Health>> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("units", &self.units)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
