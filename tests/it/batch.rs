//! Many documents with one PIN, and two people at one document: nothing is signed twice, and whoever comes second is told.

use std::{sync::Barrier, thread, time::Duration};

use serde_json::{Value, json};

use crate::{
    harness::{Browser, PIN, PROVINCE, Service, judge, sqlite},
    signing_elsewhere::post,
};

/// Documents in the batch. `VANTHU_BATCH=500 cargo test -p tests batch` tries as many as are asked.
const DOCUMENTS: usize = 16;
/// How many are signed before the process is killed.
const BEFORE_THE_CUT: usize = 3;
const BEAT: Duration = Duration::from_millis(100);
const BEATS: usize = 6_000;

fn documents() -> usize {
    let asked = std::env::var("VANTHU_BATCH").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(DOCUMENTS)
}

fn json_of(browser: &mut Browser, path: &str) -> Value {
    serde_json::from_slice(&browser.get(path).shown().bytes).expect("JSON")
}

#[track_caller]
fn done(browser: &mut Browser, path: &str, body: &Value) -> Value {
    let (status, told) = post(browser, path, body);
    assert!((200..300).contains(&status), "{path}: {status} {told}");
    told
}

/// Drafts that wait for the chairman's signature.
fn approved(service: &Service, count: usize) -> Vec<String> {
    let signer = json_of(&mut service.signed_in(PROVINCE.signer), "/api/v1/me")["post"].clone();
    let mut officer = service.signed_in(PROVINCE.officer);
    let mut head = service.signed_in(PROVINCE.unit_head);
    let mut chief = service.signed_in(PROVINCE.chief_of_office);
    let mut ids = Vec::with_capacity(count);
    for nth in 0..count {
        let draft = json!({
            "kind": "letter", "signer": signer, "subject": format!("Về việc báo cáo định kỳ lần {nth}"),
            "collective": "Ủy ban nhân dân",
            "addressees": [{ "name": "Sở Nội vụ" }], "body": "Đề nghị báo cáo.\n",
        });
        let made = done(&mut officer, "drafts", &draft);
        let id = made["id"].as_str().expect("an id").to_owned();
        done(&mut officer, &format!("drafts/{id}/submit"), &json!({}));
        for (reviewer, check) in [(&mut head, "content"), (&mut chief, "form")] {
            let confirmed = json!({ "check": check, "draft_version": 1 });
            done(reviewer, &format!("drafts/{id}/confirm"), &confirmed);
        }
        ids.push(id);
    }
    ids
}

/// The id of the key the actor signs with.
fn own_key(browser: &mut Browser) -> Value {
    let keys = json_of(browser, "/api/v1/keys");
    keys[0]["id"].clone()
}

fn batch_of(key: &Value, ids: &[String]) -> Value {
    let documents: Vec<Value> = ids
        .iter()
        .map(|id| json!({ "id": id, "draft_version": 1 }))
        .collect();
    json!({ "purpose": "sign", "documents": documents, "key": key, "pin": PIN })
}

/// How many documents of a batch are in this state.
fn count(batch: &Value, state: &str) -> usize {
    let documents = batch["documents"].as_array().expect("a list").iter();
    documents.filter(|one| one["state"] == state).count()
}

/// Asks how far the batch got, until that is enough.
fn until(browser: &mut Browser, batch: &str, is_enough: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..BEATS {
        let view = json_of(browser, &format!("/api/v1/signing-batches/{batch}"));
        if is_enough(&view) {
            return view;
        }
        thread::sleep(BEAT);
    }
    panic!("the batch does not get that far");
}

/// Begins a batch as a program does that may send it again; its id.
fn begin(browser: &mut Browser, body: &Value) -> String {
    let token = browser.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
        ("idempotency-key", "ky-loat-1"),
    ];
    let answer = browser.ask("POST", "/api/v1/signing-batches", &headers, &body.to_string());
    assert_eq!(answer.status, 202, "{}", answer.text());
    let begun: Value = serde_json::from_str(&answer.text()).expect("JSON");
    begun["id"].as_str().expect("an id").to_owned()
}

/// Goes on as soon as the claim of the killed process has run out; until then the answer is a conflict.
fn resume(browser: &mut Browser, batch: &str, key: &Value) {
    for _ in 0..BEATS {
        let body = json!({ "key": key, "pin": PIN });
        match post(browser, &format!("signing-batches/{batch}/resume"), &body) {
            (202, view) => {
                assert_eq!(view["running"], true, "{view}");
                return;
            }
            (409, told) => assert_eq!(told["code"], "conflict", "{told}"),
            (status, told) => panic!("{status} {told}"),
        }
        thread::sleep(BEAT);
    }
    panic!("the batch cannot be taken up");
}

