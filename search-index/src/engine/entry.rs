//! What is known of one document, and who may read it.

use serde::{Deserialize, Serialize};
use time::Date;

/// What a document is to the agency that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Văn bản đến.
    Arrival,
    /// Văn bản đi.
    Issued,
    /// Dự thảo.
    Draft,
}

impl EntryKind {
    /// The name used in terms and cursors.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Arrival => "arrival",
            Self::Issued => "issued",
            Self::Draft => "draft",
        }
    }

    /// Reads the name back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Arrival, Self::Issued, Self::Draft]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// One document as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The caller's id; one entry per id.
    pub id: String,
    /// Arrival, issued or draft.
    pub kind: EntryKind,
    /// The agency that holds it.
    pub agency: String,
    /// Opaque terms, one of which the reader must hold: `unit:..`, `post:..`, `agency:..:clerk`.
    pub readers: Vec<String>,
    /// 0 for none; the reader's clearance must reach it.
    pub secrecy: u8,
    /// Trích yếu.
    pub title: String,
    /// Số.
    pub number: Option<u32>,
    /// Ký hiệu: `UBND-VX`.
    pub symbol: Option<String>,
    /// Số và ký hiệu as printed: `1668/UBND-VX`.
    pub number_symbol: Option<String>,
    /// Cơ quan ban hành.
    pub issuer: Option<String>,
    /// Người ký.
    pub signer: Option<String>,
    /// Tên loại: `Công văn`.
    pub document_kind: Option<String>,
    /// Độ khẩn: `Hỏa tốc`.
    pub urgency: Option<String>,
    /// Ngày của văn bản.
    pub date: Option<Date>,
    /// Số đến.
    pub arrival_number: Option<u32>,
    /// State, in the words shown to the reader.
    pub state: Option<String>,
    /// Year of the register book.
    pub year: Option<i32>,
    /// Unit that leads, in the words shown to the reader.
    pub unit: Option<String>,
    /// Ngày đến.
    #[serde(default)]
    pub arrived_on: Option<Date>,
    /// Hạn xử lý.
    #[serde(default)]
    pub due: Option<Date>,
    /// What else is found by its words and shown nowhere: notes, recipients, who handles it.
    #[serde(default)]
    pub further: Vec<String>,
    /// Text, page by page.
    pub pages: Vec<String>,
    /// The event the entry was made from.
    pub sequence: i64,
}

impl Entry {
    /// An entry with nothing but what every entry has.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        kind: EntryKind,
        agency: impl Into<String>,
        title: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            kind,
            agency: agency.into(),
            readers: Vec::new(),
            secrecy: 0,
            title: title.into(),
            number: None,
            symbol: None,
            number_symbol: None,
            issuer: None,
            signer: None,
            document_kind: None,
            urgency: None,
            date: None,
            arrival_number: None,
            state: None,
            year: None,
            unit: None,
            arrived_on: None,
            due: None,
            further: Vec::new(),
            pages: Vec::new(),
            sequence: 0,
        }
    }
}

/// One change to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Adds the entry, or puts it in the place of the one with its id.
    Upsert(Box<Entry>),
    /// Takes the entry with this id away.
    Delete(String),
}

/// What the asking person may read. It is part of every query, never a filter over its answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Access {
    /// The agency in whose name the person acts.
    pub agency: String,
    /// The terms the person holds; one must be among the entry's readers.
    pub readers: Vec<String>,
    /// The highest secrecy the person is cleared for.
    pub max_secrecy: u8,
}

impl Access {
    /// Whether an entry may be read: the rule that every engine carries out inside its queries.
    #[must_use]
    pub fn allows(&self, entry: &Entry) -> bool {
        entry.agency == self.agency
            && entry.secrecy <= self.max_secrecy
            && entry.readers.iter().any(|reader| self.readers.contains(reader))
    }
}
