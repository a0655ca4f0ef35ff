//! Where files are kept when not in a folder.

use std::fmt;

/// An S3-compatible store for files.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Store {
    /// Where it answers.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The folder inside the bucket; empty for all of it.
    pub folder: String,
    /// Who asks.
    pub access_key: String,
    /// What proves it.
    pub secret_key: String,
}

impl fmt::Debug for S3Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Store")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
