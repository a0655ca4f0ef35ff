use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::table::Table;
use crate::Error;

/// The list as a workbook: every cell is text, so that nothing typed into a field can be a formula.
pub(super) fn workbook(table: &Table) -> Result<Vec<u8>, Error> {
    written(table).map_err(|error| Error::Workbook(error.to_string()))
}

fn written(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let plain = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let bold = Format::new().set_bold();
    let header = plain.clone().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Kết quả tìm kiếm")?;
    sheet.write_string_with_format(0, 0, &table.title, &bold)?;
    let mut row = 1;
    for line in &table.about {
        sheet.write_string(row, 0, line)?;
        row += 1;
    }
    let heading = row;
    for (column, label) in (0..).zip(&table.header) {
        sheet.write_string_with_format(heading, column, label, &header)?;
        sheet.set_column_width(column, width(column))?;
    }
    for values in &table.rows {
        row += 1;
        for (column, value) in (0..).zip(values) {
            sheet.write_string_with_format(row, column, value, &plain)?;
        }
    }
    if let Some(last) = u16::try_from(table.header.len())
        .ok()
        .and_then(|width| width.checked_sub(1))
    {
        sheet.autofilter(heading, 0, row.max(heading), last)?;
    }
    sheet.set_freeze_panes(heading + 1, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer()
}

/// In letters: the running number, the subject, the others.
fn width(column: u16) -> f64 {
    match column {
        0 => 6.0,
        1 => 60.0,
        _ => 20.0,
    }
}
