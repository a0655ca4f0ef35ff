//! How values are written for people: Vietnamese dates and times. Templates pass values or references alike.

mod action;
pub(crate) mod process;

use std::borrow::Borrow;

use kernel::Timestamp;
use time::{Date, macros::format_description};

pub(crate) use action::{action, asked, asked_by_name, subject_kind};

/// `21/11/2026`.
pub(crate) fn date(date: impl Borrow<Date>) -> String {
    date.borrow()
        .format(format_description!("[day]/[month]/[year]"))
        .unwrap_or_default()
}

/// `21/11/2026`, or nothing.
pub(crate) fn date_or_blank(value: impl Borrow<Option<Date>>) -> String {
    value.borrow().map(date).unwrap_or_default()
}

/// `2026-11-21`, as date fields of forms want it.
pub(crate) fn date_value(date: impl Borrow<Date>) -> String {
    date.borrow()
        .format(format_description!("[year]-[month]-[day]"))
        .unwrap_or_default()
}

/// `14:30 21/11/2026` on the clocks of Vietnam.
pub(crate) fn moment(moment: impl Borrow<Timestamp>) -> String {
    moment
        .borrow()
        .vietnam()
        .format(format_description!("[hour]:[minute] [day]/[month]/[year]"))
        .unwrap_or_default()
}

/// `3 ngày 4 giờ`, from microseconds, or a dash.
pub(crate) fn length_or_dash(micros: impl Borrow<Option<i64>>) -> String {
    micros
        .borrow()
        .map_or_else(|| "–".to_owned(), workflow::steps::length)
}

/// `14:30:05 21/11/2026`: to the second, for the audit trail.
pub(crate) fn exact_moment(moment: impl Borrow<Timestamp>) -> String {
    moment
        .borrow()
        .vietnam()
        .format(format_description!(
            "[hour]:[minute]:[second] [day]/[month]/[year]"
        ))
        .unwrap_or_default()
}

/// A browser and system as people call them, read from how the browser names itself.
pub(crate) fn device(agent: &str) -> String {
    let pick = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(sign, _)| agent.contains(sign))
            .map(|(_, name)| *name)
    };
    let browser = pick(&[
        ("coc_coc", "Cốc Cốc"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HeadlessChrome", "Chromium"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ]);
    let system = pick(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} trên {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Thiết bị không rõ".to_owned(),
    }
}
