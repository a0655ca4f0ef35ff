use async_trait::async_trait;
use kernel::{
    Office,
    jobs::{Handler, Job, Outcome},
};

use super::{
    Index,
    follow::{self, Changed},
    watch,
};
use crate::Error;

/// Jobs taken at a time.
const BATCH: u64 = 200;

/// Takes `index` jobs: writes what they name where every copy of the service reads it, and brings the index of this one up to
/// date.
#[derive(Debug, Clone)]
pub struct Indexer {
    office: Office,
    index: Index,
}

impl Indexer {
    /// An indexer of this office.
    #[must_use]
    pub fn new(office: Office, index: Index) -> Self {
        Self { office, index }
    }

    /// A job is done only once its entry would survive a crash. Then those who wait for it are told, by this copy alone.
    async fn take_in(&self, changed: &[Changed]) -> Result<(), Error> {
        follow::append(&self.office, changed).await?;
        follow::catch_up(&self.office, &self.index).await?;
        let mut agencies_and_keys = Vec::with_capacity(changed.len());
        for one in changed {
            agencies_and_keys.extend(one.agency_and_key(self.office.database.read()).await?);
        }
        watch::tell(&self.office, agencies_and_keys).await
    }
}

#[async_trait]
impl Handler for Indexer {
    fn kind(&self) -> &'static str {
        "index"
    }

    fn batch(&self) -> u64 {
        BATCH
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        let read: Vec<Result<Changed, String>> = jobs
            .iter()
            .map(|job| job.payload().map_err(|error| error.to_string()))
            .collect();
        let changed: Vec<Changed> = read.iter().flatten().copied().collect();
        let taken_in = self.take_in(&changed).await.map_err(|error| error.to_string());
        read.into_iter()
            .map(|one| one.and_then(|_| taken_in.clone()))
            .collect()
    }
}
