//! Two people act on one task at once: one succeeds, the other is told what happened. On both databases.

use std::sync::Barrier;

use serde_json::{Value, json};

use crate::harness::{Browser, PostgresServer, Service};

fn ask(browser: &mut Browser, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
    let token = browser.token();
    let mut all = vec![
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    all.extend(headers);
    let answer = browser.ask("POST", path, &all, &body.to_string());
    (
        answer.status,
        serde_json::from_slice(&answer.bytes).unwrap_or_default(),
    )
}

fn json_of(browser: &mut Browser, path: &str) -> Value {
    serde_json::from_slice(&browser.get(path).shown().bytes).expect("JSON")
}

fn of_two_one_is_told(service: &Service) {
    let mut clerk = service.signed_in("vanthu");
    let registration = json!({
        "number_symbol": "77/BNV-VP", "date": "2026-03-02", "issuer": "Bộ Nội vụ", "kind": "letter",
        "subject": "Về việc báo cáo kết quả thực hiện nhiệm vụ",
    });
    let key = [("idempotency-key", "dang-ky-77")];
    let (status, made) = ask(&mut clerk, "/api/v1/arrivals", &key, &registration);
    assert_eq!(status, 201, "{made}");
    // Sent again, it is the same registration.
    assert_eq!(
        ask(&mut clerk, "/api/v1/arrivals", &key, &registration).1["id"],
        made["id"]
    );

    let leader = json_of(&mut service.signed_in("chutich"), "/api/v1/me")["post"].clone();
    let path = format!(
        "/api/v1/arrivals/{}/submission",
        made["id"].as_str().expect("an id")
    );
    let version = format!("\"{}\"", made["version"]);
    let start = Barrier::new(2);
    let answers: Vec<(u16, Value)> = std::thread::scope(|scope| {
        let submit = || {
            let mut browser = service.signed_in("vanthu");
            start.wait();
            ask(
                &mut browser,
                &path,
                &[("if-match", &version)],
                &json!({ "leader": leader }),
            )
        };
        let both = [scope.spawn(submit), scope.spawn(submit)];
        both.map(|one| one.join().expect("an answer")).into()
    });
    let won = answers.iter().filter(|(status, _)| *status < 300).count();
    let lost = answers.iter().find(|(status, _)| *status == 409);
    assert_eq!(won, 1, "{answers:?}");
    let (_, told) = lost.unwrap_or_else(|| panic!("{answers:?}"));
    let told = told["detail"].as_str().expect("what happened");
    assert!(told.contains("đã trình lãnh đạo lúc"), "{told}");
}

#[test]
fn of_two_on_one_task_the_second_is_told_on_sqlite() {
    of_two_one_is_told(&Service::start());
}

#[test]
fn of_two_on_one_task_the_second_is_told_on_postgresql() {
    let server = PostgresServer::start();
    of_two_one_is_told(&Service::start_on(&server.address()));
}
