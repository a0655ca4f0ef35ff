//! What can go wrong in an index.

/// Why an index could not answer or take a change.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The embedded index failed.
    #[error("the index failed")]
    Index(#[from] ::tantivy::TantivyError),
    /// The folder of the index could not be read or written.
    #[error("the folder of the index failed")]
    Folder(#[from] std::io::Error),
    /// The facts stored beside the index are not what this version writes.
    #[error("the facts stored in the index are damaged")]
    Damaged(#[source] serde_json::Error),
    /// The place to go on from does not come from this index.
    #[error("the place to go on from is not valid")]
    Cursor,
    /// A rebuild was finished or fed without having been begun.
    #[error("no rebuild is under way")]
    NoRebuild,
    /// A rebuild was begun while another is under way.
    #[error("a rebuild is already under way")]
    RebuildUnderWay,
    /// An earlier call panicked while it held the writer.
    #[error("the writer of the index was lost")]
    WriterLost,
    /// The search server failed or refused.
    #[error("the search server failed")]
    Server(#[source] Box<meilisearch_sdk::errors::Error>),
    /// The search server took a change and failed to carry it out.
    #[error("the search server could not carry out a change: {0}")]
    Task(String),
    /// The runtime that talks to the search server could not start.
    #[error("the runtime for the search server could not start")]
    Runtime(#[source] std::io::Error),
}

impl From<meilisearch_sdk::errors::Error> for Error {
    fn from(error: meilisearch_sdk::errors::Error) -> Self {
        Self::Server(Box::new(error))
    }
}
