//! Time as a parameter.

use std::sync::atomic::{AtomicI64, Ordering};

use crate::Timestamp;

/// Tells the time. Everything that needs the time takes it from one of these.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Today's date in Vietnam.
    fn today(&self) -> time::Date {
        self.now().vietnam().date()
    }
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the computer's clock is read"
    )]
    fn now(&self) -> Timestamp {
        time::OffsetDateTime::now_utc().into()
    }
}

/// A clock that stands where it was set, for tests and for composing the demonstration's past.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at `moment`.
    #[must_use]
    pub fn at(moment: time::OffsetDateTime) -> Self {
        Self(AtomicI64::new(Timestamp::from(moment).micros()))
    }

    /// Moves the clock to `moment`.
    pub fn set(&self, moment: time::OffsetDateTime) {
        self.0.store(Timestamp::from(moment).micros(), Ordering::SeqCst);
    }

    /// Moves the clock on by `duration`.
    pub fn advance(&self, duration: time::Duration) {
        self.0.fetch_add(
            i64::try_from(duration.whole_microseconds()).unwrap_or(0),
            Ordering::SeqCst,
        );
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
