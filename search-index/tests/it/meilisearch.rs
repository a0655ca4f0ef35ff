//! The Meilisearch engine keeps the contract of the trait: what it sends, what it makes of answers, and, when
//! `VANTHU_TEST_MEILISEARCH_URL` names a server, what really comes back.
//!
//! The answers in wiremock follow the documentation of the API and have the fields that the server's own tests record of
//! it (pages of hits, counts of facets, an unknown index, a refused filter).

use search_index::{Access, Chip, Condition, Engine, Facet, Meilisearch, Query, Sort, Total};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::samples::{TODAY, changes, clerk, office};

/// A server that takes every change and answers searches as told.
struct Server {
    runtime: Runtime,
    server: MockServer,
}

impl Server {
    fn start(search: impl Respond + 'static) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(MockServer::start());
        let this = Self { runtime, server };
        let task = |kind: &str| json!({"taskUid": 7, "indexUid": "docs", "status": "enqueued", "type": kind, "enqueuedAt": "2026-11-21T08:00:00Z"});
        let done = json!({
            "uid": 7, "indexUid": "docs", "status": "succeeded", "type": "documentAdditionOrUpdate",
            "details": {"receivedDocuments": 1, "indexedDocuments": 1}, "canceledBy": null, "error": null,
            "duration": "PT0.1S", "enqueuedAt": "2026-11-21T08:00:00Z", "startedAt": "2026-11-21T08:00:00Z",
            "finishedAt": "2026-11-21T08:00:01Z"
        });
        let missing = json!({
            "message": "Index `docs-mark` not found.", "code": "index_not_found", "type": "invalid_request",
            "link": "https://docs.meilisearch.com/errors#index_not_found"
        });
        this.answer(
            Mock::given(method("GET"))
                .and(path("/tasks/7"))
                .respond_with(ok(&done)),
        );
        this.answer(
            Mock::given(method("PATCH"))
                .and(path("/indexes/docs/settings"))
                .respond_with(ResponseTemplate::new(202).set_body_json(task("settingsUpdate"))),
        );
        this.answer(
            Mock::given(method("POST"))
                .and(path_regex("^/indexes/docs(-mark)?/documents$"))
                .respond_with(ResponseTemplate::new(202).set_body_json(task("documentAdditionOrUpdate"))),
        );
        this.answer(
            Mock::given(method("POST"))
                .and(path("/indexes/docs/documents/delete-batch"))
                .respond_with(ResponseTemplate::new(202).set_body_json(task("documentDeletion"))),
        );
        this.answer(
            Mock::given(method("GET"))
                .and(path("/indexes/docs-mark/documents/mark"))
                .respond_with(ResponseTemplate::new(404).set_body_json(missing)),
        );
        this.answer(
            Mock::given(method("POST"))
                .and(path("/indexes/docs/search"))
                .respond_with(search),
        );
        this
    }

    fn answer(&self, mock: Mock) {
        self.runtime.block_on(mock.mount(&self.server));
    }

    fn engine(&self) -> Meilisearch {
        Meilisearch::connect(&self.server.uri(), Some("a key of some length"), "docs").unwrap()
    }

