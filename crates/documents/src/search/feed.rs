use std::sync::Arc;

use async_trait::async_trait;
use kernel::{
    Office,
    jobs::{Handler, Job, Outcome},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use search_index::{Change, Engine, Entry};
use serde::Deserialize;

use super::entry::{arrival_key, document_key, of_arrival, of_document};
use crate::{
    ArrivalId, DocumentId, Error,
    entity::{arrival, document},
};

/// Entries read from the database and fed to the index at a time.
const STRIDE: u64 = 200;

/// What an `index` job names: what changed, not what it changed to, so that a job that runs twice does no harm.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Changed {
    Arrival(ArrivalId),
    Document(DocumentId),
}

/// Feeds the index from `index` jobs.
#[derive(Clone)]
pub struct Indexer {
    office: Office,
    engine: Arc<dyn Engine>,
}

impl Indexer {
    /// An indexer of this office.
    #[must_use]
    pub fn new(office: Office, engine: Arc<dyn Engine>) -> Self {
        Self { office, engine }
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
}

#[async_trait]
impl Handler for Indexer {
    fn kind(&self) -> &'static str {
        "index"
    }

    fn batch(&self) -> u64 {
        STRIDE
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
        let engine = Arc::clone(&self.engine);
        // A job is done only once its entry would survive a crash: hence the commit before the answer.
        let applied = tokio::task::spawn_blocking(move || {
            engine.apply(&changes, last)?;
            engine.commit()
        })
        .await;
        let failure = match applied {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        match failure {
            Some(reason) => outcomes
                .into_iter()
                .map(|outcome| outcome.and(Err(reason.clone())))
                .collect(),
            None => outcomes,
        }
    }
}

/// Builds the index anew from the database, beside the one that serves; answers how many entries it holds.
///
/// # Errors
/// When the database cannot be read or the index cannot be written.
pub async fn reindex(office: &Office, engine: &Arc<dyn Engine>) -> Result<u64, Error> {
    let last = engine.last_applied()?;
    engine.begin_rebuild()?;
    let mut count = 0;
    let mut after = None;
    loop {
        let mut query = arrival::Entity::find()
            .order_by_asc(arrival::Column::Id)
            .limit(STRIDE);
        if let Some(after) = after {
            query = query.filter(arrival::Column::Id.gt(after));
        }
        let rows = query.all(office.database.read()).await?;
        let Some(end) = rows.last() else { break };
        after = Some(end.id);
        let mut entries = Vec::new();
        for row in &rows {
            entries.extend(of_arrival(office, row.id).await?);
        }
        count += feed(engine, entries).await?;
    }
    let mut after = None;
    loop {
        let mut query = document::Entity::find()
            .filter(document::Column::IssuerId.is_not_null())
            .order_by_asc(document::Column::Id)
            .limit(STRIDE);
        if let Some(after) = after {
            query = query.filter(document::Column::Id.gt(after));
        }
        let rows = query.all(office.database.read()).await?;
        let Some(end) = rows.last() else { break };
        after = Some(end.id);
        let mut entries = Vec::new();
        for row in &rows {
            entries.extend(of_document(office, row.id).await?);
        }
        count += feed(engine, entries).await?;
    }
    let engine = Arc::clone(engine);
    tokio::task::spawn_blocking(move || engine.finish_rebuild(last))
        .await
        .map_err(Error::interrupted)??;
    Ok(count)
}

async fn feed(engine: &Arc<dyn Engine>, entries: Vec<Entry>) -> Result<u64, Error> {
    let engine = Arc::clone(engine);
    let count = u64::try_from(entries.len()).unwrap_or(0);
    tokio::task::spawn_blocking(move || engine.feed_rebuild(&entries))
        .await
        .map_err(Error::interrupted)??;
    Ok(count)
}
