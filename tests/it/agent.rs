//! The local agent on an official's machine, with a real token: who may ask, who is asked, what is signed.

use std::os::unix::fs::PermissionsExt as _;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use signing::{
    Certificate, Scheme,
    authority::{Authority, Identity, KeyKind, OsRng, Profile, Subject, Validity},
    pades::attributes_to_sign,
};

use crate::harness::token::{Machine, TOKEN_PIN, code};

const OFFICE: &str = "https://vanthu.ninhbinh.gov.vn";
const STRANGER: &str = "https://quangcao.example";

fn identity() -> Identity {
    let long = Validity::days(time::macros::datetime!(2020-01-01 0:00 UTC), 7300);
    let mut root = Authority::root(&Subject::named("Gốc"), KeyKind::P256, long, &mut OsRng).expect("a root");
    let subject = Subject::named("Nguyễn Văn Thành");
    root.issue(&subject, Profile::Person, KeyKind::P256, long, &mut OsRng)
        .expect("a certificate")
}

/// A machine whose agent runs.
fn machine(identity: &Identity) -> Machine {
    let certificates: Vec<&[u8]> = std::iter::once(identity.certificate())
        .chain(identity.chain())
        .map(Certificate::der)
        .collect();
    let mut machine = Machine::with_key(identity.private_key_der(), &certificates);
    machine.start_agent();
    machine
}

/// What a page asks to have signed.
fn wanted(certificate: &Certificate, titles: &[&str]) -> Value {
    let documents = titles.iter().enumerate().map(|(number, title)| {
        let hash = [u8::try_from(number).expect("few"); 32];
        let attributes = attributes_to_sign(&hash, certificate, Scheme::EcdsaP256Sha256);
        json!({
            "id": number.to_string(), "title": title, "number": "UBND-VX", "mechanism": "EcdsaP256Sha256",
            "document_hash": BASE64_STANDARD.encode(hash), "to_be_signed": BASE64_STANDARD.encode(attributes),
        })
    });
    json!({ "certificate": certificate.fingerprint_sha256(), "documents": documents.collect::<Vec<_>>() })
}

#[test]
fn a_page_is_paired_by_the_code_it_shows_and_forgotten_on_request() {
    let identity = identity();
    let machine = machine(&identity);
    let key = "A".repeat(43);
    let wrong = format!(
        "{:06}",
        (code(&key).parse::<u32>().expect("digits") + 1) % 1_000_000
    );
    assert_eq!(machine.type_code(OFFICE, &key, &wrong).status, 422);
    assert_eq!(
        machine
            .type_code("http://vanthu.ninhbinh.gov.vn", &key, &code(&key))
            .status,
        400
    );
    let secret = machine.pair(OFFICE);

    let known = machine.ask(OFFICE, &secret, "GET", "/v1/certificates", "");
    assert_eq!(known.status, 200, "{}", known.body);
    let held = known.json();
    assert_eq!(held[0]["subject"], "Nguyễn Văn Thành");
    assert_eq!(
        held.as_array().expect("a list").len(),
        1,
        "authorities sign nothing: {held}"
    );
    // The secret of one page serves no other, and none serves without its secret.
    assert_eq!(
        machine
            .ask(STRANGER, &secret, "GET", "/v1/certificates", "")
            .status,
        403
    );
    assert_eq!(
        machine
            .ask(OFFICE, &"B".repeat(43), "GET", "/v1/certificates", "")
            .status,
        401
    );

    let kept = std::fs::metadata(machine.path("config/paired.json")).expect("pairings are kept");
    assert_eq!(kept.permissions().mode() & 0o777, 0o600);
    assert!(machine.agent_says(&["list"]).contains(OFFICE));
    machine.agent_says(&["revoke", OFFICE]);
    assert_eq!(machine.ask(OFFICE, &secret, "GET", "/v1/status", "").status, 403);
}