    /// Bodies of the requests to a path, in order.
    fn sent(&self, path: &str) -> Vec<Value> {
        let requests = self.runtime.block_on(self.server.received_requests()).unwrap();
        requests
            .iter()
            .filter(|request| request.url.path() == path)
            .map(|request| serde_json::from_slice(&request.body).unwrap_or(Value::Null))
            .collect()
    }
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn answer_of(hits: &[Value], total: usize) -> Value {
    json!({
        "hits": hits, "query": "", "processingTimeMs": 1, "hitsPerPage": 20, "page": 1, "totalPages": 1,
        "totalHits": total, "requestUid": "019a7a2e-5b1c-7c40-9d56-0c8f4f6f2b11"
    })
}

/// A row as the engine sends it.
fn row(id: &str, title: &str, pages: &[&str], day: i32) -> Value {
    json!({
        "key": id, "id": id, "entry": "arrival", "agency": "A", "readers": ["agency:A:clerk"], "secrecy": 0,
        "title": title, "title_words": [], "pages": pages, "printed": "15/QĐ-BNV", "number": 15, "symbol": null,
        "symbol_parts": [], "arrival_number": null, "issuer": null, "issuer_words": [], "signer": null,
        "signer_words": [], "kind": null, "kind_key": null, "urgency_key": null, "state": null, "state_key": null,
        "unit": null, "unit_key": null, "year": 2026, "day": day, "tie": 5, "_rankingScore": 0.9
    })
}

#[test]
fn every_question_carries_the_rights() {
    let server = Server::start(ok(&answer_of(&[], 0)));
    let engine = server.engine();
    engine.search(&Query::new("nghị định", TODAY), &clerk()).unwrap();
    engine
        .search(&Query::new("số 15/QĐ-BNV", TODAY), &clerk())
        .unwrap();
    engine.suggest("ngh", &clerk(), 5).unwrap();
    engine.similar("x", &clerk(), 5).unwrap();
    let sent = server.sent("/indexes/docs/search");
    assert!(sent.len() >= 6);
    for question in &sent {
        let filter = question["filter"].as_str().unwrap();
        let rights = r#"agency = "A" AND readers IN ["agency:A:clerk"] AND secrecy <= 0"#;
        assert!(filter.starts_with(rights), "{filter}");
    }
}

#[test]
fn who_holds_nothing_is_answered_without_a_question() {
    let server = Server::start(ok(&answer_of(&[], 0)));
    let nobody = Access {
        readers: Vec::new(),
        ..clerk()
    };
    let engine = server.engine();
    assert_eq!(
        engine.search(&Query::new("", TODAY), &nobody).unwrap().total,
        Total::Exact(0)
    );
    assert!(engine.suggest("n", &nobody, 5).unwrap().is_empty());
    assert!(engine.similar("x", &nobody, 5).unwrap().is_empty());
    assert!(server.sent("/indexes/docs/search").is_empty());
}

#[test]
fn hits_are_marked_and_facets_counted() {
    let mut answer = answer_of(
        &[row(
            "d1",
            "Nghị định mới",
            &["trang một", "theo nghị định này"],
            2_461_000,
        )],
        1,
    );
    answer["facetDistribution"] = json!({"kind": {"Công văn": 3, "Báo cáo": 5}, "year": {"2026": 8}});
    let server = Server::start(ok(&answer));
    let mut query = Query::new("nghi dinh nay", TODAY);
    query.facets = true;
    let results = server.engine().search(&query, &clerk()).unwrap();
    assert_eq!(results.total, Total::Exact(1));
    assert_eq!(results.hits[0].title_html, "<mark>Nghị định</mark> mới");
    assert_eq!(results.hits[0].page, Some(2));
    assert_eq!(results.next, None);
    assert_eq!(results.facets[0].value, "Báo cáo");
    assert_eq!(results.facets[0].count, 5);
    assert_eq!(results.facets[2].facet, Facet::Year);
    assert_eq!(results.facets[2].chip.condition, Condition::Year(2026));
}

#[test]
fn chips_become_filters_and_operators_the_words_of_the_server() {
    let server = Server::start(ok(&answer_of(&[row("d1", "x", &[], 1)], 1)));
    let mut query = Query::new(r#"1668/UBND-VX "thu nhập" -đất"#, TODAY);
    query.filters = vec![Chip::chosen(Condition::Issuer(r#"Bộ "Nội vụ""#.to_owned()))];
    server.engine().search(&query, &clerk()).unwrap();
    let sent = server.sent("/indexes/docs/search").remove(0);
    assert_eq!(sent["q"], r#""thu nhập" -đất"#);
    let filter = sent["filter"].as_str().unwrap();
    assert!(
        filter.contains(r#"issuer_words = "bo" AND issuer_words = "noi" AND issuer_words = "vu""#),
        "{filter}"
    );
    assert!(filter.contains(r#"symbol = "1668-ubnd-vx""#), "{filter}");
}

/// Answers by what is asked: the first page, the page after a day, or a count.
struct ByDay;

impl Respond for ByDay {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let asked: Value = serde_json::from_slice(&request.body).unwrap();
        let goes_on = asked["filter"].as_str().unwrap().contains("tie >");
        match (asked["hitsPerPage"].as_u64(), goes_on) {
            (Some(0), false) => ok(&answer_of(&[], 2)),
            (_, true) => ok(&answer_of(&[row("second", "hai", &[], 100)], 1)),
            _ => ok(&answer_of(&[row("first", "một", &[], 200)], 2)),
        }
    }
}

#[test]
fn pages_by_date_go_on_from_the_key_of_the_last_hit() {
    let server = Server::start(ByDay);
    let engine = server.engine();
    let mut query = Query::new("", TODAY);
    query.sort = Sort::Newest;
    query.limit = 1;
    let first = engine.search(&query, &clerk()).unwrap();
    assert_eq!(first.hits[0].id, "first");
    query.after = first.next;
    let second = engine.search(&query, &clerk()).unwrap();
    assert_eq!(
        (second.hits[0].id.as_str(), second.total, second.next),
        ("second", Total::Exact(2), None)
    );
    let sent = server.sent("/indexes/docs/search");
    let filter = sent[1]["filter"].as_str().unwrap();
    assert!(
        filter.ends_with("(day < 200 OR (day = 200 AND tie > 5))"),
        "{filter}"
    );
}

#[test]
fn changes_are_sent_in_order_and_the_mark_after_them() {
    let server = Server::start(ok(&answer_of(&[], 0)));
    let engine = server.engine();
    assert_eq!(engine.last_applied().unwrap(), 0);
    assert!(engine.needs_rebuild());
    engine.apply(&changes(office()), 41).unwrap();
    engine
        .apply(&[search_index::Change::Delete("a:b".to_owned())], 42)
        .unwrap();
    engine.commit().unwrap();
    let rows = server.sent("/indexes/docs/documents");
    assert_eq!(rows[0].as_array().unwrap().len(), 5);
    assert_eq!(rows[0][0]["symbol_parts"], json!(["ubnd", "vx"]));
    assert_eq!(
        server.sent("/indexes/docs/documents/delete-batch"),
        [json!(["a_3ab"])]
    );
    let marks = server.sent("/indexes/docs-mark/documents");
    assert_eq!(marks.last().unwrap()[0]["last_event"], 42);
}

#[test]
fn a_refusal_is_an_error() {
    let refused = json!({
        "message": "Invalid filter", "code": "invalid_search_filter", "type": "invalid_request", "link": "https://docs"
    });
    let server = Server::start(ResponseTemplate::new(400).set_body_json(refused));
    let answer = server.engine().search(&Query::new("x", TODAY), &clerk());
    assert!(matches!(answer, Err(search_index::Error::Server(_))));
}

#[test]
fn a_real_server_answers_the_same_questions() {
    let Ok(url) = std::env::var("VANTHU_TEST_MEILISEARCH_URL") else {
        println!("VANTHU_TEST_MEILISEARCH_URL is not set: no real server to ask");
        return;
    };
    let key = std::env::var("VANTHU_TEST_MEILISEARCH_KEY").ok();
    let name = format!("vanthu-test-{}", std::process::id());
    let engine = Meilisearch::connect(&url, key.as_deref(), &name).unwrap();
    engine.begin_rebuild().unwrap();
    engine.feed_rebuild(&office()).unwrap();
    engine.finish_rebuild(7).unwrap();
    assert_eq!(engine.last_applied().unwrap(), 7);
    assert!(!engine.needs_rebuild());
    for (text, found) in [
        ("1668/UBND-VX", "letter"),
        ("1668 ubnd", "letter"),
        ("số 15/QĐ-BNV", "decision"),
        ("bien che", "letter"),
        ("biên chế", "letter"),
        ("hỏa tốc", "letter"),
        ("đấu giá", "sale"),
    ] {
        let hits = engine.search(&Query::new(text, TODAY), &clerk()).unwrap().hits;
        assert_eq!(hits.first().map(|hit| hit.id.as_str()), Some(found), "{text}");
    }
    let other = Access {
        agency: "B".to_owned(),
        ..clerk()
    };
    assert_eq!(
        engine.search(&Query::new("", TODAY), &other).unwrap().total,
        Total::Exact(0)
    );
    let mut query = Query::new("", TODAY);
    query.limit = 2;
    let mut seen = std::collections::HashSet::new();
    loop {
        let results = engine.search(&query, &clerk()).unwrap();
        assert_eq!(results.total, Total::Exact(5));
        assert!(results.hits.into_iter().all(|hit| seen.insert(hit.id)));
        let Some(next) = results.next else { break };
        query.after = Some(next);
    }
    assert_eq!(seen.len(), 5);
}
