//! The JSON API as programs meet it.

use std::{collections::BTreeSet, process::Command};

use serde_json::{Value, json};
use ureq::{
    Agent,
    http::{Method, Request},
};

use crate::harness::{Service, missing};

/// A program that acts with a person's token.
struct Client {
    agent: Agent,
    base: String,
    token: String,
}

/// What came back.
struct Reply {
    status: u16,
    kind: String,
    etag: String,
    replayed: bool,
    text: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Fails the test unless it is the problem with this status and code, told in Vietnamese.
    #[track_caller]
    fn is_problem(&self, status: u16, code: &str, title: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.kind, "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code);
        assert_eq!(problem["title"], title);
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:vanthu:problem:{code}"));
    }
}

impl Client {
    /// A client of this account, whose token is made on the page for tokens.
    fn of(service: &Service, login: &str) -> Self {
        let mut browser = service.signed_in(login);
        let page = browser
            .post("/tai-khoan/ma-truy-cap", &[("name", "kiểm thử"), ("days", "2")])
            .shown();
        let text = page.text();
        let start = text.find("vanthu_").expect("the page shows the token");
        let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let token = text[start..].chars().take_while(|c| is_token(*c)).collect();
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .build()
            .into();
        Self {
            agent,
            base: page.address.replace("/tai-khoan/ma-truy-cap", ""),
            token,
        }
    }

    fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.to_owned()).expect("a request");
        let answer = self.agent.run(request).expect("the service answers");
        let header = |name: &str| {
            let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, etag, replayed) = (
            header("content-type"),
            header("etag"),
            !header("idempotency-replayed").is_empty(),
        );
        let status = answer.status().as_u16();
        let text = answer.into_body().read_to_string().expect("a whole answer");
        Reply {
            status,
            kind,
            etag,
            replayed,
            text,
        }
    }

    fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], "")
    }

    fn json(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let headers = [&[("content-type", "application/json")], headers].concat();
        self.send(method, path, &headers, &body.to_string())
    }

    /// Every row of a list, page by page.
    fn walk(&self, path: &str, limit: usize) -> Vec<Value> {
        let (mut rows, mut after) = (Vec::new(), String::new());
        for _ in 0..1_000 {
            let page = self.get(&format!("{path}?limit={limit}&after={after}"));
            assert_eq!(page.status, 200, "{}", page.text);
            let page = page.json();
            let items = page["items"].as_array().expect("rows");
            assert!(items.len() <= limit);
            rows.extend(items.iter().cloned());
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => return rows,
            }
        }
        panic!("{path} has no last page");
    }

    fn agency(&self) -> String {
        self.get("/api/v1/me").json()["agency"]
            .as_str()
            .expect("an agency")
            .to_owned()
    }
}

#[test]
fn refusals_are_problems_with_stable_codes() {
    let service = Service::start();
    let administrator = Client::of(&service, "quantri");
    let clerk = Client::of(&service, "vanthu");
    let nobody = Client {
        agent: clerk.agent.clone(),
        base: clerk.base.clone(),
        token: String::new(),
    };
    let forged = Client {
        token: format!("vanthu_{}", "A".repeat(43)),
        ..nobody
    };
    forged
        .get("/api/v1/me")
        .is_problem(401, "token_refused", "Mã truy cập không dùng được");
    let nobody = Client {
        token: String::new(),
        ..forged
    };
    nobody
        .get("/api/v1/me")
        .is_problem(401, "unauthenticated", "Cần đăng nhập");
    clerk
        .get("/api/v1/audit")
        .is_problem(403, "forbidden", "Chức vụ hiện tại không được làm việc này");
    let unknown = "/api/v1/people/01900000-0000-7000-8000-000000000000";
    administrator
        .get(unknown)
        .is_problem(404, "not_found", "Không tìm thấy");
    administrator
        .send(Method::DELETE, "/api/v1/agencies", &[], "")
        .is_problem(405, "method_not_allowed", "Địa chỉ này không nhận thao tác đó");
    administrator
        .send(
            Method::POST,
            "/api/v1/tokens",
            &[("content-type", "text/plain")],
            "{}",
        )
        .is_problem(415, "unsupported_media_type", "Kiểu dữ liệu không được nhận");
    administrator
        .send(
            Method::POST,
            "/api/v1/tokens",
            &[("content-type", "application/json")],
            "{",
        )
        .is_problem(400, "malformed", "Không đọc được yêu cầu");
    let wrong = administrator.json(
        Method::POST,
        "/api/v1/tokens",
        &[],
        &json!({"name": "", "days": 900}),
    );
    wrong.is_problem(422, "invalid", "Dữ liệu chưa hợp lệ");
    let fields: Vec<_> = wrong.json()["errors"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|e| e["field"].clone())
        .collect();
    assert_eq!(fields, ["name", "days"]);
}

