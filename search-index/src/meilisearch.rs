//! The second engine: a Meilisearch server, asked within the actor's rights by filter.
//!
//! Calls block; the engine brings a small runtime of its own, so call it where blocking is allowed
//! (`spawn_blocking`), as the trait says. What it cannot do is told in the README of the crate.

mod ask;
mod filter;
mod row;
mod server;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use crate::Error;
use crate::engine::{Access, Change, Engine, Entry, Hit, Query, Results, Suggestion};
use server::{Mark, Server};

/// An index on a Meilisearch server.
pub struct Meilisearch {
    server: Server,
    state: Mutex<State>,
}

/// What this process knows of its changes.
struct State {
    /// The last event taken, done or not.
    last_event: i64,
    /// The last task that the server took and has not been seen done.
    pending: Option<u32>,
    /// Entries changed during a rebuild, with their events.
    rebuild: Option<HashMap<String, i64>>,
}

impl Meilisearch {
    /// Connects to a server and makes sure that its index is there; `name` may hold letters, digits, `-` and `_`.
    pub fn connect(url: &str, api_key: Option<&str>, name: &str) -> Result<Self, Error> {
        let server = Server::connect(url, api_key, name)?;
        let last_event = server.mark()?.last_event;
        Ok(Self {
            server,
            state: Mutex::new(State {
                last_event,
                pending: None,
                rebuild: None,
            }),
        })
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, Error> {
        self.state.lock().map_err(|_| Error::WriterLost)
    }
}

impl Engine for Meilisearch {
    fn apply(&self, changes: &[Change], last_event: i64) -> Result<(), Error> {
        let mut state = self.state()?;
        if let Some(changed) = &mut state.rebuild {
            for change in changes {
                match change {
                    Change::Upsert(entry) => changed.insert(entry.id.clone(), entry.sequence),
                    Change::Delete(id) => changed.insert(id.clone(), i64::MAX),
                };
            }
            self.server.apply(&self.server.next, changes)?;
        }
        self.server.apply(&self.server.serving, changes)?;
        state.last_event = state.last_event.max(last_event);
        // The server carries tasks out in order: when the mark is there, so are the changes before it.
        let mark = Mark {
            last_event: state.last_event,
            ..self.server.mark()?
        };
        state.pending = Some(self.server.set_mark(mark)?);
        Ok(())
    }

    fn commit(&self) -> Result<(), Error> {
        let pending = self.state()?.pending.take();
        pending.map_or(Ok(()), |task| self.server.wait(task))
    }

    fn last_applied(&self) -> Result<i64, Error> {
        Ok(self.server.mark()?.last_event)
    }

    fn search(&self, query: &Query, access: &Access) -> Result<Results, Error> {
        self.server.search(query, access)
    }

    fn suggest(&self, prefix: &str, access: &Access, limit: usize) -> Result<Vec<Suggestion>, Error> {
        self.server.suggest(prefix, access, limit)
    }

    fn similar(&self, id: &str, access: &Access, limit: usize) -> Result<Vec<Hit>, Error> {
        self.server.similar(id, access, limit)
    }

    fn len(&self) -> Result<u64, Error> {
        self.server.len()
    }

    fn needs_rebuild(&self) -> bool {
        self.server
            .mark()
            .is_ok_and(|mark| !mark.is_complete || mark.version != server::VERSION)
    }

    fn begin_rebuild(&self) -> Result<(), Error> {
        let mut state = self.state()?;
        if state.rebuild.is_some() {
            return Err(Error::RebuildUnderWay);
        }
        self.server.make_next()?;
        state.rebuild = Some(HashMap::new());
        Ok(())
    }

    fn feed_rebuild(&self, entries: &[Entry]) -> Result<(), Error> {
        let state = self.state()?;
        let touched = state.rebuild.as_ref().ok_or(Error::NoRebuild)?;
        let current = entries
            .iter()
            .filter(|entry| touched.get(&entry.id).is_none_or(|s| *s < entry.sequence));
        let changes: Vec<Change> = current
            .map(|entry| Change::Upsert(Box::new(entry.clone())))
            .collect();
        self.server.apply(&self.server.next, &changes)
    }

    fn abandon_rebuild(&self) -> Result<(), Error> {
        self.state()?.rebuild = None;
        Ok(())
    }

    fn finish_rebuild(&self, last_event: i64) -> Result<(), Error> {
        let mut state = self.state()?;
        if state.rebuild.take().is_none() {
            return Err(Error::NoRebuild);
        }
        self.server.swap()?;
        state.last_event = state.last_event.max(last_event);
        let mark = Mark {
            last_event: state.last_event,
            version: server::VERSION,
            is_complete: true,
        };
        let task = self.server.set_mark(mark)?;
        state.pending = None;
        self.server.wait(task)
    }
}
