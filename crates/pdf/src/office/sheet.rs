//! The cells of a workbook.

use super::package::Package;
use super::xml::{Step, tidy, walk};
use crate::Error;
use crate::guard::Deadline;

/// Every sheet's rows; cells are parted by tabs.
pub(super) fn sheets(package: &mut Package<'_>, deadline: Deadline) -> Result<Vec<String>, Error> {
    let shared = shared_strings(&package.part("xl/sharedStrings.xml")?, deadline);
    let names = package.numbered("xl/worksheets/sheet");
    names
        .iter()
        .map(|name| Ok(rows(&package.part(name)?, &shared, deadline)))
        .collect()
}

/// The strings cells point to by their place.
fn shared_strings(part: &[u8], deadline: Deadline) -> Vec<String> {
    let mut strings = Vec::new();
    let mut current = String::new();
    let mut is_text = false;
    walk(part, deadline, |step| match step {
        Step::Open("t", _) => is_text = true,
        Step::Close("t") => is_text = false,
        Step::Close("si") => strings.push(tidy(&std::mem::take(&mut current))),
        Step::Text(text) if is_text => current.push_str(text),
        _ => {}
    });
    strings
}

fn rows(part: &[u8], shared: &[String], deadline: Deadline) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let (mut value, mut is_value, mut is_shared) = (String::new(), false, false);
    walk(part, deadline, |step| match step {
        Step::Open("c", attributes) => {
            value.clear();
            is_shared = attributes.iter().any(|(name, kind)| name == "t" && kind == "s");
        }
        Step::Open("v" | "t", _) => is_value = true,
        Step::Close("v" | "t") => is_value = false,
        Step::Text(text) if is_value => value.push_str(text),
        Step::Close("c") => {
            let at = value.trim().parse::<usize>().ok().filter(|_| is_shared);
            let text = at.map_or_else(|| tidy(&value), |at| shared.get(at).cloned().unwrap_or_default());
            if !text.is_empty() {
                cells.push(text);
            }
        }
        Step::Close("row") if !cells.is_empty() => lines.push(std::mem::take(&mut cells).join("\t")),
        _ => {}
    });
    lines.join("\n")
}
