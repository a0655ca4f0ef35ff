//! Văn bản tương tự, beside a document.

use documents::search::{self, About};

use crate::{AppState, show, signed::Signed};

/// Documents shown.
const SHOWN: usize = 5;

/// A document like the one that is shown.
#[derive(Debug, Clone)]
pub(crate) struct Similar {
    pub(crate) address: String,
    pub(crate) subject: String,
    pub(crate) facts: String,
}

/// What the index finds alike; nothing while it is away, for a document is read without it as well.
pub(crate) async fn similar(state: &AppState, signed: &Signed, about: About) -> Vec<Similar> {
    let hits = match search::similar(&state.office, signed.actor(), &state.index, about, SHOWN).await {
        Ok(hits) => hits,
        Err(reason) => {
            tracing::warn!(%reason, "similar documents could not be found");
            Vec::new()
        }
    };
    hits.into_iter()
        .map(|hit| Similar {
            address: match &hit.arrival {
                Some(arrival) => format!("/den/{}", arrival.id),
                None => format!("/du-thao/{}", hit.document.id),
            },
            facts: [
                hit.document.number_symbol_text(),
                hit.document.issuer_name.clone(),
                show::date_or_blank(hit.document.date),
            ]
            .into_iter()
            .filter(|fact| !fact.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
            subject: hit.document.subject,
        })
        .collect()
}
