use std::{collections::HashMap, sync::Arc};

use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use search_index::{Access, Chip, Engine, FacetValue, Query, Total};

use super::entry::{arrival_key, document_key};
use crate::{
    ArrivalId, DocumentId, Error,
    access::{readable_documents, terms},
    entity::{arrival, document},
};

/// Something that was found and that the actor may read now.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The arrival, when it is one.
    pub arrival: Option<arrival::Model>,
    /// The document.
    pub document: document::Model,
    /// Its subject as HTML: escaped, matches marked.
    pub title_html: String,
    /// A passage as HTML: escaped, matches marked.
    pub snippet_html: String,
    /// The page of the passage.
    pub page: Option<u32>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was found.
    pub hits: Vec<Hit>,
    /// How many there are.
    pub total: Total,
    /// Ways to narrow the question.
    pub facets: Vec<FacetValue>,
    /// Where the next page starts.
    pub next: Option<String>,
    /// What was searched instead of what was typed.
    pub notice: Option<String>,
    /// What was read from the box as a filter.
    pub chips: Vec<Chip>,
}

/// Finds what the actor may read. The index answers within the actor's rights as it knows them; each hit is looked up in the
/// database again, which alone knows the rights of this moment.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn ask(
    office: &Office,
    actor: &Actor,
    engine: &Arc<dyn Engine>,
    query: Query,
) -> Result<Found, Error> {
    let rights = Access {
        agency: actor.agency.to_string(),
        readers: terms(actor),
        max_secrecy: 3,
    };
    let asked = Arc::clone(engine);
    let results = tokio::task::spawn_blocking(move || asked.search(&query, &rights))
        .await
        .map_err(Error::interrupted)??;
    let ids = |prefix: &str| -> Vec<uuid::Uuid> {
        results
            .hits
            .iter()
            .filter_map(|hit| hit.id.strip_prefix(prefix)?.parse().ok())
            .collect()
    };
    let (arrivals, documents) = load(office, actor, ids("arrival:"), ids("document:")).await?;
    let hits = results
        .hits
        .into_iter()
        .filter_map(|hit| {
            let (arrival, document) = match arrivals.get(&hit.id) {
                Some((arrival, document)) => (Some(arrival.clone()), document.clone()),
                None => (None, documents.get(&hit.id)?.clone()),
            };
            let (title_html, snippet_html, page) = (hit.title_html, hit.snippet_html, hit.page);
            Some(Hit {
                arrival,
                document,
                title_html,
                snippet_html,
                page,
            })
        })
        .collect();
    Ok(Found {
        hits,
        total: results.total,
        facets: results.facets,
        next: results.next.map(|cursor| cursor.to_string()),
        notice: results.notice,
        chips: results.chips,
    })
}

type Arrivals = HashMap<String, (arrival::Model, document::Model)>;

async fn load(
    office: &Office,
    actor: &Actor,
    arrivals: Vec<uuid::Uuid>,
    documents: Vec<uuid::Uuid>,
) -> Result<(Arrivals, HashMap<String, document::Model>), Error> {
    let connection = office.database.read();
    let arrival_rows = crate::inbound::readable_arrivals(actor)
        .filter(arrival::Column::Id.is_in(arrivals.into_iter().map(ArrivalId)))
        .find_also_related(document::Entity)
        .all(connection)
        .await?;
    let document_rows = document::Entity::find()
        .filter(document::Column::Id.is_in(documents.into_iter().map(DocumentId)))
        .filter(document::Column::IssuerId.eq(actor.agency))
        .filter(document::Column::Id.in_subquery(readable_documents(actor)))
        .all(connection)
        .await?;
    let arrivals = arrival_rows
        .into_iter()
        .filter_map(|(arrival, document)| Some((arrival_key(arrival.id), (arrival, document?))))
        .collect();
    Ok((
        arrivals,
        document_rows
            .into_iter()
            .map(|row| (document_key(row.id), row))
            .collect(),
    ))
}
