//! Files brought in parts: a broken line costs one part, and nobody else's upload is seen.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use crate::harness::{Answer, Browser, HOME_AFFAIRS, Letter, Service};

const PART: &str = "application/offset+octet-stream";

fn begin(browser: &mut Browser, name: &str, length: usize, hash: Option<&str>) -> Answer {
    let token = browser.token();
    let mut metadata = format!("filename {}", BASE64_STANDARD.encode(name));
    if let Some(hash) = hash {
        metadata = format!("{metadata},sha256 {}", BASE64_STANDARD.encode(hash));
    }
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-length", &length.to_string()),
        ("upload-metadata", &metadata),
        ("x-csrf-token", &token),
    ];
    browser.ask("POST", "/api/v1/uploads", &headers, "")
}

fn part(browser: &mut Browser, address: &str, offset: usize, bytes: &[u8]) -> Answer {
    let token = browser.token();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("content-type", PART),
        ("upload-offset", &offset.to_string()),
        ("x-csrf-token", &token),
    ];
    browser.ask_bytes("PATCH", address, &headers, bytes)
}

fn offset(browser: &mut Browser, address: &str) -> String {
    let answer = browser.ask("HEAD", address, &[], "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.headers["upload-offset"].clone()
}

fn letter(service: &Service) -> Vec<u8> {
    let letter = Letter {
        subject: "đề nghị bố trí kho lưu trữ",
        addressees: "Ủy ban nhân dân xã Gia Viễn",
        body: "Sở Nội vụ đề nghị.\n",
        begun_at: "/du-thao/moi",
    };
    HOME_AFFAIRS.issue(service, &letter).1
}

#[test]
fn a_file_comes_in_parts_over_a_broken_line_and_a_restart_and_is_registered() {
    let mut service = Service::start();
    let pdf = letter(&service);
    let mut clerk = service.signed_in("vanthu");
    let begun = begin(&mut clerk, "công văn.pdf", pdf.len(), Some(&sha256(&pdf)));
    assert_eq!(begun.status, 201, "{}", begun.text());
    assert_eq!(begun.headers["tus-resumable"], "1.0.0");
    assert!(begun.headers["upload-expires"].ends_with("GMT"));
    let address = begun.headers["location"].clone();
    let third = pdf.len() / 3;
    let first = part(&mut clerk, &address, 0, &pdf[..third]);
    assert_eq!(
        (first.status, first.headers["upload-offset"].as_str()),
        (204, &*third.to_string())
    );

    // The line breaks; what was sent again from the wrong place is refused, and where to go on is told.
    let again = part(&mut clerk, &address, 0, &pdf[..third]);
    assert_eq!(again.status, 409, "{}", again.text());
    let early = clerk.upload(
        "/den/tiep-nhan",
        &[("upload", address.rsplit('/').next().expect("an id"))],
        &[],
    );
    assert_eq!(early.status, 409, "parts are missing");
    service.restart();
    let mut clerk = service.signed_in("vanthu");
    assert_eq!(offset(&mut clerk, &address), third.to_string());
    part(&mut clerk, &address, third, &pdf[third..]);
    assert_eq!(offset(&mut clerk, &address), pdf.len().to_string());
    let beyond = part(&mut clerk, &address, pdf.len(), b"more");
    assert_eq!(beyond.status, 413, "{}", beyond.text());

    let id = address.rsplit('/').next().expect("an id").to_owned();
    let page = clerk.upload("/den/tiep-nhan", &[("upload", &id)], &[]).shown();
    assert_eq!(page.field("subject").to_lowercase(), "đề nghị bố trí kho lưu trữ");
    assert_eq!(clerk.get(&address).status, 404, "what was used is gone");
    assert!(
        !service
            .data()
            .join("files/uploads")
            .join(id.replace('-', ""))
            .read_dir()
            .is_ok_and(|mut parts| parts.next().is_some()),
        "its parts too"
    );
}

#[test]
fn uploads_are_bounded_ones_own_and_removed_when_given_up() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let large = begin(&mut clerk, "to.pdf", 10_000_000_000, None);
    assert_eq!(large.status, 413, "{}", large.text());
    assert_eq!(begin(&mut clerk, "trong.pdf", 0, None).status, 422);
    let begun = begin(&mut clerk, "a.pdf", 10, None);
    let address = begun.headers["location"].clone();

    let mut colleague = service.signed_in("chuyenvien");
    assert_eq!(colleague.get(&address).status, 404);
    assert_eq!(part(&mut colleague, &address, 0, b"0123456789").status, 404);
    let token = clerk.token();
    let plain = [
        ("content-type", "text/plain"),
        ("upload-offset", "0"),
        ("x-csrf-token", &*token),
    ];
    assert_eq!(clerk.ask("PATCH", &address, &plain, "0123").status, 415);
    let nowhere = [("content-type", PART), ("x-csrf-token", &*token)];
    assert_eq!(clerk.ask("PATCH", &address, &nowhere, "0123").status, 400);

    let removed = clerk.ask("DELETE", &address, &[("x-csrf-token", &token)], "");
    assert_eq!(removed.status, 204);
    assert_eq!(clerk.get(&address).status, 404);
}

