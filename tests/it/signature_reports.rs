//! What is found about signatures, over HTTP: as JSON, as ETSI XML, and as a PDF the agency seals, judged by others.

use serde_json::{Value, json};

use crate::{
    harness::{Answer, Browser, FilePart, Letter, PIN, PROVINCE, Service, judge_all, missing},
    signing_elsewhere::post,
};

/// A letter of the province that reached its Department of Home Affairs: the signed file, and the department's id of it.
fn delivered(service: &Service) -> (Vec<u8>, String) {
    let letter = Letter {
        subject: "kiểm tra chữ ký số trên văn bản đến",
        addressees: "Sở Nội vụ",
        body: "Đề nghị kiểm tra chữ ký số trước khi tiếp nhận.\n",
        begun_at: "/du-thao/moi",
    };
    let (_, pdf) = PROVINCE.issue(service, &letter);
    let mut clerk = service.signed_in("vanthu.snv");
    let list = clerk.get("/den?tinh_trang=waiting").shown();
    let address = list.link(letter.subject).expect("it was delivered");
    let page = clerk.get(&address).shown();
    let id = page
        .between("href=\"/tep/", "/chu-ky")
        .expect("the verdict is a link");
    let id = id.rsplit('/').next().expect("an id").to_owned();
    (pdf, id)
}

/// Asks about any file, for JSON or XML.
fn asked(browser: &mut Browser, pdf: &[u8], accept: &str) -> Answer {
    const BOUNDARY: &str = "----vanthu-bao-cao";
    let token = browser.token();
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\ncontent-type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend(pdf);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [
        ("content-type", kind.as_str()),
        ("x-csrf-token", token.as_str()),
        ("accept", accept),
    ];
    browser.ask_bytes("POST", "/api/v1/signature-reports", &headers, &body)
}

fn json_in(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.bytes).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

#[test]
fn any_file_is_judged_as_json_and_as_xml() {
    let service = Service::start();
    let (pdf, id) = delivered(&service);
    let mut clerk = service.signed_in("vanthu.snv");
    let whole = json_in(&asked(&mut clerk, &pdf, "application/json"));
    assert_eq!(whole["verdict"], "passed", "{whole:#}");
    let told: Vec<(&Value, &Value, &Value)> = whole["signatures"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (&one["signer"], &one["indication"], &one["trust"]))
        .collect();
    let (passed, trusted) = (json!("TOTAL-PASSED"), json!("trusted"));
    assert_eq!(
        told,
        [
            (&json!(PROVINCE.signer_name), &passed, &trusted),
            (&json!("Ủy ban nhân dân tỉnh Ninh Bình"), &passed, &trusted)
        ]
    );
    let of_file = json_in(&clerk.get(&format!("/api/v1/files/{id}/signature-report")).shown());
    assert_eq!(of_file["sha256"], whole["sha256"]);
    assert_eq!(of_file["verdict"], "passed");
    // Whoever may not read the file learns nothing about it.
    let mut stranger = service.signed_in("vanthu.skhcn");
    let hidden = stranger.get(&format!("/api/v1/files/{id}/signature-report"));
    assert_eq!(hidden.status, 404);

    let mut forged = pdf.clone();
    let place = forged
        .windows(6)
        .position(|window| window == b"stream")
        .expect("a stream");
    forged[place + 20] ^= 1;
    let failed = json_in(&asked(&mut clerk, &forged, "application/json"));
    assert_eq!(failed["verdict"], "failed", "{failed:#}");
    assert!(!failed["reasons"].as_array().expect("reasons").is_empty());
    let unreadable = json_in(&asked(&mut clerk, "Kính gửi".as_bytes(), "application/json"));
    assert_eq!(unreadable["verdict"], "unreadable");

    let xml = asked(&mut clerk, &pdf, "application/xml").shown();
    assert_eq!(xml.headers["content-type"], "application/xml");
    for words in ["ValidationReport", "urn:etsi:019102:mainindication:total-passed"] {
        assert!(xml.text().contains(words), "{words}: {}", xml.text());
    }
    let xml = asked(&mut clerk, &forged, "application/xml").shown();
    assert!(
        xml.text().contains("mainindication:total-failed"),
        "{}",
        xml.text()
    );
}

