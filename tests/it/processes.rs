//! The processes of an agency, from the file to the case.

use serde_json::{Value, json};

use crate::harness::{Answer, Browser, FilePart, Service};

/// A process, and the same with a step more and a shorter deadline.
const SHORTER: &str = include_str!("processes/shorter.bpmn");
const LONGER: &str = include_str!("processes/longer.bpmn");

/// Uploads a file as a draft of this key.
fn upload(browser: &mut Browser, key: &str, xml: &str) -> Answer {
    let file = FilePart {
        field: "file",
        name: "quy-trinh.bpmn",
        bytes: xml.as_bytes(),
    };
    browser.upload("/quan-tri/quy-trinh/tai-len", &[("new_key", key)], &[file])
}

/// The address of the version a page shows.
fn version(page: &Answer) -> String {
    let path = page
        .address
        .split("/quan-tri/")
        .nth(1)
        .expect("a page of a version");
    format!("/quan-tri/{}", path.split('?').next().unwrap_or(path))
}

/// Puts the draft on this page in force.
fn publish(browser: &mut Browser, page: &Answer) -> Answer {
    let revision = page
        .between("name=\"revision\" value=\"", "\"")
        .expect("the page offers to publish");
    browser.post(&format!("{}/ban-hanh", version(page)), &[("revision", &revision)])
}

/// A process in force and a draft beside it, so that there is something to look at. Answers where the draft is.
pub(crate) fn bring_two(service: &Service) -> String {
    let mut browser = service.signed_in("quantri");
    let page = upload(&mut browser, "van-ban-den", SHORTER).shown();
    publish(&mut browser, &page).shown();
    version(&upload(&mut browser, "van-ban-den", LONGER).shown())
}

#[test]
fn a_file_is_checked_published_and_compared() {
    let service = Service::start();
    let mut browser = service.signed_in("quantri");
    let wrong = SHORTER.replace("<userTask id=\"don_doc\"", "<scriptTask id=\"don_doc\"");
    let page = upload(&mut browser, "van-ban-den", &wrong).shown();
    assert!(
        page.text()
            .contains("tác vụ chạy mã (script task) không bao giờ được thực hiện")
    );
    assert!(page.text().contains("Đôn đốc"));
    let refused = browser.post(&format!("{}/ban-hanh", version(&page)), &[("revision", "1")]);
    assert_eq!(refused.status, 422);

    let page = upload(&mut browser, "van-ban-den", SHORTER).shown();
    assert!(page.text().contains("<svg") && !page.text().contains("style="));
    let first = version(&page);
    publish(&mut browser, &page).shown();
    let second = version(&upload(&mut browser, "van-ban-den", LONGER).shown());
    assert_ne!(first, second);
    let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let told = browser
        .get(&format!(
            "/quan-tri/quy-trinh/so-sanh?truoc={}&sau={}",
            id(&first),
            id(&second)
        ))
        .shown()
        .text();
    assert!(told.contains("Văn phòng tham mưu"));
    assert!(told.contains("<del>2 ngày</del> → <ins>1 ngày</ins>"));
    let file = browser.get(&format!("{first}/tep")).shown();
    assert_eq!(file.text(), SHORTER);
    let trail = browser.get("/quan-tri/nhat-ky").shown().text();
    assert!(trail.contains("ban hành quy trình"));
}

#[test]
fn a_case_is_tried_step_by_step_and_kept_nowhere() {
    let service = Service::start();
    let draft = bring_two(&service);
    let mut browser = service.signed_in("quantri");
    let address = format!("{draft}/thu");
    let mut page = browser.post(&address, &[("act", "start")]).shown();
    for (element, who) in [
        ("tiep_nhan", "Dũng"),
        ("tham_muu", "Lan"),
        ("chi_dao", "Bình"),
        ("giai_quyet", "Minh"),
    ] {
        page = step(&mut browser, &address, &page, &[("what", element), ("by", who)]).shown();
    }
    // Whoever settles does not approve the result.
    let same = step(
        &mut browser,
        &address,
        &page,
        &[("what", "duyet"), ("by", "Minh")],
    );
    assert_eq!(same.status, 422);
    assert!(same.text().contains("không được làm bước này"));
    let approved = [
        ("what", "duyet"),
        ("by", "Hạnh"),
        ("name", "dat"),
        ("value", "đúng"),
    ];
    let end = step(&mut browser, &address, &same, &approved).shown();
    assert!(end.text().contains("Đã tới kết thúc"));
    let back = step(&mut browser, &address, &end, &[("act", "undo")]).shown();
    assert!(back.text().contains("Đang chạy"));
    let again = [
        ("what", "duyet"),
        ("by", "Hạnh"),
        ("name", "dat"),
        ("value", "sai"),
    ];
    let again = step(&mut browser, &address, &back, &again).shown();
    assert!(again.text().contains("<h2>Giải quyết</h2>"));
}

