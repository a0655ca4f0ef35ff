//! An entry as a row of the server's index.

use std::collections::HashMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::engine::{Entry, EntryKind};
use crate::query::{name_key, name_words, symbol_key, symbol_parts};
use crate::text::abbreviation::ABBREVIATIONS;
use crate::text::normalize;

/// The primary key.
pub(super) const KEY: &str = "key";

/// What words are looked for in, the weightier first.
pub(super) const SEARCHABLE: [&str; 8] = [
    "title", "printed", "issuer", "signer", "kind", "unit", "further", "pages",
];

/// What filters and facets may name.
pub(super) const FILTERABLE: [&str; 27] = [
    "key",
    "agency",
    "readers",
    "secrecy",
    "entry",
    "number",
    "arrival_number",
    "symbol",
    "symbol_parts",
    "day",
    "tie",
    "year",
    "arrived",
    "due",
    "issuer_key",
    "issuer_words",
    "signer_words",
    "title_words",
    "kind_key",
    "urgency_key",
    "state_key",
    "unit_key",
    "kind",
    "issuer",
    "state",
    "unit",
    "printed",
];

/// The facets' attributes, in the order of [`crate::Facet::ALL`].
pub(super) const FACETS: [&str; 5] = ["kind", "issuer", "year", "state", "unit"];

/// A row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) id: String,
    pub(super) entry: EntryKind,
    pub(super) agency: String,
    pub(super) readers: Vec<String>,
    pub(super) secrecy: u8,
    pub(super) title: String,
    pub(super) title_words: Vec<String>,
    pub(super) pages: Vec<String>,
    pub(super) printed: Option<String>,
    pub(super) number: Option<u32>,
    pub(super) symbol: Option<String>,
    pub(super) symbol_parts: Vec<String>,
    pub(super) arrival_number: Option<u32>,
    pub(super) issuer: Option<String>,
    pub(super) issuer_words: Vec<String>,
    pub(super) signer: Option<String>,
    pub(super) signer_words: Vec<String>,
    pub(super) kind: Option<String>,
    pub(super) kind_key: Option<String>,
    pub(super) urgency_key: Option<String>,
    pub(super) state: Option<String>,
    pub(super) state_key: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) unit_key: Option<String>,
    pub(super) year: Option<i32>,
    pub(super) day: i32,
    #[serde(default)]
    pub(super) arrived: i32,
    #[serde(default)]
    pub(super) due: i32,
    #[serde(default)]
    pub(super) issuer_key: Option<String>,
    #[serde(default)]
    pub(super) further: Vec<String>,
    pub(super) tie: u64,
}

impl Row {
    pub(super) fn of(entry: &Entry) -> Self {
        let normal = |text: &Option<String>| text.as_deref().map(|text| normalize(text).into_owned());
        let key_of = |text: &Option<String>| text.as_deref().map(name_key);
        let words = |text: &Option<String>| text.as_deref().map(name_words).unwrap_or_default();
        let day = |date: Option<time::Date>| date.map_or(0, time::Date::to_julian_day);
        let symbol = entry.symbol.as_deref().or(entry.number_symbol.as_deref());
        Self {
            key: key(&entry.id),
            id: entry.id.clone(),
            entry: entry.kind,
            agency: entry.agency.clone(),
            readers: entry.readers.clone(),
            secrecy: entry.secrecy,
            title: normalize(&entry.title).into_owned(),
            title_words: name_words(&entry.title),
            pages: entry
                .pages
                .iter()
                .map(|page| normalize(page).into_owned())
                .collect(),
            printed: normal(&entry.number_symbol),
            number: entry.number,
            symbol: entry.number_symbol.as_deref().map(symbol_key),
            symbol_parts: symbol.map(symbol_parts).unwrap_or_default(),
            arrival_number: entry.arrival_number,
            issuer: normal(&entry.issuer),
            issuer_words: words(&entry.issuer),
            signer: normal(&entry.signer),
            signer_words: words(&entry.signer),
            kind: normal(&entry.document_kind),
            kind_key: key_of(&entry.document_kind),
            urgency_key: key_of(&entry.urgency),
            state: normal(&entry.state),
            state_key: key_of(&entry.state),
            unit: normal(&entry.unit),
            unit_key: key_of(&entry.unit),
            year: entry.year,
            day: day(entry.date),
            arrived: day(entry.arrived_on),
            due: day(entry.due),
            issuer_key: key_of(&entry.issuer),
            further: entry
                .further
                .iter()
                .map(|words| normalize(words).into_owned())
                .collect(),
            tie: tie(&entry.id),
        }
    }
}

/// The id in the letters the server allows: every other byte as `_` and two digits.
pub(super) fn key(id: &str) -> String {
    let mut key = String::with_capacity(id.len() + 8);
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            key.push(char::from(byte));
        } else {
            write!(key, "_{byte:02x}").expect("writing to a string does not fail");
        }
    }
    key
}

/// A number spread evenly over ids (FNV-1a), small enough to be exact as a JSON number.
fn tie(id: &str) -> u64 {
    let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash >> 12
}

/// Abbreviations and their words, both ways.
pub(super) fn synonyms() -> HashMap<String, Vec<String>> {
    let mut synonyms: HashMap<String, Vec<String>> = HashMap::new();
    for (short, long) in ABBREVIATIONS {
        synonyms
            .entry((*short).to_owned())
            .or_default()
            .push((*long).to_owned());
        synonyms
            .entry((*long).to_owned())
            .or_default()
            .push((*short).to_owned());
    }
    synonyms
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn different_ids_have_different_keys() {
        assert_eq!(key("019a-bc"), "019a-bc");
        assert_eq!(key("a:b/c"), "a_3ab_2fc");
        assert_ne!(key("a_3ab"), key("a:b"));
    }
}