#[test]
fn what_is_not_the_file_that_was_announced_is_refused() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let begun = begin(&mut clerk, "a.pdf", 4, Some(&sha256(b"1234")));
    let address = begun.headers["location"].clone();
    part(&mut clerk, &address, 0, b"1235");
    let id = address.rsplit('/').next().expect("an id").to_owned();
    let page = clerk.upload("/den/tiep-nhan", &[("upload", &id)], &[]);
    assert_eq!(page.status, 422);
    assert!(page.text().contains("không giống tệp đã gửi"), "{}", page.text());
}

#[test]
fn an_added_file_is_taken_away_with_a_reason_until_the_arrival_is_submitted() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", "kiểm kê kho thóc"),
    ];
    let arrival = clerk.post("/den/ban-giay", &fields).shown().id_after("/den/");
    let bytes = letter(&service);
    let attach = |clerk: &mut Browser| -> String {
        let begun = begin(clerk, "phu-luc.pdf", bytes.len(), None);
        let address = begun.headers["location"].clone();
        part(clerk, &address, 0, &bytes);
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let page = clerk
            .upload(&format!("/den/{arrival}/tep"), &[("upload", &id)], &[])
            .shown();
        page.between(&format!("/den/{arrival}/tep/"), "/bo\"")
            .expect("it can be taken away")
    };
    let file = attach(&mut clerk);
    let remove = format!("/den/{arrival}/tep/{file}/bo");
    let silent = clerk.post(&remove, &[("reason", " ")]);
    assert_eq!(silent.status, 422);
    assert!(silent.text().contains("Ghi rõ lý do"));
    let mut officer = service.signed_in("chuyenvien");
    assert_eq!(officer.post(&remove, &[("reason", "x")]).status, 403);
    let page = clerk.post(&remove, &[("reason", "Nhầm phụ lục")]).shown();
    assert!(page.text().contains("bỏ tệp kèm theo") && page.text().contains("Nhầm phụ lục"));
    assert_eq!(clerk.get(&format!("/tep/{file}")).status, 404);

    let file = attach(&mut clerk);
    let page = clerk.get(&format!("/den/{arrival}")).shown();
    let fields = [
        ("leader", &*page.choice("Nguyễn Văn Thành")),
        ("seen", &page.field("seen")),
    ];
    clerk.post(&format!("/den/{arrival}/trinh"), &fields).shown();
    let token = clerk.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    let late = clerk.ask(
        "POST",
        &format!("/api/v1/arrivals/{arrival}/files/{file}/removal"),
        &headers,
        "{\"reason\":\"Nhầm phụ lục\"}",
    );
    assert_eq!(late.status, 409, "{}", late.text());
    let told: Value = serde_json::from_slice(&late.bytes).expect("JSON");
    assert!(
        told["detail"]
            .as_str()
            .is_some_and(|why| why.contains("đã được trình")),
        "{told}"
    );
}

fn sha256(bytes: &[u8]) -> String {
    kernel::files::FileHash::of(bytes).to_string()
}
