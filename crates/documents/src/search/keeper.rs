//! The index kept whole: built anew from the database when it is missing, damaged or of another version.

use std::time::Duration;

use kernel::Office;
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Select, sea_query::Value,
};
use search_index::Entry;
use tracing::{error, info};

use super::{
    Index, Standing,
    entry::{of_arrival, of_document},
    follow,
};
use crate::{
    Error,
    entity::{arrival, document},
};

/// Entries read from the database and fed to the index at a time.
const STRIDE: u64 = 200;

/// How often the keeper looks whether the index is still there.
const LOOK: Duration = Duration::from_secs(2);

/// How long it rests after a rebuild that failed: the disk may be full.
const REST: Duration = Duration::from_secs(15);

/// Looks after the index as long as the service runs.
#[derive(Debug, Clone)]
pub struct Keeper {
    office: Office,
    index: Index,
}

impl Keeper {
    /// The keeper of this index.
    #[must_use]
    pub fn new(office: Office, index: Index) -> Self {
        Self { office, index }
    }

    /// Runs until the process ends.
    pub async fn run(self) {
        loop {
            match self.look_after().await {
                Ok(None) => {
                    // Whichever comes first: a doubt, or the time to look again.
                    let _ = tokio::time::timeout(LOOK, self.index.doubted()).await;
                }
                Ok(Some(entries)) => info!(entries, "the search index was built anew"),
                Err(reason) => {
                    error!(%reason, "the search index could not be built; it will be tried again");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    /// Builds the index if it has to be; answers how many entries it then holds.
    ///
    /// # Errors
    /// When the database cannot be read or the index cannot be written.
    pub async fn look_after(&self) -> Result<Option<u64>, Error> {
        let is_doubted = self.index.was_doubted();
        let is_missing = self.index.call(|engine| Ok(engine.needs_rebuild())).await?;
        if !is_doubted && !is_missing {
            return Ok(None);
        }
        rebuild(&self.office, &self.index).await.map(Some)
    }
}

/// Builds the index anew from the database, beside the one that serves; answers how many entries it holds.
///
/// # Errors
/// When the database cannot be read or the index cannot be written.
pub async fn rebuild(office: &Office, index: &Index) -> Result<u64, Error> {
    index.stands(Standing::Missing);
    let outcome = build(office, index).await;
    if outcome.is_ok() {
        index.stands(Standing::Whole);
    } else {
        index.stands(Standing::Missing);
        index.call(|engine| engine.abandon_rebuild()).await?;
    }
    outcome
}

async fn build(office: &Office, index: &Index) -> Result<u64, Error> {
    let connection = office.database.read();
    let of = arrivals().count(connection).await? + own_documents().count(connection).await?;
    // What happens from here on is in the events that follow.
    let last = follow::head(connection).await?;
    index.call(|engine| engine.begin_rebuild()).await?;
    let mut done = 0;
    index.stands(Standing::Rebuilding { done, of });
    let mut after = None;
    loop {
        let rows = next(arrivals(), arrival::Column::Id, after)
            .all(connection)
            .await?;
        let Some(end) = rows.last() else { break };
        after = Some(end.id);
        let mut entries = Vec::new();
        for row in &rows {
            entries.extend(of_arrival(office, row.id).await?);
        }
        done += feed(index, entries).await?;
        index.stands(Standing::Rebuilding { done, of });
    }
    let mut after = None;
    loop {
        let rows = next(own_documents(), document::Column::Id, after)
            .all(connection)
            .await?;
        let Some(end) = rows.last() else { break };
        after = Some(end.id);
        let mut entries = Vec::new();
        for row in &rows {
            entries.extend(of_document(office, row.id).await?);
        }
        done += feed(index, entries).await?;
        index.stands(Standing::Rebuilding { done, of });
    }
    // Whoever follows the events judges the old index or the new one, never the new one by how far the old one got; and what
    // was doubted meanwhile is gone with the old one.
    let _turn = index.following().await;
    index.call(move |engine| engine.finish_rebuild(last)).await?;
    index.was_doubted();
    Ok(done)
}

fn arrivals() -> Select<arrival::Entity> {
    arrival::Entity::find()
}

fn own_documents() -> Select<document::Entity> {
    document::Entity::find().filter(document::Column::IssuerId.is_not_null())
}

/// The next rows by id.
fn next<E: EntityTrait, C: ColumnTrait>(
    rows: Select<E>,
    id: C,
    after: Option<impl Into<Value>>,
) -> Select<E> {
    let rows = match after {
        Some(after) => rows.filter(id.gt(after)),
        None => rows,
    };
    rows.order_by_asc(id).limit(STRIDE)
}

async fn feed(index: &Index, entries: Vec<Entry>) -> Result<u64, Error> {
    let count = u64::try_from(entries.len()).unwrap_or(0);
    index.call(move |engine| engine.feed_rebuild(&entries)).await?;
    Ok(count)
}
