//! The registers asked without the index: by their fields and by words of subject, issuer, symbol and signer.

mod conditions;
mod pattern;

use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use search_index::Highlight;

use super::Hit;
use crate::{
    Error,
    access::readable_documents,
    entity::{arrival, document},
    outbound::entity::draft,
};
use conditions::Conditions;

/// Looks a question up in the database, newest first: its conditions, and its words in subject, issuer, symbol and signer,
/// typed with their accents, with some, or with none. Slower than the index and without the documents' text, but there
/// whatever happens to the index.
///
/// # Errors
/// When the database cannot be read.
pub async fn look_up(office: &Office, actor: &Actor, question: &str, limit: u64) -> Result<Vec<Hit>, Error> {
    let Conditions { arrivals, own } = Conditions::of(office, question);
    let mut hits: Vec<Hit> = Vec::new();
    if let Some(asked) = arrivals {
        let rows = crate::inbound::readable_arrivals(actor)
            .find_also_related(document::Entity)
            .filter(asked)
            .order_by_desc(arrival::Column::At)
            .order_by_desc(arrival::Column::Id)
            .limit(limit)
            .all(office.database.read())
            .await?;
        hits.extend(
            rows.into_iter()
                .filter_map(|(arrival, document)| Some(Hit::of(Some(arrival), document?, None))),
        );
    }
    if let Some(asked) = own {
        let rows = document::Entity::find()
            .find_also_related(draft::Entity)
            .filter(document::Column::IssuerId.eq(actor.agency))
            .filter(document::Column::Id.in_subquery(readable_documents(actor)))
            .filter(asked)
            .order_by_desc(document::Column::CreatedAt)
            .order_by_desc(document::Column::Id)
            .limit(limit)
            .all(office.database.read())
            .await?;
        hits.extend(
            rows.into_iter()
                .map(|(document, draft)| Hit::of(None, document, draft)),
        );
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.document.date));
    hits.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let highlight = Highlight::of(question, office.today());
    for hit in &mut hits {
        hit.title_html = highlight.mark(&hit.document.subject);
    }
    Ok(hits)
}
