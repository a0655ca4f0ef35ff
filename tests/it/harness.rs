//! The whole product as people meet it: the binary, a data folder of its own, and browsers without JavaScript.

mod browser;
mod form;
mod judges;
mod outgoing;
mod service;

use std::time::Duration;

pub(crate) use browser::{Answer, Browser, FilePart};
pub(crate) use judges::{judge, sqlite};
pub(crate) use outgoing::{HOME_AFFAIRS, Letter, PROVINCE};
pub(crate) use service::Service;

/// Everybody's password in the demonstration.
pub(crate) const PASSWORD: &str = "NinhBinh@2026";

/// The PIN of every key in the demonstration.
pub(crate) const PIN: &str = "202611";

/// Searches until the words are on the page of results: indexing is a job of its own. Fails after half a minute.
#[track_caller]
pub(crate) fn find(browser: &mut Browser, question: &str, words: &str) -> Answer {
    let query: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    let path = format!("/tim-kiem?q={query}");
    for _ in 0..150 {
        let page = browser.get(&path).shown();
        // Found words stand in marks.
        if form::unescaped(&page.text()).replace("<mark>", "").replace("</mark>", "").contains(words) {
            return page;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("{question} does not find {words}: {}", browser.get(&path).text());
}
