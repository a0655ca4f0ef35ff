//! The cells of a workbook.

use super::package::Package;
use super::xml::{Room, Step, tidy, walk};
use crate::Error;
use crate::guard::Deadline;

/// Every sheet's rows; cells are parted by tabs.
pub(super) fn sheets(
    package: &mut Package<'_>,
    deadline: Deadline,
    room: &mut Room,
) -> Result<Vec<String>, Error> {
    let mut for_strings = Room(room.0);
    let shared = shared_strings(&package.part("xl/sharedStrings.xml")?, deadline, &mut for_strings);
    let names = package.numbered("xl/worksheets/sheet");
    names
        .iter()
        .map(|name| Ok(rows(&package.part(name)?, &shared, deadline, room)))
        .collect()
}

/// The strings cells point to by their place.
fn shared_strings(part: &[u8], deadline: Deadline, room: &mut Room) -> Vec<String> {
    let mut strings = Vec::new();
    let mut current = String::new();
    let mut is_text = false;
    walk(part, deadline, |step| match step {
        Step::Open("t", _) => is_text = true,
        Step::Close("t") => is_text = false,
        // Each takes room, the empty ones too: cells point to them by their place.
        Step::Close("si") if !(current.is_empty() && room.take(" ").is_empty()) => {
            strings.push(tidy(&std::mem::take(&mut current)));
        }
        Step::Text(text) if is_text => current.push_str(room.take(text)),
        _ => {}
    });
    strings
}

fn rows(part: &[u8], shared: &[String], deadline: Deadline, room: &mut Room) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let (mut value, mut is_value, mut is_shared) = (String::new(), false, false);
    walk(part, deadline, |step| match step {
        Step::Open("c", kind) => {
            value.clear();
            is_shared = kind == Some("s");
        }
        Step::Open("v" | "t", _) => is_value = true,
        Step::Close("v" | "t") => is_value = false,
        Step::Text(text) if is_value => value.push_str(text),
        Step::Close("c") => {
            let at = value.trim().parse::<usize>().ok().filter(|_| is_shared);
            let own = tidy(&value);
            let text = at.map_or(Some(&own), |at| shared.get(at));
            let text = text.map_or("", |text| room.take(text));
            if !text.is_empty() {
                cells.push(text.to_owned());
            }
        }
        Step::Close("row") if !cells.is_empty() => lines.push(std::mem::take(&mut cells).join("\t")),
        _ => {}
    });
    lines.join("\n")
}