#[test]
fn foreign_pages_and_names_that_lead_here_get_nothing() {
    let identity = identity();
    let machine = machine(&identity);
    let secret = machine.pair(OFFICE);
    let bearer = format!("Bearer {secret}");
    let preflight = |origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-private-network", "true"),
        ];
        machine.request("OPTIONS", "/v1/sign", &headers, "")
    };
    let ours = preflight(OFFICE);
    assert_eq!(ours.status, 204);
    assert_eq!(ours.headers["access-control-allow-origin"], OFFICE);
    assert_eq!(ours.headers["access-control-allow-private-network"], "true");
    for foreign in [
        STRANGER,
        "null",
        "http://vanthu.ninhbinh.gov.vn",
        "https://vanthu.ninhbinh.gov.vn.evil.example",
    ] {
        let reply = preflight(foreign);
        assert_eq!(reply.status, 403, "{foreign}");
        assert!(
            !reply
                .headers
                .keys()
                .any(|name| name.starts_with("access-control")),
            "{reply:?}"
        );
    }
    // A name of the stranger's that was made to lead to this machine.
    for host in [
        "quangcao.example",
        format!("quangcao.example:{}", machine.port).as_str(),
        "127.0.0.1",
    ] {
        let headers = [("host", host), ("origin", OFFICE), ("authorization", &bearer)];
        assert_eq!(
            machine.request("GET", "/v1/status", &headers, "").status,
            421,
            "{host}"
        );
        assert_eq!(
            machine.request("GET", "/", &[("host", host)], "").status,
            421,
            "{host}"
        );
    }
    // A stranger's page cannot send the agent's own forms, nor frame them.
    let form = format!("origin={OFFICE}");
    let headers = [
        ("origin", STRANGER),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    assert_eq!(machine.request("POST", "/bo", &headers, &form).status, 403);
    assert_eq!(
        machine.request("GET", "/", &[], "").headers["x-frame-options"],
        "DENY"
    );
}

#[test]
fn nothing_is_signed_unless_the_person_says_so() {
    let identity = identity();
    let machine = machine(&identity);
    let secret = machine.pair(OFFICE);
    let body = wanted(identity.certificate(), &["Về việc nghỉ lễ"]).to_string();
    let form = format!("pin={TOKEN_PIN}&ky=1");

    std::thread::scope(|scope| {
        let asking = scope.spawn(|| machine.ask(OFFICE, &secret, "POST", "/v1/sign", &body));
        let page = machine.opened();
        // The page that asks does not know the address, and cannot answer even if it did.
        let guess = format!("/xac-nhan/{}", "A".repeat(43));
        assert_eq!(machine.send_form(&guess, &form).status, 404);
        let headers = [
            ("origin", OFFICE),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        assert_eq!(machine.request("POST", &page, &headers, &form).status, 403);
        // A second question does not pile up over the first.
        assert_eq!(
            machine.ask(OFFICE, &secret, "POST", "/v1/sign", &body).status,
            429
        );
        let ended = machine.send_form(&page, "thoi=1&pin=");
        assert!(ended.body.contains("Không có gì được ký"), "{}", ended.body);
        let refused = asking.join().expect("it answers");
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (403, &json!("refused"))
        );
    });

    // A page that goes away takes its question with it.
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("origin", OFFICE),
        ("authorization", &bearer),
        ("content-type", "application/json"),
    ];
    let stream = machine.ask_and_leave("/v1/sign", &headers, &body);
    let page = machine.opened();
    drop(stream);
    let is_gone = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        machine.request("GET", &page, &[], "").status == 404
    });
    assert!(is_gone, "the question is still there");
}

