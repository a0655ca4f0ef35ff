//! Runs a reader of foreign bytes so that it can neither take us down nor hold us up.
//!
//! The reader runs on a thread of its own behind `catch_unwind`. If it is not done at the deadline the caller goes on
//! without it. A thread cannot be killed, so a stuck one is left behind; at most [`MOST_STUCK`] are, then every call
//! answers [`Error::Busy`] until one ends. Readers that call back (our text device does at every glyph) end themselves
//! at the deadline, so only a loop inside a decoder can be left behind, and its memory is bounded by [`crate::bomb`].

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

/// How many readers may be running past their deadline.
const MOST_STUCK: usize = 4;
/// Deeply nested files recurse; a thread's default of 2 MiB is little for that.
const STACK: usize = 32 * 1024 * 1024;

static STUCK: AtomicUsize = AtomicUsize::new(0);

/// Unwinds a reader from within one of its callbacks.
pub(crate) struct Stop(pub(crate) Error);

/// A point in time after which work is in vain.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    fn after(time: Duration) -> Self {
        let now = Instant::now();
        Self(
            now.checked_add(time)
                .unwrap_or(now + Duration::from_secs(100_000)),
        )
    }

    /// Ends the reader if time is up. Call it from callbacks within [`run`].
    pub(crate) fn check(self) {
        if Instant::now() >= self.0 {
            panic::resume_unwind(Box::new(Stop(Error::TimedOut)));
        }
    }
}

/// Runs `work` on its own thread and waits for it until `time` has passed.
pub(crate) fn run<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce(Deadline) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    if STUCK.load(Ordering::Acquire) >= MOST_STUCK {
        return Err(Error::Busy);
    }
    let deadline = Deadline::after(time);
    let (sender, receiver) = mpsc::channel();
    let ticket = Ticket::default();
    let held = ticket.clone();
    thread::Builder::new()
        .name("pdf-reader".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let _held = held;
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| work(deadline)));
            // Nobody listens any more when the deadline has passed.
            let _ = sender.send(outcome.unwrap_or_else(|cause| Err(failure(cause.as_ref()))));
        })
        .map_err(|error| Error::Damaged(error.to_string()))?;
    // A little grace lets readers that watch the deadline say so themselves.
    match receiver.recv_timeout(time.saturating_add(Duration::from_millis(200))) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => {
            ticket.abandon();
            Err(Error::TimedOut)
        }
        Err(RecvTimeoutError::Disconnected) => Err(Error::Damaged("the reader died".to_owned())),
    }
}

fn failure(cause: &(dyn std::any::Any + Send)) -> Error {
    if let Some(Stop(error)) = cause.downcast_ref::<Stop>() {
        return error.clone();
    }
    let said = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let said = said.or_else(|| cause.downcast_ref::<String>().cloned());
    Error::Damaged(said.unwrap_or_else(|| "the reader panicked".to_owned()))
}

/// Counts a reader as stuck from when it is given up until it ends.
#[derive(Clone, Default)]
struct Ticket(std::sync::Arc<TicketState>);

#[derive(Default)]
struct TicketState(std::sync::atomic::AtomicBool);

impl Ticket {
    fn abandon(&self) {
        self.0.0.store(true, Ordering::Release);
        STUCK.fetch_add(1, Ordering::AcqRel);
    }
}

impl Drop for TicketState {
    /// The state goes when both caller and reader have let go of it.
    fn drop(&mut self) {
        if self.0.load(Ordering::Acquire) {
            STUCK.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_an_endless_reader_become_errors() {
        let panicked: Result<(), _> = run(Duration::from_secs(5), |_| panic!("boom"));
        assert_eq!(panicked, Err(Error::Damaged("boom".to_owned())));

        let patient: Result<(), _> = run(Duration::from_millis(20), |deadline| {
            loop {
                deadline.check();
                thread::yield_now();
            }
        });
        assert_eq!(patient, Err(Error::TimedOut));
    }

    #[test]
    fn an_abandoned_reader_is_counted_until_it_ends() {
        let (release, held) = mpsc::channel::<()>();
        let stuck: Result<(), _> = run(Duration::from_millis(10), move |_| {
            let _ = held.recv();
            Ok(())
        });
        assert_eq!(stuck, Err(Error::TimedOut));
        assert!(STUCK.load(Ordering::Acquire) >= 1);
        drop(release);
        let started = Instant::now();
        while STUCK.load(Ordering::Acquire) > 0 && started.elapsed() < Duration::from_secs(5) {
            thread::yield_now();
        }
        assert_eq!(STUCK.load(Ordering::Acquire), 0);
    }
}
