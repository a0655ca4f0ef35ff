//! What was found as a file: a workbook to go on with, or pages to be printed.

mod table;
mod workbook;

use kernel::{
    Actor, Office,
    audit::{Entry, Subject},
};
use search_index::{Query, Sort};
use serde_json::json;

use super::{Column, Index, Order, ask};
use crate::{Error, vocabulary::vocabulary};
use table::Table;

vocabulary! {
    /// What kind of file.
    Format {
        /// A workbook.
        Xlsx = "xlsx", "Excel (.xlsx)";
        /// Pages.
        Pdf = "pdf", "PDF";
    }
}

impl Format {
    /// Most rows of a file; the first so many are taken and the file says so.
    #[must_use]
    pub fn most_rows(self) -> usize {
        match self {
            Self::Xlsx => 5_000,
            Self::Pdf => 500,
        }
    }

    /// Media type of the file.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What is to be exported.
#[derive(Debug, Clone)]
pub struct Export {
    /// What stands in the box.
    pub question: String,
    /// Whether only what was typed is looked for.
    pub is_exact: bool,
    /// In which order.
    pub order: Order,
    /// Beside the subject.
    pub columns: Vec<Column>,
    /// As what.
    pub format: Format,
}

/// Rows asked for at a time.
const STRIDE: usize = 200;

/// The file of what the actor finds and may read. Who took which list away stands in the audit trail.
///
/// # Errors
/// When the index or the database cannot be read or the file cannot be made.
pub async fn export(office: &Office, actor: &Actor, index: &Index, wanted: Export) -> Result<Vec<u8>, Error> {
    let table = collect(office, actor, index, &wanted).await?;
    let rows = table.rows.len();
    let now = office.now();
    let file = tokio::task::spawn_blocking(move || match wanted.format {
        Format::Xlsx => workbook::workbook(&table),
        Format::Pdf => table::pages(table, now),
    })
    .await
    .map_err(Error::interrupted)??;
    let mut change = office.database.begin().await?;
    let subject = Subject::new("post", actor.post);
    let details = json!({ "format": wanted.format.code(), "rows": rows });
    change.record(Entry::by(actor, now, "search_exported", subject).with(details));
    change.commit().await?;
    Ok(file)
}

async fn collect(office: &Office, actor: &Actor, index: &Index, wanted: &Export) -> Result<Table, Error> {
    let most = wanted.format.most_rows();
    let mut query = Query {
        sort: Sort::from(wanted.order),
        is_exact: wanted.is_exact,
        limit: STRIDE,
        ..Query::new(wanted.question.clone(), office.today())
    };
    let mut hits = Vec::new();
    let total = loop {
        let found = ask(office, actor, index, query.clone()).await?;
        hits.extend(found.hits);
        match found.next.and_then(|next| next.parse().ok()) {
            Some(next) if hits.len() < most => query.after = Some(next),
            _ => break found.total,
        }
    };
    hits.truncate(most);
    Ok(Table::of(office, actor, wanted, &hits, total))
}
