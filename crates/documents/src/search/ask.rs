use std::collections::HashMap;

use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use search_index::{Chip, FacetValue, Query, Total};
use uuid::Uuid;

use super::{
    Index,
    entry::{ARRIVAL, DOCUMENT, arrival_key, document_key},
    index::rights,
};
use crate::{
    ArrivalId, DocumentId, Error,
    access::readable_documents,
    entity::{arrival, document},
    outbound::entity::draft,
};

/// Something that was found and that the actor may read now.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The arrival, when it is one.
    pub arrival: Option<arrival::Model>,
    /// The document.
    pub document: document::Model,
    /// How it came to be, when it is one of our own.
    pub draft: Option<draft::Model>,
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
/// database again, which alone knows the rights of this moment. Where the two differ, the index has not heard yet: then
/// nothing it counted is told.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn ask(office: &Office, actor: &Actor, index: &Index, query: Query) -> Result<Found, Error> {
    let access = rights(actor);
    let results = index.call(move |engine| engine.search(&query, &access)).await?;
    let found = u64::try_from(results.hits.len()).unwrap_or(0);
    let hits = readable(office, actor, results.hits).await?;
    let hidden = found - u64::try_from(hits.len()).unwrap_or(0);
    let (total, facets) = match (hidden, results.total) {
        (0, total) => (total, results.facets),
        (_, Total::Exact(total)) => (Total::Exact(total - hidden), Vec::new()),
        (_, total) => (total, Vec::new()),
    };
    Ok(Found {
        hits,
        total,
        facets,
        next: results.next.map(|cursor| cursor.to_string()),
        notice: results.notice,
        chips: results.chips,
    })
}

/// Those of the hits that the actor may read now, in their order.
pub(super) async fn readable(
    office: &Office,
    actor: &Actor,
    hits: Vec<search_index::Hit>,
) -> Result<Vec<Hit>, Error> {
    let mut rows = load(office, actor, hits.iter().map(|hit| hit.id.as_str())).await?;
    Ok(hits
        .into_iter()
        .filter_map(|hit| {
            let row = rows.remove(&hit.id)?;
            Some(Hit {
                title_html: hit.title_html,
                snippet_html: hit.snippet_html,
                page: hit.page,
                ..row
            })
        })
        .collect())
}

/// What the ids in the index stand for, by id, as far as the actor may read it.
pub(super) async fn load(
    office: &Office,
    actor: &Actor,
    keys: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Hit>, Error> {
    let (mut arrivals, mut documents) = (Vec::new(), Vec::new());
    for key in keys {
        if let Some(id) = id_after(key, ARRIVAL) {
            arrivals.push(ArrivalId(id));
        } else if let Some(id) = id_after(key, DOCUMENT) {
            documents.push(DocumentId(id));
        }
    }
    let mut found = HashMap::new();
    if !arrivals.is_empty() {
        let rows = crate::inbound::readable_arrivals(actor)
            .filter(arrival::Column::Id.is_in(arrivals))
            .find_also_related(document::Entity)
            .all(office.database.read())
            .await?;
        found.extend(rows.into_iter().filter_map(|(arrival, document)| {
            Some((arrival_key(arrival.id), Hit::of(Some(arrival), document?, None)))
        }));
    }
    if !documents.is_empty() {
        let rows = document::Entity::find()
            .find_also_related(draft::Entity)
            .filter(document::Column::Id.is_in(documents))
            .filter(document::Column::IssuerId.eq(actor.agency))
            .filter(document::Column::Id.in_subquery(readable_documents(actor)))
            .all(office.database.read())
            .await?;
        found.extend(
            rows.into_iter()
                .map(|(document, draft)| (document_key(document.id), Hit::of(None, document, draft))),
        );
    }
    Ok(found)
}

fn id_after(key: &str, prefix: &str) -> Option<Uuid> {
    key.strip_prefix(prefix)?.parse().ok()
}

impl Hit {
    pub(super) fn of(
        arrival: Option<arrival::Model>,
        document: document::Model,
        draft: Option<draft::Model>,
    ) -> Self {
        Self {
            arrival,
            document,
            draft,
            title_html: String::new(),
            snippet_html: String::new(),
            page: None,
        }
    }

    /// Whether the passage stands in a file that came with the document, not on one of its own pages.
    #[must_use]
    pub fn is_in_attachment(&self) -> bool {
        let own = u32::try_from(self.document.pages).unwrap_or(0);
        self.arrival.is_some() && self.page.is_some_and(|page| page > own)
    }

    /// Its state in words.
    #[must_use]
    pub fn state(&self) -> &'static str {
        self.arrival
            .as_ref()
            .map_or_else(|| self.document.state.label(), |arrival| arrival.state.label())
    }

    /// The unit that leads, or that drafted it.
    #[must_use]
    pub fn unit(&self) -> &str {
        match (&self.arrival, &self.draft) {
            (Some(arrival), _) => &arrival.unit_name,
            (None, Some(draft)) => &draft.unit_name,
            (None, None) => "",
        }
    }
}