#[test]
fn a_creation_sent_twice_is_made_once() {
    let service = Service::start();
    let client = Client::of(&service, "quantri");
    let path = format!("/api/v1/agencies/{}/people", client.agency());
    let (body, key) = (json!({"name": "Đỗ Thị Một Lần"}), [("idempotency-key", "lan-1")]);
    let first = client.json(Method::POST, &path, &key, &body);
    let second = client.json(Method::POST, &path, &key, &body);
    assert_eq!((first.status, second.status), (201, 201), "{}", first.text);
    assert!(second.replayed && !first.replayed);
    assert_eq!(first.text, second.text);
    let made = client
        .walk(&path, 200)
        .iter()
        .filter(|person| person["name"] == "Đỗ Thị Một Lần")
        .count();
    assert_eq!(made, 1);
    client
        .json(Method::POST, &path, &key, &json!({"name": "Người Khác"}))
        .is_problem(
            422,
            "idempotency_conflict",
            "Idempotency-Key đã dùng cho yêu cầu khác",
        );
}

#[test]
fn a_change_to_an_older_version_is_refused() {
    let service = Service::start();
    let client = Client::of(&service, "quantri");
    let people = format!("/api/v1/agencies/{}/people", client.agency());
    let made = client.json(Method::POST, &people, &[], &json!({"name": "Trần Văn Sửa"}));
    let path = format!("/api/v1/people/{}", made.json()["id"].as_str().expect("an id"));
    assert_eq!(client.get(&path).etag, made.etag);
    let body = json!({"name": "Trần Văn Sửa", "phone": "0912"});
    client.json(Method::PUT, &path, &[], &body).is_problem(
        428,
        "precondition_required",
        "Thiếu phiên bản đang sửa",
    );
    let changed = client.json(Method::PUT, &path, &[("if-match", &made.etag)], &body);
    assert_eq!(changed.status, 200, "{}", changed.text);
    assert_ne!(changed.etag, made.etag);
    let stale = client.json(
        Method::PUT,
        &path,
        &[("if-match", &made.etag)],
        &json!({"name": "Người Đến Sau"}),
    );
    stale.is_problem(412, "stale", "Người khác vừa sửa nội dung này");
    let kept = client.get(&path).json();
    assert_eq!(
        (&kept["name"], &kept["phone"]),
        (&json!("Trần Văn Sửa"), &json!("0912"))
    );
}

#[test]
fn walking_a_list_meets_every_row_once() {
    let service = Service::start();
    let administrator = Client::of(&service, "quantri");
    let people = format!("/api/v1/agencies/{}/people", administrator.agency());
    let lists = [
        (&administrator, people.as_str(), "id"),
        (&administrator, "/api/v1/agencies", "id"),
    ];
    for (client, path, key) in lists {
        let whole: Vec<Value> = client
            .walk(path, 200)
            .iter()
            .map(|row| row[key].clone())
            .collect();
        let steps: Vec<Value> = client.walk(path, 2).iter().map(|row| row[key].clone()).collect();
        assert!(whole.len() > 2, "{path} is long enough for several pages");
        assert_eq!(steps, whole, "{path}");
        let distinct: BTreeSet<String> = steps.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), steps.len(), "{path}");
    }
}

#[test]
fn the_documentation_asks_no_other_host() {
    let service = Service::start();
    let mut browser = service.browser();
    let page = browser.get("/api/docs/index.html").shown();
    let files: Vec<String> = page
        .text()
        .split(['"', '\''])
        .filter(|word| matches!(word.rsplit_once('.'), Some((_, "js" | "css"))))
        .map(ToOwned::to_owned)
        .collect();
    assert!(!files.is_empty(), "the page loads its scripts");
    assert!(!page.text().contains("://"), "{}", page.text());
    for file in files {
        assert!(!file.starts_with("//"), "{file}");
        browser
            .get(&format!("/api/docs/{}", file.trim_start_matches("./")))
            .shown();
    }
    let start = browser.get("/api/docs/swagger-initializer.js").shown().text();
    assert!(
        start.contains("/api/openapi.json") && !start.contains("://"),
        "{start}"
    );
}

/// Random requests after the description, by a tool we did not write (schemathesis, from `PyPI`).
#[test]
fn schemathesis_finds_nothing() {
    if Command::new("schemathesis").arg("--version").output().is_err() {
        missing("schemathesis");
        return;
    }
    let service = Service::start();
    let hooks = service.data().join("hooks.py");
    std::fs::write(&hooks, HOOKS).expect("a file beside the data");
    for login in ["quantri", "vanthu"] {
        let client = Client::of(&service, login);
        let output = Command::new("schemathesis")
            .arg("run")
            .arg(format!("{}/api/openapi.json", client.base))
            .args(["--header", &format!("Authorization: Bearer {}", client.token)])
            .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"])
            .args(["--max-examples", "3", "--max-time", "45", "--workers", "1"])
            // It tries ids it was told, and would end the very token it acts with.
            .args(["--exclude-operation-id", "delete_tokens_id"])
            .args(["--exclude-operation-id", "post_accounts_id_disable"])
            .args(["--exclude-operation-id", "post_accounts_id_password"])
            .args(["--generation-deterministic", "--no-color", "--warnings", "off"])
            .env("SCHEMATHESIS_HOOKS", &hooks)
            .current_dir(service.data())
            .output()
            .expect("schemathesis runs");
        assert_eq!(
            client.get("/api/v1/me").status,
            200,
            "{login} could act to the end"
        );
        assert!(
            output.status.success(),
            "{login}:\n{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

/// How schemathesis writes the media type of tus's parts.
const HOOKS: &str = "import schemathesis\n\
    schemathesis.serializer.alias('application/offset+octet-stream', 'application/octet-stream')\n";

/// What has to hold for every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,unsupported_method";