#[test]
fn the_json_keeps_the_schema_the_service_tells() {
    const JUDGE: &str = r"
import json, jsonschema, sys
schema, report = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft202012Validator(schema).validate(report)
";
    if std::process::Command::new("python3")
        .args(["-c", "import jsonschema"])
        .status()
        .is_ok_and(|status| !status.success())
    {
        missing("jsonschema");
        return;
    }
    let service = Service::start();
    let (pdf, _) = delivered(&service);
    let mut clerk = service.signed_in("vanthu.snv");
    let write = |name: &str, bytes: &[u8]| {
        let path = service.data().join(name);
        std::fs::write(&path, bytes).expect("the data folder can be written");
        path
    };
    let schema = write(
        "schema.json",
        &clerk.get("/api/v1/signature-reports/schema").shown().bytes,
    );
    let report = write("report.json", &asked(&mut clerk, &pdf, "application/json").bytes);
    let output = std::process::Command::new("python3")
        .args(["-c", JUDGE])
        .args([schema, report])
        .output()
        .expect("python3 runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_agency_seals_what_was_found_and_others_find_the_seal_good() {
    let service = Service::start();
    let (pdf, id) = delivered(&service);
    let mut clerk = service.signed_in("vanthu.snv");
    let report = json_in(&clerk.get(&format!("/api/v1/files/{id}/signature-report")).shown());
    let hash = report["sha256"].as_str().expect("a hash");
    let keys = json_in(&clerk.get("/api/v1/keys").shown());
    let agency = keys
        .as_array()
        .expect("a list")
        .iter()
        .find(|key| key["is_agency"] == true);
    let key = agency.expect("the agency has a key")["id"].clone();
    let path = format!("files/{id}/signature-report");
    let (status, refused) = post(&mut clerk, &path, &json!({ "key": key, "pin": "000000" }));
    assert_eq!(
        (status, &refused["code"]),
        (422, &json!("wrong_pin")),
        "{refused}"
    );
    // Only who holds the agency's key seals.
    let mut officer = service.signed_in("chanhvanphong.snv");
    let (status, refused) = post(&mut officer, &path, &json!({ "key": key, "pin": PIN }));
    assert!(matches!(status, 403 | 404), "{status} {refused}");

    let token = clerk.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    let body = json!({ "key": key, "pin": PIN }).to_string();
    let by_program = clerk
        .ask("POST", &format!("/api/v1/{path}"), &headers, &body)
        .shown();
    assert_eq!(by_program.headers["content-type"], "application/pdf");
    let key = key.as_str().expect("an id");
    let by_form = clerk
        .post(
            &format!("/tep/{id}/chu-ky/bao-cao"),
            &[("key", key), ("pin", PIN)],
        )
        .shown();
    for paper in [by_program.bytes, by_form.bytes] {
        judge_all(&service, &paper, 1);
        let file = service.data().join("report.pdf");
        std::fs::write(&file, &paper).expect("the data folder can be written");
        let text = std::process::Command::new("pdftotext")
            .args(["-layout".as_ref(), file.as_os_str(), "-".as_ref()])
            .output()
            .expect("poppler is installed");
        let text = String::from_utf8_lossy(&text.stdout).into_owned();
        for words in [PROVINCE.signer_name, "Chữ ký số hợp lệ", &hash[..16]] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    // The page shows the same, and takes any file.
    let page = clerk.get(&format!("/tep/{id}/chu-ky")).shown().text();
    assert!(page.contains("Mọi chữ ký số trong tệp đều hợp lệ."), "{page}");
    let part = FilePart {
        field: "file",
        name: "a.pdf",
        bytes: &pdf[..pdf.len() - 700],
    };
    let page = clerk.upload("/kiem-tra-chu-ky", &[], &[part]).shown().text();
    assert!(!page.contains("Mọi chữ ký số trong tệp đều hợp lệ."), "{page}");
}
