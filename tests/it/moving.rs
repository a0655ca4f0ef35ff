//! Running documents are put under a new version, and a leaving person's work goes to another: pages and API alike.

use serde_json::{Value, json};

use crate::harness::{Browser, FilePart, Service};

fn json_of(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(path).shown();
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

fn ask(browser: &mut Browser, path: &str, body: &Value) -> (u16, Value) {
    let token = browser.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    let answer = browser.ask("POST", path, &headers, &body.to_string());
    (
        answer.status,
        serde_json::from_slice(&answer.bytes).unwrap_or_default(),
    )
}

/// The version in force of the inbound process.
fn inbound(browser: &mut Browser) -> String {
    let all = json_of(browser, "/api/v1/processes");
    let found = all
        .as_array()
        .and_then(|all| all.iter().find(|one| one["key"] == "inbound"))
        .expect("the shipped process is there");
    found["current"]["id"].as_str().expect("an id").to_owned()
}

/// Publishes the inbound process anew, its step of submitting under another id. Answers the version before and the new one.
fn publish_renamed(browser: &mut Browser) -> (String, String) {
    let before = inbound(browser);
    let xml = browser
        .get(&format!("/quan-tri/quy-trinh/ban/{before}/tep"))
        .shown()
        .text();
    let xml = xml
        .replace(
            "<bpmn:userTask id=\"submit\"",
            "<bpmn:userTask id=\"trinh\" v:formKey=\"submit\"",
        )
        .replace("targetRef=\"submit\"", "targetRef=\"trinh\"")
        .replace("sourceRef=\"submit\"", "sourceRef=\"trinh\"")
        .replace("bpmnElement=\"submit\"", "bpmnElement=\"trinh\"");
    let file = FilePart {
        field: "file",
        name: "quy-trinh.bpmn",
        bytes: xml.as_bytes(),
    };
    let page = browser
        .upload("/quan-tri/quy-trinh/tai-len", &[("new_key", "inbound")], &[file])
        .shown();
    let revision = page
        .between("name=\"revision\" value=\"", "\"")
        .expect("the draft can be published");
    let address = page
        .address
        .split("/quan-tri/")
        .nth(1)
        .expect("a page of a version");
    let address = format!(
        "/quan-tri/{}/ban-hanh",
        address.split('?').next().unwrap_or(address)
    );
    browser.post(&address, &[("revision", &revision)]).shown();
    (before, inbound(browser))
}

#[test]
fn running_documents_move_to_a_new_version_after_a_look() {
    let service = Service::start();
    let mut administrator = service.signed_in("quantri");
    let (before, after) = publish_renamed(&mut administrator);
    assert_ne!(before, after);
    let checks = format!("/api/v1/process-versions/{before}/move-checks");

    // Without a mapping, what stands at the step that is gone cannot be moved; the proposal finds its place.
    let (status, strict) = ask(
        &mut administrator,
        &checks,
        &json!({ "to": after, "mapping": {} }),
    );
    assert_eq!(status, 200, "{strict}");
    let cases = strict["cases"].as_array().expect("cases").clone();
    assert!(!cases.is_empty(), "the demonstration has running documents");
    let stuck = cases.iter().filter(|case| case["faults"] != json!([])).count();
    let (_, proposed) = ask(&mut administrator, &checks, &json!({ "to": after }));
    assert_eq!(proposed["mapping"]["submit"], "trinh");
    assert!(
        proposed["cases"]
            .as_array()
            .expect("cases")
            .iter()
            .all(|case| case["faults"] == json!([]))
    );

    // One by the API.
    let one = cases[0]["case"].as_str().expect("an id").to_owned();
    let orders = format!("/api/v1/process-versions/{before}/moves");
    let (status, moved) = ask(
        &mut administrator,
        &orders,
        &json!({ "to": after, "cases": [one] }),
    );
    assert_eq!(
        (status, moved.as_array().map(Vec::len)),
        (200, Some(1)),
        "{moved}"
    );
    assert_eq!(moved[0]["refused"], Value::Null);

    // The others by the page, which shows them with what would become of them.
    let address = format!("/quan-tri/quy-trinh/ban/{before}/chuyen");
    let page = administrator.get(&address).shown();
    assert!(page.text().contains("Từng hồ sơ"));
    let left: Vec<String> = page
        .text()
        .split("name=\"case\" value=\"")
        .skip(1)
        .map(|rest| rest[..36].to_owned())
        .collect();
    assert_eq!(left.len(), cases.len() - 1);
    let mut fields = vec![("sau", after.as_str()), ("m:submit", "trinh"), ("act", "move")];
    fields.extend(left.iter().map(|case| ("case", case.as_str())));
    let done = administrator.post(&address, &fields).shown().text();
    assert!(
        done.contains(&format!("Đã chuyển {} hồ sơ", left.len())),
        "{stuck} stood at the step; {done}"
    );
    assert!(done.contains("Không có hồ sơ nào đang chạy theo bản này"));

    // The document tells its new version, and its trail the move.
    let arrival = cases[0]["subject"].as_str().expect("an id");
    let mut clerk = service.signed_in("vanthu");
    let told = json_of(&mut clerk, &format!("/api/v1/arrivals/{arrival}/process"));
    assert_eq!(told["process_version"].as_str(), Some(after.as_str()));
    let page = clerk.get(&format!("/den/{arrival}")).shown().text();
    assert!(page.contains("chuyển quy trình từ bản"));
    let trail = administrator.get("/quan-tri/nhat-ky").shown().text();
    assert!(trail.contains("huyển hồ sơ sang bản quy trình khác"), "{trail}");

    // Who keeps no processes moves nothing.
    let mut officer = service.signed_in("chuyenvien");
    assert_eq!(ask(&mut officer, &orders, &json!({ "to": after })).0, 403);
    assert_eq!(officer.get(&address).status, 403);
}

/// The posts of the agency: id by the name of who holds them.
fn posts(browser: &mut Browser) -> Vec<(String, String)> {
    let me = json_of(browser, "/api/v1/me");
    let agency = me["agency"].as_str().expect("an agency").to_owned();
    let page = json_of(browser, &format!("/api/v1/agencies/{agency}/posts?limit=100"));
    let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let all = page["items"].as_array().expect("items");
    all.iter()
        .map(|one| (text(one, "id"), text(one, "name")))
        .collect()
}

#[test]
fn everything_of_who_leaves_goes_to_another() {
    let service = Service::start();
    let mut leader = service.signed_in("chutich");
    let me = json_of(&mut leader, "/api/v1/me");
    let waiting = leader.get("/").shown().text();
    let mut administrator = service.signed_in("quantri");
    let all = posts(&mut administrator);
    let from = me["post"].as_str().expect("a post").to_owned();
    let (other, other_name) = all
        .iter()
        .find(|(_, holder)| holder == "Phạm Quang Huy")
        .expect("the chief of office");
    let path = format!("/api/v1/posts/{from}/hand-over");
    let has = json_of(&mut administrator, &path);
    assert!(has["cases"].as_u64().unwrap_or_default() > 0, "{has}; {waiting}");

    // To nobody, and to oneself, is refused with the field.
    let page = format!("/quan-tri/chuc-vu/{from}/ban-giao");
    assert!(
        administrator
            .get(&page)
            .shown()
            .text()
            .contains("Bàn giao công việc")
    );
    assert_eq!(administrator.post(&page, &[("to", "")]).status, 422);
    let (status, _) = ask(&mut administrator, &path, &json!({ "to": from }));
    assert_eq!(status, 422);

    let done = administrator
        .post(&page, &[("to", other.as_str())])
        .shown()
        .text();
    assert!(
        done.contains(&format!("Đã bàn giao {} hồ sơ", has["cases"])),
        "{done}"
    );
    let left = json_of(&mut administrator, &path);
    assert_eq!((&left["cases"], &left["parts"]), (&json!(0), &json!(0)));
    let gained = json_of(&mut administrator, &format!("/api/v1/posts/{other}/hand-over"));
    assert!(gained["cases"].as_u64() >= has["cases"].as_u64(), "{gained}");
    let trail = administrator.get("/quan-tri/nhat-ky").shown().text();
    assert!(trail.contains("bàn giao việc") && trail.contains(other_name.as_str()));

    let mut officer = service.signed_in("chuyenvien");
    assert_eq!(officer.get(&page).status, 403);
    assert_eq!(ask(&mut officer, &path, &json!({ "to": other })).0, 403);
}