/// Each document has one signature of the chairman's, stored once and valid for pdfsig.
fn each_is_signed_once(service: &Service, ids: &[String]) {
    let database = service.data().join("vanthu.sqlite");
    let mut clerk = service.signed_in(PROVINCE.clerk);
    for id in ids {
        let hex = id.replace('-', "");
        let rows = sqlite(
            &database,
            &format!(
                "SELECT count(*) FROM draft_signature WHERE lower(hex(document_id)) = '{hex}' OR document_id = '{id}'"
            ),
        );
        assert_eq!(rows, ["1"], "{id}");
        let file = service.data().join("signed.pdf");
        let pdf = clerk.get(&format!("/du-thao/{id}/tep")).shown().bytes;
        std::fs::write(&file, pdf).expect("the data folder can be written");
        let output = std::process::Command::new("pdfsig")
            .arg(&file)
            .output()
            .expect("poppler is installed");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said.matches("Signature is Valid").count(), 1, "{id}: {said}");
    }
}

#[test]
fn a_batch_goes_on_after_the_server_was_killed_and_signs_nothing_twice() {
    let mut service = Service::start();
    let ids = approved(&service, documents());
    let mut chairman = service.signed_in(PROVINCE.signer);
    let key = own_key(&mut chairman);
    let body = batch_of(&key, &ids);

    let batch = begin(&mut chairman, &body);
    // The answer got lost and the request comes again: it is the same batch.
    assert_eq!(begin(&mut chairman, &body), batch);
    let view = until(&mut chairman, &batch, |view| {
        count(view, "signed") >= BEFORE_THE_CUT
    });
    assert_eq!(view["running"], true);
    let (status, told) = post(
        &mut chairman,
        &format!("signing-batches/{batch}/resume"),
        &json!({ "key": key, "pin": PIN }),
    );
    assert_eq!(
        (status, &told["detail"]),
        (409, &json!("Lượt ký này đang chạy.")),
        "{told}"
    );
    service.restart();

    let left = json_of(&mut chairman, &format!("/api/v1/signing-batches/{batch}"));
    assert!(count(&left, "waiting") > 0, "it was killed in the middle: {left}");
    resume(&mut chairman, &batch, &key);
    let view = until(&mut chairman, &batch, |view| {
        count(view, "waiting") == 0 && view["running"] == false
    });
    assert_eq!(
        count(&view, "signed") + count(&view, "already_signed"),
        ids.len(),
        "{view}"
    );
    each_is_signed_once(&service, &ids);

    // Chosen again, all of them are found signed.
    let again = done(&mut chairman, "signing-batches", &body);
    let again = again["id"].as_str().expect("an id");
    let view = until(&mut chairman, again, |view| count(view, "waiting") == 0);
    assert_eq!(count(&view, "already_signed"), ids.len(), "{view}");
    each_is_signed_once(&service, &ids);
}

#[test]
fn two_batches_of_the_same_documents_at_once_sign_each_once() {
    let service = Service::start();
    let ids = approved(&service, 6);
    let mut chairman = service.signed_in(PROVINCE.signer);
    let body = batch_of(&own_key(&mut chairman), &ids);
    let batches = [(), ()].map(|()| {
        let begun = done(&mut chairman, "signing-batches", &body);
        begun["id"].as_str().expect("an id").to_owned()
    });
    let mut signed = 0;
    for batch in &batches {
        let view = until(&mut chairman, batch, |view| count(view, "waiting") == 0);
        assert_eq!(count(&view, "failed"), 0, "{view}");
        signed += count(&view, "signed");
    }
    assert_eq!(signed, ids.len());
    each_is_signed_once(&service, &ids);
}

/// Two of the same duty at one document at once: one signs, the other is told; answers what the other is told.
#[track_caller]
fn one_of_two(service: &Service, login: &str, path: &str, version: i32) -> String {
    let start = Barrier::new(2);
    let answers: Vec<(u16, Value)> = thread::scope(|scope| {
        let one = || {
            let mut browser = service.signed_in(login);
            let keys = json_of(&mut browser, "/api/v1/keys");
            let wants_seal = path.ends_with("seal");
            let key = keys
                .as_array()
                .expect("a list")
                .iter()
                .find(|key| key["is_agency"] == wants_seal);
            let body = json!({ "key": key.expect("a key")["id"], "pin": PIN, "draft_version": version });
            start.wait();
            post(&mut browser, path, &body)
        };
        let both = [scope.spawn(one), scope.spawn(one)];
        both.map(|one| one.join().expect("an answer")).into()
    });
    let won = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    let (_, told) = answers
        .iter()
        .find(|(status, _)| *status == 409)
        .unwrap_or_else(|| panic!("{answers:?}"));
    told["detail"].as_str().expect("what happened").to_owned()
}

#[test]
fn of_two_who_sign_one_document_at_once_one_signs_and_the_other_is_told() {
    let service = Service::start();
    let id = approved(&service, 1).remove(0);
    let told = one_of_two(&service, PROVINCE.signer, &format!("drafts/{id}/sign"), 1);
    assert!(
        told.contains("đã ký số lúc") || told.contains("đang ở bước"),
        "{told}"
    );
    let mut clerk = service.signed_in(PROVINCE.clerk);
    done(&mut clerk, &format!("drafts/{id}/number"), &json!({}));
    let told = one_of_two(&service, PROVINCE.clerk, &format!("drafts/{id}/seal"), 0);
    assert!(
        told.contains("đã ký số cơ quan lúc") || told.contains("đang ở bước"),
        "{told}"
    );
    let file = clerk.get(&format!("/du-thao/{id}/tep")).shown();
    judge(&service, &file.bytes);
}
