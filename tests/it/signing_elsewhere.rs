//! Keys that the service never sees: a token behind the local agent, and the plug-in of the Government Cipher Committee.

use std::process::Command;

use serde_json::{Value, json};
use signing::{
    Certificate, SchemePreference,
    key::{Pkcs12, Signer as _},
    pades::{self, Align, FieldKind, FieldPlan, NoEvidence, Rect, SignatureRequest, Target},
};

use crate::harness::{
    Browser, FilePart, Letter, PIN, PROVINCE, Service, judge, sqlite,
    token::{Machine, TOKEN_PIN},
};

const SUBJECT: &str = "đôn đốc nộp lưu hồ sơ điện tử";

/// A document that waits for the chairman's signature.
pub(crate) fn approved(service: &Service) -> String {
    let letter = Letter {
        subject: SUBJECT,
        addressees: "Sở Nội vụ",
        body: "Ủy ban nhân dân tỉnh yêu cầu nộp lưu hồ sơ điện tử năm 2025.\n",
        begun_at: "/du-thao/moi",
    };
    let id = PROVINCE.write(service, &letter);
    PROVINCE.approve(service, &id);
    id
}

/// The key file of somebody of the demonstration.
fn key_file(service: &Service, owner: &str) -> Vec<u8> {
    let question = format!("select hex(pkcs12) from key_store where owner_name = '{owner}'");
    let rows = sqlite(&service.data().join("vanthu.sqlite"), &question);
    let hex = rows.first().expect("everybody has a key");
    (0..hex.len() / 2)
        .map(|at| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).expect("hexadecimal"))
        .collect()
}

pub(crate) fn key(service: &Service, owner: &str) -> Pkcs12 {
    Pkcs12::open(&key_file(service, owner), PIN, SchemePreference::Pkcs1).expect("the PIN opens it")
}

/// A machine with the owner's key on a token.
pub(crate) fn machine(service: &Service, owner: &str) -> Machine {
    let file = service.data().join("key.p12");
    std::fs::write(&file, key_file(service, owner)).expect("the data folder can be written");
    let openssl = |arguments: &[&str], input: &std::path::Path| {
        let output = Command::new("openssl")
            .args(arguments)
            .arg("-in")
            .arg(input)
            .output()
            .expect("openssl is installed");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    };
    let pin = format!("pass:{PIN}");
    let pem = openssl(&["pkcs12", "-nodes", "-nocerts", "-passin", &pin], &file);
    let pem_file = service.data().join("key.pem");
    std::fs::write(&pem_file, pem).expect("the data folder can be written");
    let der = openssl(&["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"], &pem_file);
    let opened = key(service, owner);
    let certificates: Vec<&[u8]> = std::iter::once(opened.certificate())
        .chain(opened.chain())
        .map(Certificate::der)
        .collect();
    Machine::with_key(&der, &certificates)
}

/// What the script of the page sends to the service.
pub(crate) fn post(browser: &mut Browser, path: &str, body: &Value) -> (u16, Value) {
    let token = browser.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    let answer = browser.ask("POST", &format!("/api/v1/{path}"), &headers, &body.to_string());
    let told =
        serde_json::from_str(&answer.text()).unwrap_or_else(|error| panic!("{error}: {}", answer.text()));
    (answer.status, told)
}

/// What the agent says its token holds.
pub(crate) fn certificates(service: &Service, machine: &Machine, secret: &str) -> Value {
    machine
        .ask(&service.address(), secret, "GET", "/v1/certificates", "")
        .json()
}

/// What begins a signature with a key of the agent.
pub(crate) fn by_device(held: &Value) -> Value {
    json!({
        "purpose": "person", "means": "device", "draft_version": 1,
        "certificate": held["certificate"], "chain": held["chain"],
    })
}

