//! Tables: rows between bars.

use super::{Content, MarkupError, Problem, Span, inline};

/// More columns do not fit an upright A4 page.
const MAX_COLUMNS: usize = 20;

/// Reads neighbouring lines that start with a bar.
pub(super) fn parse(lines: &[(usize, &str)]) -> Result<Content, Vec<MarkupError>> {
    let mut errors = Vec::new();
    let mut header = Vec::new();
    let mut rows: Vec<Vec<Vec<Span>>> = Vec::new();
    let mut width = None;

    for (line, source) in lines {
        let cells = cells(source);
        if cells.iter().all(|cell| is_rule(cell)) && rows.len() == 1 && header.is_empty() {
            header = rows.remove(0);
            continue;
        }
        let expected = *width.get_or_insert(cells.len());
        if expected > MAX_COLUMNS {
            errors.push(MarkupError {
                line: *line,
                problem: Problem::TooManyColumns(MAX_COLUMNS),
            });
            break;
        }
        if cells.len() != expected {
            let problem = Problem::UnevenRow {
                expected,
                found: cells.len(),
            };
            errors.push(MarkupError { line: *line, problem });
            continue;
        }
        match cells.iter().map(|cell| inline::parse(cell)).collect() {
            Ok(row) => rows.push(row),
            Err(problem) => errors.push(MarkupError { line: *line, problem }),
        }
    }
    if errors.is_empty() && rows.is_empty() {
        let line = lines.first().map_or(1, |(line, _)| *line);
        errors.push(MarkupError {
            line,
            problem: Problem::EmptyTable,
        });
    }
    if errors.is_empty() {
        Ok(Content::Table { header, rows })
    } else {
        Err(errors)
    }
}

/// The cells of a row: what stands between bars that no backslash escapes.
fn cells(source: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut signs = source.strip_prefix('|').unwrap_or(source).chars();
    let mut last_closed = false;
    while let Some(sign) = signs.next() {
        last_closed = sign == '|';
        match (sign, cells.last_mut()) {
            ('|', _) => cells.push(String::new()),
            ('\\', Some(cell)) => {
                cell.push(sign);
                cell.extend(signs.next());
            }
            (sign, Some(cell)) => cell.push(sign),
            (_, None) => {}
        }
    }
    if last_closed {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn is_rule(cell: &str) -> bool {
    cell.len() >= 3 && cell.chars().all(|sign| matches!(sign, '-' | ':'))
}
