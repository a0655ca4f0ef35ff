//! How much the embedded index may use.

use std::time::Duration;

use super::ranking::Ranking;

/// Settings of the embedded index.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Threads that analyse and write.
    pub writer_threads: usize,
    /// Bytes they gather before they write a segment; at least 15 MB for each.
    pub writer_memory: usize,
    /// Threads that share a question which looks at many documents; 1 asks alone.
    pub search_threads: usize,
    /// More documents to look at are shared out among these threads; with fewer, waiting for the threads costs more.
    pub shared_from: u64,
    /// How long changes may wait for others to be committed with them.
    pub commit_interval: Duration,
    /// Bytes kept of who may read what: a bit a document for each person who asked lately.
    pub rights_memory: usize,
    /// What decides the order of hits.
    pub ranking: Ranking,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            writer_threads: 2,
            writer_memory: 128 * 1024 * 1024,
            search_threads: std::thread::available_parallelism().map_or(1, |threads| threads.get().min(4)),
            shared_from: 400_000,
            commit_interval: Duration::from_millis(500),
            rights_memory: 128 * 1024 * 1024,
            ranking: Ranking::default(),
        }
    }
}