/// Takes one step of the case on this page.
fn step(browser: &mut Browser, address: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    let case = page.field("case");
    let act: &[(&str, &str)] = if fields.iter().any(|(name, _)| *name == "act") {
        &[]
    } else {
        &[("act", "complete")]
    };
    browser.post(address, &[&[("case", case.as_str())], act, fields].concat())
}

#[test]
fn programs_can_do_what_pages_can() {
    let service = Service::start();
    let mut browser = service.signed_in("quantri");
    let token = browser.token();
    let mut ask = |method: &str, path: &str, tag: &str, body: &Value| {
        let headers = [
            ("content-type", "application/json"),
            ("x-csrf-token", token.as_str()),
            ("if-match", tag),
        ];
        let is_get = method == "GET";
        let headers: &[(&str, &str)] = if is_get { &[] } else { &headers };
        let body = if is_get { String::new() } else { body.to_string() };
        let answer = browser.ask(method, path, headers, &body);
        let json: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
        (answer.status, json)
    };
    let wrong = SHORTER.replace("<userTask id=\"don_doc\"", "<scriptTask id=\"don_doc\"");
    let (_, checked) = ask("POST", "/api/v1/process-checks", "", &json!({ "xml": wrong }));
    assert_eq!(checked["is_sound"], false);
    assert_eq!(checked["faults"][0]["element"], "don_doc");

    let (status, draft) = ask(
        "POST",
        "/api/v1/processes",
        "",
        &json!({ "key": "van-ban-den", "xml": SHORTER }),
    );
    assert_eq!((status, &draft["check"]["is_sound"]), (201, &json!(true)));
    let id = draft["id"].as_str().expect("an id").to_owned();
    let path = format!("/api/v1/process-versions/{id}");
    let (status, _) = ask("POST", &format!("{path}/publication"), "\"7\"", &json!({}));
    assert_eq!(status, 412);
    let (status, row) = ask("POST", &format!("{path}/publication"), "\"1\"", &json!({}));
    assert_eq!((status, &row["state"]), (200, &json!("published")));

    let case =
        json!({ "steps": [{ "complete": { "element": "tiep_nhan" } }, { "wait": { "seconds": 3600 } }] });
    let (status, standings) = ask("POST", &format!("{path}/simulation"), "", &case);
    assert_eq!(status, 200);
    assert_eq!(standings[1]["open_tasks"], json!(["chi_dao"]));
    let (_, all) = ask("GET", "/api/v1/processes", "", &json!({}));
    let own = all
        .as_array()
        .and_then(|all| all.iter().find(|one| one["key"] == "van-ban-den"));
    assert_eq!(own.expect("it is listed")["current"]["id"], id);
    let (_, shown) = ask("GET", &path, "", &json!({}));
    assert_eq!(
        shown["steps"][0]["assignment"]["candidate_groups"],
        json!(["clerk"])
    );
    let (status, _) = ask("DELETE", &format!("{path}/publication"), "\"2\"", &json!({}));
    assert_eq!(status, 200);
}

#[test]
fn another_agency_sees_only_its_own_processes() {
    let service = Service::start();
    let draft = bring_two(&service);
    let mut stranger = service.signed_in("chanhvanphong.snv");
    assert_eq!(stranger.get(&draft).status, 404);
    let mut officer = service.signed_in("chuyenvien");
    assert_eq!(officer.get("/quan-tri/quy-trinh").status, 403);
}
