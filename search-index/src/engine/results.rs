//! What an index answers.

use serde::Serialize;

use super::{Cursor, EntryKind};
use crate::query::{Chip, Condition};

/// Hits are counted exactly up to this number.
const COUNTED_UP_TO: u64 = 10_000;

/// One document found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The entry's id.
    pub id: String,
    /// Arrival, issued or draft.
    pub kind: EntryKind,
    /// How well it matches; comparable within one answer only.
    pub score: f32,
    /// Trích yếu as stored.
    pub title: String,
    /// Trích yếu as HTML: escaped, matches in `<mark>`.
    pub title_html: String,
    /// The best passage as HTML: escaped, matches in `<mark>`, in the accents of the document.
    pub snippet_html: String,
    /// The page of that passage, counted from 1; none if only facts or the title match.
    pub page: Option<u32>,
}

/// How many documents match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Total {
    /// Exactly so many.
    Exact(u64),
    /// More than so many.
    MoreThan(u64),
}

impl Total {
    /// The total for a number of matches: exact up to 10,000.
    #[must_use]
    pub fn of(matches: u64) -> Self {
        if matches > COUNTED_UP_TO {
            Self::MoreThan(COUNTED_UP_TO)
        } else {
            Self::Exact(matches)
        }
    }

    /// As shown: `128`, `hơn 10.000`.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Exact(number) => thousands(number),
            Self::MoreThan(number) => format!("hơn {}", thousands(number)),
        }
    }
}

/// A number with a point between thousands, as Vietnamese writes it.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push('.');
        }
        written.push(digit);
    }
    written
}

/// The facets of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// Tên loại.
    Kind,
    /// Cơ quan ban hành.
    Issuer,
    /// Năm.
    Year,
    /// Tình trạng.
    State,
    /// Đơn vị.
    Unit,
}

impl Facet {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Kind, Self::Issuer, Self::Year, Self::State, Self::Unit];

    /// The heading above its values.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Kind => "Tên loại",
            Self::Issuer => "Cơ quan ban hành",
            Self::Year => "Năm",
            Self::State => "Tình trạng",
            Self::Unit => "Đơn vị",
        }
    }
}

impl Facet {
    /// The condition that narrows a search to a value.
    pub(crate) fn condition(self, value: &str) -> Option<Condition> {
        let named = value.to_owned();
        Some(match self {
            Self::Kind => Condition::Kind(named),
            Self::Issuer => Condition::IssuerIs(named),
            Self::Year => Condition::Year(value.parse().ok()?),
            Self::State => Condition::State(named),
            Self::Unit => Condition::Unit(named),
        })
    }
}

/// Values shown of each facet.
const FACET_VALUES: usize = 50;

/// Counted values in the order in which they are shown.
pub(crate) fn facet_values(counts: impl Iterator<Item = (Facet, String, u64)>) -> Vec<FacetValue> {
    let mut counts: Vec<(Facet, String, u64)> = counts.collect();
    counts.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then(a.1.cmp(&b.1)));
    let mut facets: Vec<FacetValue> = Vec::new();
    for (facet, value, count) in counts {
        let shown = facets
            .iter()
            .rev()
            .take_while(|found| found.facet == facet)
            .count();
        if let Some(condition) = facet.condition(&value).filter(|_| shown < FACET_VALUES) {
            facets.push(FacetValue {
                facet,
                value,
                count,
                chip: Chip::chosen(condition),
            });
        }
    }
    facets
}

/// One value of a facet and how many of the documents found have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// Which facet.
    pub facet: Facet,
    /// The value as stored.
    pub value: String,
    /// Exactly how many documents.
    pub count: u64,
    /// The chip that narrows the search to it.
    pub chip: Chip,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Results {
    /// The hits of this page.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: Total,
    /// Facet values, most frequent first within each facet; empty unless asked for.
    pub facets: Vec<FacetValue>,
    /// Where the next page begins; none on the last.
    #[serde(serialize_with = "printed")]
    pub next: Option<Cursor>,
    /// What was searched instead of what was typed: "Đã tìm “quyết định”".
    pub notice: Option<String>,
    /// What was read from the box as a filter, in its order.
    pub chips: Vec<Chip>,
}

#[expect(clippy::ref_option, reason = "serde hands the field over so")]
fn printed<S: serde::Serializer>(cursor: &Option<Cursor>, serializer: S) -> Result<S::Ok, S::Error> {
    match cursor {
        Some(cursor) => serializer.collect_str(cursor),
        None => serializer.serialize_none(),
    }
}

/// What a suggestion is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// The subject of a document.
    Title,
    /// A number and symbol.
    Symbol,
    /// An issuing agency.
    Issuer,
}

/// One way to complete what is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What it is taken from.
    pub kind: SuggestionKind,
    /// The completed text.
    pub text: String,
    /// The entry it was taken from.
    pub id: String,
}

#[cfg(test)]
mod tests {
    use super::Total;

    #[test]
    fn totals_read_as_in_vietnamese() {
        assert_eq!(Total::of(9_999).label(), "9.999");
        assert_eq!(Total::of(10_000), Total::Exact(10_000));
        assert_eq!(Total::of(1_234_567).label(), "hơn 10.000");
    }
}
