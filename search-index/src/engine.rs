//! What an index takes in, what it is asked, and what it answers: the same for every engine.
//!
//! The trait is synchronous, because the embedded index is; asynchronous callers wrap a call in
//! `spawn_blocking`. An engine that talks to a server brings its own small runtime.

mod entry;
mod request;
mod results;

pub use entry::{Access, Change, Entry, EntryKind};
pub use request::{Cursor, Query, Sort};
pub(crate) use results::facet_values;
pub use results::{Facet, FacetValue, Hit, Results, Suggestion, SuggestionKind, Total};

use crate::Error;

/// An index: it takes changes in order, and answers within the rights of who asks.
pub trait Engine: Send + Sync {
    /// Takes changes in the order of the events they come from; `last_event` is the last of them.
    ///
    /// Changes become visible together with the mark, at the latest two seconds later; [`Engine::commit`] does it
    /// at once. Applying a change twice is the same as applying it once: an entry replaces the one with its id,
    /// unless that one comes from a later event.
    fn apply(&self, changes: &[Change], last_event: i64) -> Result<(), Error>;

    /// Makes everything applied so far durable and visible.
    fn commit(&self) -> Result<(), Error>;

    /// The last event whose changes are durable and visible; after a crash, go on with the next.
    fn last_applied(&self) -> Result<i64, Error>;

    /// Finds documents the actor may read.
    fn search(&self, query: &Query, access: &Access) -> Result<Results, Error>;

    /// Completes what is being typed, from documents the actor may read.
    fn suggest(&self, prefix: &str, access: &Access, limit: usize) -> Result<Vec<Suggestion>, Error>;

    /// Documents like the given one, which the actor must be able to read too.
    fn similar(&self, id: &str, access: &Access, limit: usize) -> Result<Vec<Hit>, Error>;

    /// Number of documents in the index, whoever may read them.
    fn len(&self) -> Result<u64, Error>;

    /// Whether the index holds nothing.
    fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.len()? == 0)
    }

    /// Whether the index is missing or was written by another version, so that it should be built anew.
    fn needs_rebuild(&self) -> bool;

    /// Starts an empty index beside the one that serves.
    fn begin_rebuild(&self) -> Result<(), Error>;

    /// Adds entries to the index being built; changes applied meanwhile go to both and win.
    fn feed_rebuild(&self, entries: &[Entry]) -> Result<(), Error>;

    /// Gives up the index being built, if there is one; the next rebuild begins anew.
    fn abandon_rebuild(&self) -> Result<(), Error>;

    /// Puts the new index in the place of the old. Its mark is `last_event`, or a later one applied meanwhile.
    fn finish_rebuild(&self, last_event: i64) -> Result<(), Error>;
}
