//! A search as it stands in the address: everything about it, so that it can be kept, sent and undone.

use documents::search::{Column, LONGEST, Order};
use search_index::Query;
use serde::Deserialize;
use time::Date;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// What stands in the box.
    pub(crate) q: String,
    /// In which order.
    pub(crate) xep: String,
    /// Exactly as typed.
    pub(crate) dung: String,
    /// Columns, when others than usual.
    pub(crate) cot: String,
    /// Where the page before ended.
    pub(crate) sau: String,
}

impl Asked {
    /// A search for this with everything else as usual.
    pub(crate) fn of(question: impl Into<String>) -> Self {
        Self {
            q: question.into(),
            ..Self::default()
        }
    }

    /// The question, cut where nobody types any longer.
    pub(crate) fn question(&self) -> String {
        self.q.trim().chars().take(LONGEST).collect()
    }

    pub(crate) fn order(&self) -> Order {
        self.xep.parse().unwrap_or(Order::Relevance)
    }

    pub(crate) fn is_exact(&self) -> bool {
        !self.dung.is_empty()
    }

    /// The columns the address names.
    pub(crate) fn columns(&self) -> Option<Vec<Column>> {
        (!self.cot.is_empty()).then(|| Column::named(self.cot.split(',')))
    }

    pub(crate) fn query(&self, today: Date) -> Query {
        Query {
            sort: self.order().into(),
            is_exact: self.is_exact(),
            after: self.sau.parse().ok(),
            facets: true,
            ..Query::new(self.question(), today)
        }
    }

    /// The same asked of other words, from the beginning.
    pub(crate) fn asking(&self, question: String) -> Self {
        Self {
            q: question,
            sau: String::new(),
            ..self.clone()
        }
    }

    /// The address of the search page.
    pub(crate) fn address(&self) -> String {
        self.at("/tim-kiem", &[])
    }

    /// The address of another page that is told of this search.
    pub(crate) fn at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let own = [
            ("q", self.q.as_str()),
            ("xep", &self.xep),
            ("dung", &self.dung),
            ("cot", &self.cot),
            ("sau", &self.sau),
        ];
        for (name, value) in own.iter().chain(more).filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }
}
