//! How every copy of the service keeps an index of its own: each follows one list of events, from where its index stands.
//!
//! Whichever copy claims an `index` job writes what changed to the end of the list. Numbers are given under a lock that is
//! held until the change commits, so a reader that has seen a number has seen all before it. How far a copy got is kept in
//! the commit of its index, beside the entries themselves.

use std::{collections::BTreeMap, time::Duration};

use kernel::{Office, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Expr, ExprTrait as _},
};
use search_index::Change;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::{
    Index,
    entry::{arrival_key, document_key, of_arrival, of_document},
};
use crate::{
    ArrivalId, DocumentId, Error,
    entity::{arrival, document, index_event, index_head},
};

/// Events applied at a time.
const STRIDE: u64 = 200;

/// Events kept for copies of the service that were away; one that stayed away longer builds its index anew.
const KEPT: i64 = 200_000;

/// How often a copy looks for what others wrote.
const LOOK: Duration = Duration::from_millis(500);

/// The one row that tells the last number.
const HEAD: i32 = 1;

/// What changed, not what it changed to, so that an event that is applied twice does no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Changed {
    Arrival(ArrivalId),
    Document(DocumentId),
}

impl Changed {
    /// The agency in which it can be found, and its id in the index; none when it is gone.
    pub(super) async fn agency_and_key(
        self,
        connection: &impl ConnectionTrait,
    ) -> Result<Option<(String, String)>, Error> {
        let (agency, key): (Option<Option<AgencyId>>, String) = match self {
            Self::Arrival(id) => {
                let row = arrival::Entity::find_by_id(id).select_only();
                let row = row.column(arrival::Column::AgencyId).into_tuple();
                (row.one(connection).await?.map(Some), arrival_key(id))
            }
            Self::Document(id) => {
                let row = document::Entity::find_by_id(id).select_only();
                let row = row.column(document::Column::IssuerId).into_tuple();
                (row.one(connection).await?, document_key(id))
            }
        };
        Ok(agency.flatten().map(|agency| (agency.to_string(), key)))
    }

    async fn read(self, office: &Office, number: i64) -> Result<Change, Error> {
        let (key, entry) = match self {
            Self::Arrival(id) => (arrival_key(id), of_arrival(office, id).await?),
            Self::Document(id) => (document_key(id), of_document(office, id).await?),
        };
        Ok(match entry {
            Some(mut entry) => {
                entry.sequence = number;
                Change::Upsert(Box::new(entry))
            }
            None => Change::Delete(key),
        })
    }
}

/// Number of the last event.
pub(super) async fn head(connection: &impl ConnectionTrait) -> Result<i64, Error> {
    let row = index_head::Entity::find_by_id(HEAD).one(connection).await?;
    Ok(row.map_or(0, |row| row.number))
}

/// Writes events to the end of the list, and forgets the oldest.
pub(super) async fn append(office: &Office, changed: &[Changed]) -> Result<(), Error> {
    let count = i64::try_from(changed.len()).unwrap_or(0);
    if count == 0 {
        return Ok(());
    }
    let change = office.database.begin().await?;
    index_head::Entity::update_many()
        .col_expr(
            index_head::Column::Number,
            Expr::col(index_head::Column::Number).add(count),
        )
        .filter(index_head::Column::Id.eq(HEAD))
        .exec(change.connection())
        .await?;
    let last = head(change.connection()).await?;
    let rows = (last - count + 1..).zip(changed).map(|(number, changed)| {
        Ok(index_event::ActiveModel {
            number: Set(number),
            changed: Set(serde_json::to_string(changed).map_err(kernel::Error::from)?),
        })
    });
    index_event::Entity::insert_many(rows.collect::<Result<Vec<_>, Error>>()?)
        .exec_without_returning(change.connection())
        .await?;
    index_event::Entity::delete_many()
        .filter(index_event::Column::Number.lte(last - KEPT))
        .exec(change.connection())
        .await?;
    Ok(change.commit().await?)
}

/// Applies every event that this copy's index does not hold yet, and makes it durable.
///
/// # Errors
/// When the database cannot be read or the index cannot be written.
pub(super) async fn catch_up(office: &Office, index: &Index) -> Result<(), Error> {
    let _turn = index.following().await;
    let connection = office.database.read();
    let mut position = index.call(|engine| engine.last_applied()).await?;
    loop {
        // Read before the events: what is written in between is no gap.
        let head = head(connection).await?;
        let events = index_event::Entity::find()
            .filter(index_event::Column::Number.gt(position))
            .order_by_asc(index_event::Column::Number)
            .limit(STRIDE)
            .all(connection)
            .await?;
        let Some(last) = events.last().map(|event| event.number) else {
            if head != position {
                lost(index, position);
            }
            return Ok(());
        };
        if events.first().is_some_and(|first| first.number != position + 1) {
            lost(index, position);
            return Ok(());
        }
        // A document that changed several times is read once.
        let mut newest = BTreeMap::new();
        for event in &events {
            let changed: Changed = serde_json::from_str(&event.changed).map_err(kernel::Error::from)?;
            newest.insert(changed, event.number);
        }
        let mut changes = Vec::with_capacity(newest.len());
        for (changed, number) in newest {
            changes.push(changed.read(office, number).await?);
        }
        index
            .call(move |engine| {
                engine.apply(&changes, last)?;
                engine.commit()
            })
            .await?;
        position = last;
    }
}

/// The index was away for too long, or is of another database: it is to be built anew.
fn lost(index: &Index, position: i64) {
    warn!(
        position,
        "the search index cannot be brought up to date event by event"
    );
    index.doubt();
}

/// Follows what other copies of the service write, until the process ends.
pub async fn follow(office: Office, index: Index) {
    loop {
        if let Err(reason) = catch_up(&office, &index).await {
            warn!(%reason, "the search index could not be brought up to date; it will be tried again");
        }
        tokio::time::sleep(LOOK).await;
    }
}
