//! What an index is asked.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::Date;

use crate::Error;
use crate::query::Chip;

/// In which order hits come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Best match first, with a little preference for what is recent; newest first where no words were given.
    #[default]
    Relevance,
    /// Newest document first.
    Newest,
    /// Oldest document first.
    Oldest,
}

/// One question to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What stands in the search box.
    pub text: String,
    /// Chips chosen beside the box, in facets or in the advanced form.
    pub filters: Vec<Chip>,
    /// Whether chips are read from the text of the box; without, every word of it is a word.
    pub reads_chips: bool,
    /// Whether only what was typed is looked for: no keystroke is decoded, nothing corrected or loosened.
    pub is_exact: bool,
    /// If any are given, only entries with these ids are asked about.
    pub only: Vec<String>,
    /// Order of the hits.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<Cursor>,
    /// Hits on a page, at most 200.
    pub limit: usize,
    /// Whether facets are counted.
    pub facets: bool,
    /// The day on which the question is asked: "hôm nay", "5/3" and recency need it.
    pub today: Date,
}

impl Query {
    /// A question from the search box with everything else as usual.
    #[must_use]
    pub fn new(text: impl Into<String>, today: Date) -> Self {
        Self {
            text: text.into(),
            filters: Vec::new(),
            reads_chips: true,
            is_exact: false,
            only: Vec::new(),
            sort: Sort::default(),
            after: None,
            limit: 20,
            facets: false,
            today,
        }
    }

    /// Hits on a page, kept within bounds.
    #[must_use]
    pub fn page_size(&self) -> usize {
        self.limit.clamp(1, 200)
    }
}

/// Where a page ended: the key of its last hit. It holds no rights and survives a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// What hits are ordered by, larger first.
    pub(crate) rank: u64,
    /// What parts hits of the same rank, smaller first.
    pub(crate) tie: u64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:x}-{:x}", self.rank, self.tie)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    /// Reads what [`Cursor`] prints.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (rank, tie) = text.split_once('-').ok_or(Error::Cursor)?;
        let number = |digits: &str| u64::from_str_radix(digits, 16).map_err(|_| Error::Cursor);
        Ok(Self {
            rank: number(rank)?,
            tie: number(tie)?,
        })
    }
}
