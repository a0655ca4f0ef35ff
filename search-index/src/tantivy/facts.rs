//! Exact facts of an entry as terms of one field, each with its name before a colon.

use crate::engine::{Access, Entry, EntryKind};
use crate::query::{name_key, symbol_key, symbol_parts};

/// Secrecies above this are one term; there are three grades.
const HIGHEST_SECRECY: u8 = 9;

pub(super) fn agency(agency: &str) -> String {
    format!("agency:{agency}")
}

pub(super) fn reader(reader: &str) -> String {
    format!("reader:{reader}")
}

pub(super) fn secrecy(secrecy: u8) -> String {
    format!("secrecy:{}", secrecy.min(HIGHEST_SECRECY))
}

/// The terms of every secrecy the person is not cleared for. An entry has exactly one secrecy.
pub(super) fn secrecies_above(access: &Access) -> impl Iterator<Item = String> {
    (access.max_secrecy.min(HIGHEST_SECRECY) + 1..=HIGHEST_SECRECY).map(secrecy)
}

pub(super) fn number(number: u32) -> String {
    format!("number:{number}")
}

pub(super) fn arrival_number(number: u32) -> String {
    format!("arrival_number:{number}")
}

/// A number with its whole symbol.
pub(super) fn number_symbol(printed: &str) -> String {
    format!("number_symbol:{}", symbol_key(printed))
}

/// One group of a symbol.
pub(super) fn symbol_part(part: &str) -> String {
    format!("symbol:{part}")
}

pub(super) fn year(year: i32) -> String {
    format!("year:{year}")
}

pub(super) fn issuer(name_: &str) -> String {
    name("issuer", name_)
}

/// A day in a form whose order is that of days, so that stretches are ranges of terms.
pub(super) fn on_day(field: &str, day: time::Date) -> String {
    format!(
        "{field}:{:04}{:02}{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    )
}

pub(super) fn entry(kind: EntryKind) -> String {
    format!("entry:{}", kind.as_str())
}

/// A name compared without regard to accents, case and blanks.
pub(super) fn name(field: &str, value: &str) -> String {
    format!("{field}:{}", name_key(value))
}

/// Every fact of an entry.
pub(super) fn of(entry_: &Entry) -> Vec<String> {
    let mut facts = vec![
        agency(&entry_.agency),
        secrecy(entry_.secrecy),
        entry(entry_.kind),
    ];
    facts.extend(entry_.readers.iter().map(|term| reader(term)));
    facts.extend(entry_.number.map(number));
    facts.extend(entry_.arrival_number.map(arrival_number));
    facts.extend(entry_.year.map(year));
    let symbol = entry_.symbol.as_deref().or(entry_.number_symbol.as_deref());
    let mut parts = symbol.map(symbol_parts).unwrap_or_default();
    parts.sort();
    parts.dedup();
    facts.extend(parts.iter().map(|part| symbol_part(part)));
    facts.extend(entry_.number_symbol.as_deref().map(number_symbol));
    facts.extend(entry_.issuer.as_deref().map(issuer));
    facts.extend(entry_.arrived_on.map(|day| on_day("arrived", day)));
    facts.extend(entry_.due.map(|day| on_day("due", day)));
    let named = [
        ("kind", &entry_.document_kind),
        ("urgency", &entry_.urgency),
        ("state", &entry_.state),
        ("unit", &entry_.unit),
    ];
    facts.extend(
        named
            .into_iter()
            .filter_map(|(field, value)| Some(name(field, value.as_deref()?))),
    );
    facts
}
