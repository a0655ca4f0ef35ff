#![doc = include_str!("../README.md")]

pub mod engine;
mod error;
mod highlight;
pub mod meilisearch;
pub mod query;
pub mod tantivy;
pub mod text;

pub use crate::tantivy::{Ranking, Settings, Tantivy};
pub use engine::{
    Access, Change, Cursor, Engine, Entry, EntryKind, Facet, FacetValue, Hit, Query, Results, Sort,
    Suggestion, SuggestionKind, Total,
};
pub use error::Error;
pub use highlight::Highlight;
pub use meilisearch::Meilisearch;
pub use query::{Chip, Condition};
