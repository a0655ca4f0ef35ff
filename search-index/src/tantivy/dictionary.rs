//! Where the postings of terms asked for lately are, so that paging, facets and second attempts ask no dictionary again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::postings::TermInfo;
use tantivy::{Searcher, Term};

/// Terms kept; beyond, all are forgotten.
const MOST_TERMS: usize = 20_000;

/// The postings of a term in each segment of a searcher.
pub(super) type Places = Arc<[Option<TermInfo>]>;

/// The dictionary of the segments that serve.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    /// The view of the index that the places hold for.
    view: u64,
    places: HashMap<Term, Places>,
}

impl Dictionary {
    /// Where the postings of a term are in each segment.
    pub(super) fn places(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<Places> {
        let view = searcher.generation().generation_id();
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let held = held();
            if held.view == view
                && let Some(places) = held.places.get(term)
            {
                return Ok(Arc::clone(places));
            }
        }
        let readers = searcher.segment_readers().iter();
        let found: tantivy::Result<Vec<Option<TermInfo>>> = readers
            .map(|reader| Ok(reader.inverted_index(term.field())?.get_term_info(term)?))
            .collect();
        let places: Places = found?.into();
        let mut held = held();
        if held.view < view || held.places.len() >= MOST_TERMS {
            held.view = held.view.max(view);
            held.places.clear();
        }
        if held.view == view {
            held.places.insert(term.clone(), Arc::clone(&places));
        }
        Ok(places)
    }

    /// How many documents hold a term, deleted ones included.
    pub(super) fn frequency(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<u64> {
        let places = self.places(searcher, term)?;
        Ok(places.iter().flatten().map(|info| u64::from(info.doc_freq)).sum())
    }
}