#[test]
fn one_pin_signs_every_document_that_was_shown() {
    let identity = identity();
    let machine = machine(&identity);
    let secret = machine.pair(OFFICE);
    let titles = ["Về việc nghỉ lễ", "Kế hoạch <b>năm</b>", "Quyết định khen thưởng"];
    let body = wanted(identity.certificate(), &titles).to_string();

    let results = std::thread::scope(|scope| {
        let asking = scope.spawn(|| machine.ask(OFFICE, &secret, "POST", "/v1/sign", &body));
        let page = machine.opened();
        let shown = machine.request("GET", &page, &[], "").body;
        for words in [
            OFFICE,
            "Về việc nghỉ lễ",
            "Quyết định khen thưởng",
            "01010101 01010101",
            "Nguyễn Văn Thành",
        ] {
            assert!(shown.contains(words), "{words} is not shown: {shown}");
        }
        assert!(!shown.contains("<b>"), "a title becomes markup: {shown}");
        // A wrong PIN is told where it was typed; the page that asks hears nothing of it.
        let again = machine.send_form(&page, "pin=000000&ky=1");
        assert_eq!(again.status, 303);
        let again = machine.request("GET", &page, &[], "").body;
        assert!(again.contains("Mã PIN không đúng"), "{again}");
        let ended = machine.send_form(&page, &format!("pin={TOKEN_PIN}&ky=1"));
        assert!(ended.body.contains("Đã ký 3 văn bản"), "{}", ended.body);
        asking.join().expect("it answers").json()
    });

    for number in 0..3_u8 {
        let value = results[usize::from(number)]["signature"]
            .as_str()
            .expect("a signature");
        let attributes = attributes_to_sign(&[number; 32], identity.certificate(), Scheme::EcdsaP256Sha256);
        let value = BASE64_STANDARD.decode(value).expect("base64");
        Scheme::EcdsaP256Sha256
            .verify(identity.certificate(), &attributes, &value)
            .expect("it is the token's signature over what was shown");
    }
    assert!(!machine.log().contains(TOKEN_PIN) && !machine.log().contains("000000"));
}

#[test]
fn a_token_pulled_out_meanwhile_is_told_to_both_sides() {
    let identity = identity();
    let machine = machine(&identity);
    let secret = machine.pair(OFFICE);
    let body = wanted(identity.certificate(), &["Về việc nghỉ lễ"]).to_string();
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| machine.ask(OFFICE, &secret, "POST", "/v1/sign", &body));
        let page = machine.opened();
        std::fs::rename(machine.path("tokens"), machine.path("away")).expect("it is pulled out");
        let ended = machine.send_form(&page, &format!("pin={TOKEN_PIN}&ky=1"));
        assert!(ended.body.contains("Không thấy thẻ"), "{}", ended.body);
        let told = asking.join().expect("it answers");
        assert_eq!(
            (told.status, &told.json()["code"]),
            (409, &json!("token_removed"))
        );
    });
}

#[test]
fn what_is_no_document_and_what_no_token_holds_is_not_signed() {
    let identity = identity();
    let machine = machine(&identity);
    let secret = machine.pair(OFFICE);
    let mut forged = wanted(identity.certificate(), &["Một", "Hai"]);
    forged["documents"][1]["to_be_signed"] = json!(BASE64_STANDARD.encode("a message of somebody else"));
    let reply = machine.ask(OFFICE, &secret, "POST", "/v1/sign", &forged.to_string());
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (422, &json!("not_a_document"))
    );

    let mut absent = wanted(identity.certificate(), &["Một"]);
    absent["certificate"] = json!("00".repeat(32));
    let reply = machine.ask(OFFICE, &secret, "POST", "/v1/sign", &absent.to_string());
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (409, &json!("token_removed"))
    );

    let one = wanted(identity.certificate(), &["Một"]);
    let many = vec![one["documents"][0].clone(); 201];
    let body = json!({ "certificate": one["certificate"], "documents": many }).to_string();
    assert_eq!(
        machine.ask(OFFICE, &secret, "POST", "/v1/sign", &body).status,
        422
    );
    let bearer = format!("Bearer {secret}");
    let length = (64 * 1024 * 1024).to_string();
    let headers = [
        ("origin", OFFICE),
        ("authorization", &bearer),
        ("content-type", "application/json"),
        ("content-length", &length),
    ];
    assert_eq!(machine.request("POST", "/v1/sign", &headers, "").status, 413);
}