/// The agent's answer after its person confirmed on the machine, as the service takes it.
pub(crate) fn confirmed(
    service: &Service,
    machine: &Machine,
    secret: &str,
    held: &Value,
    begun: &Value,
) -> Value {
    let mut document = begun["device"].clone();
    document["id"] = begun["id"].clone();
    let wanted = json!({ "certificate": held["fingerprint"], "documents": [document] }).to_string();
    let results = std::thread::scope(|scope| {
        let asking = scope.spawn(|| machine.ask(&service.address(), secret, "POST", "/v1/sign", &wanted));
        let page = machine.opened();
        assert!(machine.request("GET", &page, &[], "").body.contains(SUBJECT));
        machine.send_form(&page, &format!("pin={TOKEN_PIN}&ky=1"));
        asking.join().expect("it answers").json()
    });
    json!({ "signature": results[0]["signature"] })
}

/// Begins the signature of a document with a key of the agent and has it confirmed there; answers the session and what
/// finishes it.
#[track_caller]
pub(crate) fn begun_and_confirmed(
    service: &Service,
    browser: &mut Browser,
    id: &str,
    (machine, secret, held): (&Machine, &str, &Value),
) -> (String, Value) {
    let (status, begun) = post(browser, &format!("drafts/{id}/signings"), &by_device(held));
    assert_eq!(status, 201, "{begun}");
    let answer = confirmed(service, machine, secret, held, &begun);
    (begun["id"].as_str().expect("an id").to_owned(), answer)
}

#[test]
fn a_chairman_signs_with_a_token_and_the_judges_agree() {
    let service = Service::start();
    let id = approved(&service);
    let mut machine = machine(&service, PROVINCE.signer_name);
    machine.start_agent();
    let secret = machine.pair(&service.address());
    let mut chairman = service.signed_in(PROVINCE.signer);
    let held = certificates(&service, &machine, &secret);
    let token = (&machine, secret.as_str(), &held[0]);
    let (session, answer) = begun_and_confirmed(&service, &mut chairman, &id, token);
    let (status, finished) = post(&mut chairman, &format!("signings/{session}/finish"), &answer);
    assert_eq!(
        (status, &finished["stage"]),
        (200, &json!("signed")),
        "{finished}"
    );
    let (status, again) = post(&mut chairman, &format!("signings/{session}/finish"), &answer);
    assert_eq!(
        (status, &again["version"]),
        (200, &finished["version"]),
        "{again}"
    );

    PROVINCE.number_seal_and_issue(&service, &id);
    let file = service
        .signed_in(PROVINCE.clerk)
        .get(&format!("/du-thao/{id}/tep"))
        .shown();
    judge(&service, &file.bytes);
}

/// What the plug-in was told, as paths of the service.
pub(crate) struct Order {
    pub(crate) file: String,
    result: String,
}

pub(crate) fn order(service: &Service, browser: &mut Browser, id: &str) -> Order {
    let body = json!({ "purpose": "person", "means": "plugin", "draft_version": 1 });
    let (status, begun) = post(browser, &format!("drafts/{id}/signings"), &body);
    assert_eq!(status, 201, "{begun}");
    assert_eq!(begun["plugin"]["address"], "wss://127.0.0.1:8987/SignApproved");
    let path = |name: &str| {
        let address = begun["plugin"]["message"][name].as_str().expect("an address");
        address
            .strip_prefix(&service.address())
            .expect("one of ours")
            .to_owned()
    };
    Order {
        file: path("FileName"),
        result: path("FileUploadHandler"),
    }
}

/// Signs as the plug-in does: at B-B, visibly, in a field of its own.
pub(crate) fn sign_as_plugin(pdf: &[u8], key: &Pkcs12) -> Vec<u8> {
    let target = Target::New {
        name: "VGCA".to_owned(),
        page: 1,
        rect: Rect {
            left: 330.0,
            bottom: 120.0,
            width: 150.0,
            height: 60.0,
        },
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the service judges by the machine's clock as well"
    )]
    let at = time::OffsetDateTime::now_utc();
    let request = SignatureRequest::new(target, at);
    pades::sign(pdf, &request, key, &NoEvidence).expect("it can be signed")
}

