//! The whole product as people meet it: the binary, a data folder of its own, and browsers without JavaScript.

mod browser;
mod form;
mod judges;
mod outgoing;
mod postgres_server;
pub(crate) mod s3_server;
mod service;
pub(crate) mod token;

use std::time::Duration;

pub(crate) use browser::{Answer, Browser, FilePart};
pub(crate) use judges::{judge, judge_all, sqlite};
pub(crate) use outgoing::{HOME_AFFAIRS, Letter, PROVINCE};
pub(crate) use postgres_server::PostgresServer;
pub(crate) use s3_server::S3Server;
pub(crate) use service::{Service, binary, set_up};

/// Everybody's password in the demonstration.
pub(crate) const PASSWORD: &str = "NinhBinh@2026";

/// The PIN of every key in the demonstration.
pub(crate) const PIN: &str = "202611";

/// Says that a tool is not installed, so that its test passes without having looked. Where everything has to be looked at, the
/// variable `CI` is set, and the test fails.
#[track_caller]
pub(crate) fn missing(tool: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "{tool} is not installed, and CI is set: `make test` installs what the tests need"
    );
    println!("{tool} is not installed: not looked at");
}

/// Searches until the words are among the results: indexing is a job of its own.
#[track_caller]
pub(crate) fn find(browser: &mut Browser, question: &str, words: &str) -> Answer {
    search_until(browser, question, |page| {
        let text = page.text();
        // The question itself stands in the box above the results. Found words stand in marks.
        let results = text
            .split_once("class=\"list results\"")
            .map_or("", |(_, results)| results);
        form::unescaped(results)
            .replace("<mark>", "")
            .replace("</mark>", "")
            .contains(words)
    })
}

/// Searches until the page is as wanted. Fails after a minute.
#[track_caller]
pub(crate) fn search_until(
    browser: &mut Browser,
    question: &str,
    is_right: impl Fn(&Answer) -> bool,
) -> Answer {
    let query: String = form_urlencoded::byte_serialize(question.as_bytes()).collect();
    let path = format!("/tim-kiem?q={query}");
    for _ in 0..300 {
        let page = browser.get(&path).shown();
        if is_right(&page) {
            return page;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!(
        "{question} does not find what it should: {}",
        browser.get(&path).text()
    );
}
