//! Coalesced commits: the first change starts a short wait, and all that come meanwhile are committed with it.

use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use super::generation::Generation;

/// The thread that commits.
pub(super) struct Committer {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Signal {
    wish: Mutex<Wish>,
    changed: Condvar,
}

#[derive(Default)]
struct Wish {
    has_changes: bool,
    is_closing: bool,
}

impl Signal {
    /// Waits for changes, then for more of them; false when the engine closes.
    fn wait(&self, interval: Duration) -> bool {
        let wish = self.wish.lock().unwrap_or_else(PoisonError::into_inner);
        let wish = self
            .changed
            .wait_while(wish, |wish| !wish.has_changes && !wish.is_closing)
            .unwrap_or_else(PoisonError::into_inner);
        let (mut wish, _) = self
            .changed
            .wait_timeout_while(wish, interval, |wish| !wish.is_closing)
            .unwrap_or_else(PoisonError::into_inner);
        wish.has_changes = false;
        !wish.is_closing
    }

    fn tell(&self, change: impl FnOnce(&mut Wish)) {
        change(&mut self.wish.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }
}

impl Committer {
    /// Starts it for whatever index serves.
    pub(super) fn start(serving: Arc<RwLock<Arc<Generation>>>, interval: Duration) -> Self {
        let signal = Arc::new(Signal::default());
        let waiting = Arc::clone(&signal);
        let commit_in_turn = move || {
            let serving = || Arc::clone(&serving.read().unwrap_or_else(PoisonError::into_inner));
            if let Err(error) = serving().prepare() {
                tracing::warn!(%error, "the first questions will wait for the search index");
            }
            while waiting.wait(interval) {
                let generation = serving();
                if let Err(error) = generation.commit() {
                    tracing::error!(%error, "the search index could not commit");
                }
            }
        };
        let thread = std::thread::Builder::new()
            .name("search-commit".to_owned())
            .spawn(commit_in_turn);
        if let Err(error) = &thread {
            tracing::error!(%error, "changes of the search index become visible only by an explicit commit");
        }
        Self {
            signal,
            thread: thread.ok(),
        }
    }

    /// Tells that there is something to commit.
    pub(super) fn wake(&self) {
        self.signal.tell(|wish| wish.has_changes = true);
    }
}

impl Drop for Committer {
    /// Ends the thread without a commit: what waited is taken again, from the mark of the last commit.
    fn drop(&mut self) {
        self.signal.tell(|wish| wish.is_closing = true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that commits the search index had panicked");
        }
    }
}
