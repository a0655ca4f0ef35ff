use kernel::{Actor, Office, Timestamp};
use search_index::Total;

use super::Export;
use crate::{
    Error,
    search::{Hit, column},
};

/// A list as it is written into a file.
pub(super) struct Table {
    pub(super) title: String,
    /// What was asked, how much was found, who took it and when.
    pub(super) about: Vec<String>,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn of(office: &Office, actor: &Actor, wanted: &Export, hits: &[Hit], total: Total) -> Self {
        let mut header = vec!["TT".to_owned(), "Trích yếu".to_owned()];
        header.extend(wanted.columns.iter().map(|column| column.label().to_owned()));
        let row = |(number, hit): (usize, &Hit)| {
            let mut row = vec![number.to_string(), hit.document.subject.clone()];
            row.extend(wanted.columns.iter().map(|column| column.value(hit)));
            row
        };
        let is_cut = match total {
            Total::Exact(total) => total > hits.len() as u64,
            Total::MoreThan(_) => true,
        };
        let found = if is_cut {
            format!(
                "Tìm thấy {} văn bản; ghi {} văn bản đầu",
                total.label(),
                hits.len()
            )
        } else {
            format!("Tìm thấy {} văn bản", total.label())
        };
        Self {
            title: "Danh sách văn bản tìm được".to_owned(),
            about: vec![
                format!("Nội dung tìm: {}", wanted.question),
                found,
                format!(
                    "Người lập: {}, {}; ngày {}",
                    actor.name,
                    actor.title,
                    column::day(office.today())
                ),
            ],
            header,
            rows: (1..).zip(hits).map(row).collect(),
        }
    }
}

/// The list as pages.
pub(super) fn pages(table: Table, at: Timestamp) -> Result<Vec<u8>, Error> {
    let list = composer::List {
        title: table.title,
        about: table.about,
        header: table.header,
        rows: table.rows,
        composed_at: at.vietnam(),
    };
    Ok(composer::compose_list(&list)?)
}
