use documents::search::Hit;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::show;

/// A document that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    /// The arrival, when it is one.
    arrival: Option<Uuid>,
    document: Uuid,
    number_symbol: String,
    issuer: String,
    date: Option<String>,
    subject: String,
    kind: &'static str,
    state_label: &'static str,
    urgency: &'static str,
    secrecy: &'static str,
    signer_name: String,
    unit: String,
    /// Số đến.
    arrival_number: Option<i32>,
    arrived_on: Option<String>,
    due: Option<String>,
    /// Escaped, matches in `<mark>`.
    title_html: String,
    /// Escaped, matches in `<mark>`.
    snippet_html: String,
    /// The page of the passage.
    page: Option<u32>,
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        let (state_label, unit) = (hit.state(), hit.unit().to_owned());
        let arrival = hit.arrival.as_ref();
        Self {
            arrival: arrival.map(|arrival| arrival.id.0),
            document: hit.document.id.0,
            number_symbol: hit.document.number_symbol_text(),
            issuer: hit.document.issuer_name,
            date: hit.document.date.map(show::date_value),
            subject: hit.document.subject,
            kind: hit.document.kind.code(),
            state_label,
            urgency: hit.document.urgency.code(),
            secrecy: hit.document.secrecy.code(),
            signer_name: hit.document.signer_name,
            unit,
            arrival_number: arrival.and_then(|arrival| arrival.number),
            arrived_on: arrival.map(|arrival| show::date_value(arrival.arrived_on)),
            due: arrival.and_then(|arrival| arrival.due).map(show::date_value),
            title_html: hit.title_html,
            snippet_html: hit.snippet_html,
            page: hit.page,
        }
    }
}