/// Brings a result; what the plug-in is answered.
pub(crate) fn bring(service: &Service, order: &Order, pdf: &[u8]) -> Value {
    let part = FilePart {
        field: "uploadfile",
        name: "van-ban.signed.pdf",
        bytes: pdf,
    };
    let answer = service.browser().upload(&order.result, &[], &[part]).shown();
    serde_json::from_str(&answer.text()).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

#[test]
fn the_plug_in_fetches_one_file_and_brings_it_back_signed() {
    let service = Service::start();
    let id = approved(&service);
    let mut chairman = service.signed_in(PROVINCE.signer);
    let order = order(&service, &mut chairman, &id);
    let mut plugin = service.browser();
    let file = plugin.get(&order.file).shown();
    assert_eq!(file.headers["content-type"], "application/pdf");
    let signed = sign_as_plugin(&file.bytes, &key(&service, PROVINCE.signer_name));

    let answer = bring(&service, &order, &signed);
    assert_eq!(answer["Status"], 0, "{answer}");
    assert_eq!(
        bring(&service, &order, &signed)["Status"],
        0,
        "the same result again changes nothing"
    );
    assert_eq!(
        plugin.get(&order.file).status,
        404,
        "the file is not given any more"
    );
    let page = chairman.get(&format!("/du-thao/{id}")).shown().text();
    assert!(page.contains("Chờ cấp số"), "{page}");
    assert_eq!(chairman.get(&format!("/du-thao/{id}/tep")).shown().bytes, signed);
    let mut clerk = service.signed_in(PROVINCE.clerk);
    let seen = clerk.get(&format!("/du-thao/{id}")).shown().field("seen");
    let numbered = clerk
        .post(&format!("/du-thao/{id}/cap-so"), &[("seen", &seen)])
        .shown();
    assert!(
        numbered.text().contains("Chờ đóng dấu"),
        "the signature permits number and date"
    );
}

#[test]
fn the_plug_in_is_refused_everything_else() {
    let service = Service::start();
    let id = approved(&service);
    let mut chairman = service.signed_in(PROVINCE.signer);
    let order = order(&service, &mut chairman, &id);
    let file = service.browser().get(&order.file).shown().bytes;
    let chairmans = key(&service, PROVINCE.signer_name);
    let question = "select owner_name from key_store where person_id is not null";
    let owners = sqlite(&service.data().join("vanthu.sqlite"), question);
    let other = owners
        .iter()
        .find(|name| *name != PROVINCE.signer_name)
        .expect("others have keys");

    let field = FieldPlan {
        name: "them".to_owned(),
        page: 1,
        rect: Rect {
            left: 100.0,
            bottom: 400.0,
            width: 300.0,
            height: 30.0,
        },
        kind: FieldKind::Text {
            font_size: 13.0,
            align: Align::Center,
        },
    };
    let font = std::fs::read("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf");
    let mut wrong = vec![
        ("unsigned", file.clone()),
        ("another person", sign_as_plugin(&file, &key(&service, other))),
        ("cut off", file[..file.len() / 2].to_vec()),
        ("no PDF", b"%PDF-1.7 nothing".to_vec()),
    ];
    if let Ok(font) = font {
        let altered = pades::prepare_fields(&file, &[field], &font).expect("a field");
        wrong.push(("something was added", sign_as_plugin(&altered, &chairmans)));
    }
    for (name, pdf) in wrong {
        let answer = bring(&service, &order, &pdf);
        assert_eq!(answer["Status"], 1, "{name}: {answer}");
        assert!(
            answer["Message"].as_str().is_some_and(|words| !words.is_empty()),
            "{name}"
        );
    }
    let foreign = Order {
        file: String::new(),
        result: format!("/ky-so/ket-qua/{}", "A".repeat(43)),
    };
    assert_eq!(
        bring(&service, &foreign, &sign_as_plugin(&file, &chairmans))["Status"],
        1
    );
    // The address of the file takes no result, and that of the result gives no file.
    let secret = |path: &str| path.split('/').nth(3).expect("a secret").to_owned();
    let crossed = format!("/ky-so/tep/{}/van-ban.pdf", secret(&order.result));
    assert_eq!(service.browser().get(&crossed).status, 404);

    let page = chairman.get(&format!("/du-thao/{id}")).shown().text();
    assert!(page.contains("Chờ ký"), "nothing was stored");
    // After all that the right one still serves.
    assert_eq!(
        bring(&service, &order, &sign_as_plugin(&file, &chairmans))["Status"],
        0
    );
}
