//! The page of a document shows its process with where the document is.

use serde_json::Value;

use crate::harness::{Browser, Service};

fn json(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(path).shown();
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

/// The id of the first thing a list shows under this address.
fn first(browser: &mut Browser, list: &str, under: &str) -> String {
    let page = browser.get(list).shown().text();
    let link = format!("href=\"{under}");
    let id = page
        .split(&link)
        .skip(1)
        .filter_map(|rest| rest.get(..36))
        .find(|id| id.matches('-').count() == 4 && !id.contains(['"', '/']));
    id.expect("the demonstration has documents").to_owned()
}

#[test]
fn a_documents_page_shows_where_it_is_and_who_has_it() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    for (list, under, api) in [
        ("/den", "/den/", "/api/v1/arrivals/"),
        ("/van-ban-di", "/du-thao/", "/api/v1/drafts/"),
    ] {
        let id = first(&mut clerk, list, under);
        let page = clerk.get(&format!("{under}{id}")).shown().text();
        let told = json(&mut clerk, &format!("{api}{id}/process"));
        assert!(page.contains("Văn bản đang ở đâu"), "{under}");
        assert!(page.contains("class=\"bpmn\""), "{under} shows no drawing");
        let waiting = told["waiting"].as_array().expect("a list");
        if told["ended_at"].is_null() {
            assert!(page.contains("is-present"));
            let asked = waiting.first().expect("an open case waits for something");
            assert!(page.contains(asked["name"].as_str().expect("a name")));
            assert!(asked["since"].is_string());
            for who in asked["who"].as_array().expect("a list") {
                assert!(page.contains(who.as_str().expect("a name")));
            }
        } else {
            assert!(waiting.is_empty() && !page.contains("is-present"));
        }
        assert!(!told["passed"].as_array().expect("a list").is_empty());
        let drawing = clerk.get(&format!("{api}{id}/process/drawing")).shown();
        assert!(drawing.text().starts_with("<svg") && drawing.text().contains("is-passed"));
        let stranger = service
            .signed_in("vanthu.skhcn")
            .get(&format!("{api}{id}/process"))
            .status;
        assert_eq!(stranger, 404);
    }
}

#[test]
fn a_processs_page_shows_how_long_steps_take_and_how_many_cases_run() {
    let service = Service::start();
    let mut administrator = service.signed_in("quantri");
    let all = json(&mut administrator, "/api/v1/processes");
    let inbound = all
        .as_array()
        .and_then(|all| all.iter().find(|one| one["key"] == "inbound"))
        .expect("the shipped process is there");
    let id = inbound["current"]["id"].as_str().expect("an id");
    let measured = json(&mut administrator, &format!("/api/v1/process-versions/{id}/pace"));
    let steps = measured["steps"].as_array().expect("a list");
    assert!(!steps.is_empty(), "the demonstration has a history: {measured}");
    let page = administrator
        .get(&format!("/quan-tri/quy-trinh/ban/{id}"))
        .shown()
        .text();
    assert!(page.contains("Thời gian ở từng bước") && page.contains("rgb(255,"));
    assert!(page.contains(steps[0]["name"].as_str().expect("a name")));
    let running = measured["running"].as_u64().expect("a number");
    assert!(page.contains(&format!(
        "data-label=\"Hồ sơ đang chạy\" class=\"number\">{running}</td>"
    )));
    let drawing = administrator
        .get(&format!("/api/v1/process-versions/{id}/pace/drawing"))
        .shown();
    assert!(drawing.text().contains("rgb(255,"));
}
