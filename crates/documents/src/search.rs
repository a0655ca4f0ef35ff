//! Finding documents: the index is fed from the database by jobs, and what it finds is looked up in the database again.

mod ask;
mod entry;
mod feed;

pub use ask::{Found, Hit, ask};
pub use feed::{Indexer, reindex};
