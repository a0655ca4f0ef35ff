//! Lists as spreadsheets (xlsx): what is on the screen, all of it, for those who go on working with it elsewhere.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::problem::Problem;

/// Most rows of one sheet; a longer list is narrowed first.
pub(crate) const MOST: usize = 20_000;

/// Rows read from a list at a time.
pub(crate) const STRIDE: u64 = 500;

/// A table with its headings.
#[derive(Debug)]
pub(crate) struct Sheet {
    name: &'static str,
    headings: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty one; `name` is the file's name without its ending.
    pub(crate) fn new(name: &'static str, headings: &'static [&'static str]) -> Self {
        Self {
            name,
            headings,
            rows: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows.len() >= MOST
    }

    /// The file.
    pub(crate) async fn answer(self) -> Result<Response, Problem> {
        let disposition = format!("attachment; filename=\"{}.xlsx\"", self.name);
        let written = tokio::task::spawn_blocking(move || self.bytes())
            .await
            .map_err(|error| Problem::new("internal").caused_by(error))?;
        let bytes = written.map_err(|error| Problem::new("internal").caused_by(error))?;
        let headers = [
            (
                header::CONTENT_TYPE,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
            ),
            (header::CONTENT_DISPOSITION, disposition),
        ];
        Ok((headers, bytes).into_response())
    }

    fn bytes(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet();
        for (column, heading) in (0..).zip(self.headings) {
            sheet.write_with_format(0, column, *heading, &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (line, row) in (1..).zip(&self.rows) {
            for (column, text) in (0..).zip(row) {
                // Written as text, always: nothing that somebody typed becomes a formula.
                sheet.write_string(line, column, text)?;
            }
        }
        sheet.autofit();
        book.save_to_buffer()
    }
}
