use async_trait::async_trait;
use kernel::{
    Office,
    jobs::{Handler, Job, Outcome},
};
use search_index::Change;
use serde::Deserialize;

use super::{
    Index,
    entry::{arrival_key, document_key, of_arrival, of_document},
    watch,
};
use crate::{ArrivalId, DocumentId, Error};

/// Jobs taken at a time.
const BATCH: u64 = 200;

/// What an `index` job names: what changed, not what it changed to, so that a job that runs twice does no harm.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Changed {
    Arrival(ArrivalId),
    Document(DocumentId),
}

/// Feeds the index from `index` jobs.
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

    async fn change(&self, job: &Job) -> Result<Change, Error> {
        let (key, entry) = match job.payload()? {
            Changed::Arrival(id) => (arrival_key(id), of_arrival(&self.office, id).await?),
            Changed::Document(id) => (document_key(id), of_document(&self.office, id).await?),
        };
        Ok(match entry {
            Some(mut entry) => {
                entry.sequence = job.number;
                Change::Upsert(Box::new(entry))
            }
            None => Change::Delete(key),
        })
    }

    /// A job is done only once its entry would survive a crash: hence the commit. Then those who wait for it are told.
    async fn apply(&self, changes: Vec<Change>, last: i64) -> Result<(), Error> {
        let agencies_and_keys: Vec<(String, String)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Upsert(entry) => Some((entry.agency.clone(), entry.id.clone())),
                Change::Delete(_) => None,
            })
            .collect();
        self.index
            .call(move |engine| {
                engine.apply(&changes, last)?;
                engine.commit()
            })
            .await?;
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
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(jobs.len());
        let mut changes = Vec::new();
        for job in jobs {
            match self.change(job).await {
                Ok(change) => {
                    changes.push(change);
                    outcomes.push(Ok(()));
                }
                Err(error) => outcomes.push(Err(error.to_string())),
            }
        }
        let last = jobs.iter().map(|job| job.number).max().unwrap_or_default();
        match self.apply(changes, last).await {
            Ok(()) => outcomes,
            Err(error) => {
                let reason = error.to_string();
                outcomes
                    .into_iter()
                    .map(|outcome| outcome.and(Err(reason.clone())))
                    .collect()
            }
        }
    }
}
