//! Saved searches asked again of whatever the index has just taken in.

use std::collections::{HashMap, hash_map::Entry};

use async_trait::async_trait;
use directory::identity;
use kernel::{
    Actor, Office, Timestamp,
    id::{AgencyId, PostId},
    jobs::{Handler, Job, NewJob, Outcome},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, sea_query::OnConflict,
};
use search_index::Query;
use serde::{Deserialize, Serialize};
use workflow::task::Holder;

use super::{Hit, Index, ask::readable, follow, index::rights, saved};
use crate::{
    Error,
    entity::{saved_search, saved_search_hit},
    notification::{self, Kind},
};

/// Kind of the jobs.
const KIND: &str = "saved_searches";

/// Searches read at a time.
const STRIDE: u64 = 200;

/// Most ids in one job, and so in one question: an answer holds no more.
const MOST_KEYS: usize = 200;

/// What an agency's searches are to be asked of.
#[derive(Debug, Serialize, Deserialize)]
struct News {
    agency: AgencyId,
    keys: Vec<String>,
}

/// Enqueues the question for agencies where somebody has saved a search.
pub(super) async fn tell(office: &Office, agencies_and_keys: Vec<(String, String)>) -> Result<(), Error> {
    let mut by_agency: HashMap<AgencyId, Vec<String>> = HashMap::new();
    for (agency, key) in agencies_and_keys {
        if let Ok(agency) = agency.parse() {
            by_agency.entry(agency).or_default().push(key);
        }
    }
    let concerned: Vec<AgencyId> = saved_search::Entity::find()
        .select_only()
        .column(saved_search::Column::AgencyId)
        .filter(saved_search::Column::AgencyId.is_in(by_agency.keys().copied()))
        .distinct()
        .into_tuple()
        .all(office.database.read())
        .await?;
    if concerned.is_empty() {
        return Ok(());
    }
    let change = office.database.begin().await?;
    for agency in concerned {
        let keys = by_agency.remove(&agency).unwrap_or_default();
        for keys in keys.chunks(MOST_KEYS) {
            let keys = keys.to_vec();
            change.enqueue(NewJob::new(KIND, News { agency, keys }, office.now()));
        }
    }
    Ok(change.commit().await?)
}

/// Asks saved searches of what is new, each within the rights of its owner's post.
#[derive(Debug, Clone)]
pub struct Watcher {
    office: Office,
    index: Index,
}

impl Watcher {
    /// A watcher over this index.
    #[must_use]
    pub fn new(office: Office, index: Index) -> Self {
        Self { office, index }
    }

    async fn watch(&self, job: &Job) -> Result<(), Error> {
        let news: News = job.payload()?;
        let mut owners: HashMap<PostId, Option<Actor>> = HashMap::new();
        let mut after = None;
        loop {
            let mut query = saved_search::Entity::find()
                .filter(saved_search::Column::AgencyId.eq(news.agency))
                .order_by_asc(saved_search::Column::Id)
                .limit(STRIDE);
            if let Some(after) = after {
                query = query.filter(saved_search::Column::Id.gt(after));
            }
            let searches = query.all(self.office.database.read()).await?;
            let Some(last) = searches.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for search in &searches {
                let owner = match owners.entry(search.post_id) {
                    Entry::Occupied(known) => known.into_mut(),
                    // A post that nobody holds any longer is told nothing.
                    Entry::Vacant(new) => {
                        new.insert(identity::holder(&self.office, search.post_id).await.ok())
                    }
                };
                if let Some(owner) = owner {
                    self.ask(search, owner, &news.keys).await?;
                }
            }
        }
    }

    async fn ask(&self, search: &saved_search::Model, owner: &Actor, keys: &[String]) -> Result<(), Error> {
        let query = Query {
            only: keys.to_vec(),
            limit: MOST_KEYS,
            is_exact: true,
            ..Query::new(search.question.clone(), self.office.today())
        };
        let access = rights(owner);
        let results = self
            .index
            .call(move |engine| engine.search(&query, &access))
            .await?;
        if results.hits.is_empty() {
            return Ok(());
        }
        let hits = readable(&self.office, owner, results.hits).await?;
        let found_at = self.office.now();
        let rows: Vec<_> = hits
            .iter()
            .filter(|hit| entered(hit) >= search.created_at)
            .map(|hit| saved_search_hit::ActiveModel {
                saved_search_id: Set(search.id),
                entry: Set(key(hit)),
                document_id: Set(hit.document.id),
                found_at: Set(found_at),
                seen_at: Set(None),
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let change = self.office.database.begin().await?;
        let same = [
            saved_search_hit::Column::SavedSearchId,
            saved_search_hit::Column::Entry,
        ];
        saved_search_hit::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(same).do_nothing().to_owned())
            .exec_without_returning(change.connection())
            .await?;
        // Told once a day for each search, however much it finds.
        let news = notification::News::new(
            format!("found/{}/{}", search.id, found_at.vietnam().date()),
            Kind::Found,
            (saved::SUBJECT, search.id.0),
            [Holder::Post(search.post_id)],
            found_at,
        );
        notification::tell(&change, news.saying(search.name.clone()));
        Ok(change.commit().await?)
    }
}

fn key(hit: &Hit) -> String {
    match &hit.arrival {
        Some(arrival) => super::entry::arrival_key(arrival.id),
        None => super::entry::document_key(hit.document.id),
    }
}

/// Since when it is there to be found: what was there when a search was saved is no news.
fn entered(hit: &Hit) -> Timestamp {
    match (&hit.arrival, &hit.draft) {
        (Some(arrival), _) => arrival.at,
        (None, Some(draft)) => draft.issued_at.unwrap_or(hit.document.created_at),
        (None, None) => hit.document.created_at,
    }
}

#[async_trait]
impl Handler for Watcher {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, jobs: &[Job]) -> Vec<Outcome> {
        // Another copy of the service may have written what this one's index does not hold yet.
        if let Err(error) = follow::catch_up(&self.office, &self.index).await {
            let reason = error.to_string();
            return jobs.iter().map(|_| Err(reason.clone())).collect();
        }
        let mut outcomes = Vec::with_capacity(jobs.len());
        for job in jobs {
            outcomes.push(self.watch(job).await.map_err(|error| error.to_string()));
        }
        outcomes
    }
}
