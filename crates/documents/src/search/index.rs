use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kernel::Actor;
use search_index::{Access, Engine};
use tokio::sync::Notify;

use crate::{Error, Secrecy, access::terms};

/// How far the index can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It holds every document.
    Whole,
    /// It is missing, damaged or of another version, and nobody has begun to build it yet.
    Missing,
    /// It is being built.
    Rebuilding {
        /// Documents read so far.
        done: u64,
        /// Documents there are.
        of: u64,
    },
}

/// The index, whichever engine serves it. It is derived: whatever happens to it, the office goes on without. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    engine: Arc<dyn Engine>,
    shared: Arc<Shared>,
}

struct Shared {
    standing: Mutex<Standing>,
    is_doubted: AtomicBool,
    doubted: Notify,
    following: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("standing", &self.standing())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// The index that this engine serves.
    #[must_use]
    pub fn over(engine: Arc<dyn Engine>) -> Self {
        let standing = if engine.needs_rebuild() {
            Standing::Missing
        } else {
            Standing::Whole
        };
        Self {
            engine,
            shared: Arc::new(Shared {
                standing: Mutex::new(standing),
                is_doubted: AtomicBool::new(false),
                doubted: Notify::new(),
                following: tokio::sync::Mutex::default(),
            }),
        }
    }

    /// How far it can be relied on now.
    #[must_use]
    pub fn standing(&self) -> Standing {
        *self
            .shared
            .standing
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stands(&self, standing: Standing) {
        *self
            .shared
            .standing
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// Something failed that should not: whoever keeps the index is to look after it.
    pub(super) fn doubt(&self) {
        self.shared.is_doubted.store(true, Ordering::Release);
        self.shared.doubted.notify_one();
    }

    /// Whether somebody doubted since this was last asked.
    pub(super) fn was_doubted(&self) -> bool {
        self.shared.is_doubted.swap(false, Ordering::AcqRel)
    }

    /// Waits until somebody doubts.
    pub(super) async fn doubted(&self) {
        self.shared.doubted.notified().await;
    }

    /// Waits for the turn to bring the index up to date.
    pub(super) async fn following(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.shared.following.lock().await
    }

    /// Asks the engine, whose calls block, on a thread of its own.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Engine) -> Result<T, search_index::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let engine = Arc::clone(&self.engine);
        let answer = tokio::task::spawn_blocking(move || ask(engine.as_ref()))
            .await
            .map_err(Error::interrupted)?;
        if answer.as_ref().is_err_and(is_its_own_fault) {
            self.doubt();
        }
        Ok(answer?)
    }
}

/// Whether the index is to blame, and not the question or the order of calls.
fn is_its_own_fault(error: &search_index::Error) -> bool {
    use search_index::Error as Failure;
    !matches!(
        error,
        Failure::Cursor | Failure::NoRebuild | Failure::RebuildUnderWay
    )
}

/// What the actor may read, as the index is asked.
pub(super) fn rights(actor: &Actor) -> Access {
    Access {
        agency: actor.agency.to_string(),
        readers: terms(actor),
        max_secrecy: Secrecy::TopSecret.rank(),
    }
}
