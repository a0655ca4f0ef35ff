//! Ký thừa ủy quyền (TUQ.) and signing in another's place: only while an authorisation covers the document, whichever way the key
//! is reached.

use serde_json::{Value, json};

use crate::{
    harness::{Answer, Browser, Letter, PIN, PROVINCE, Service, judge},
    signing_elsewhere::{
        begun_and_confirmed, bring, by_device, certificates, key, machine, order, post, sign_as_plugin,
    },
};

/// The chief of office, whom the chairman authorises.
const CHIEF: &str = "chanhvanphong";
const CHIEF_NAME: &str = "Phạm Quang Huy";

/// A letter that waits for this person's signature in this capacity.
fn approved(service: &Service, signer_name: &str, authority: &str) -> String {
    let letter = Letter {
        subject: "đôn đốc nộp lưu hồ sơ điện tử",
        addressees: "Sở Nội vụ",
        body: "Ủy ban nhân dân tỉnh yêu cầu nộp lưu hồ sơ điện tử năm 2025.\n",
        begun_at: "/du-thao/moi",
    };
    let id = PROVINCE.write_for(service, &letter, signer_name, authority);
    PROVINCE.approve(service, &id);
    id
}

/// Authorises the chief of office to sign, from today for some weeks; the delegation's id.
#[track_caller]
fn authorise(service: &Service, login: &str, kinds: &Value) -> String {
    let mut head = service.signed_in(login);
    let page = head.get("/tai-khoan/uy-quyen").shown();
    let (to, starts) = (page.choice(CHIEF_NAME), page.field("starts"));
    let year: i32 = starts[..4].parse().expect("a year");
    let body = json!({
        "to": to, "starts": starts, "ends": format!("{year}-12-31"),
        "scope": { "actions": ["sign_document"], "kinds": kinds },
        "reason": "Giấy ủy quyền số 12/GUQ-UBND",
    });
    let (status, given) = post(&mut head, "delegations", &body);
    assert_eq!(status, 201, "{given}");
    given["id"].as_str().expect("an id").to_owned()
}

fn revoke(service: &Service, giver: &str, id: &str) {
    service
        .signed_in(giver)
        .post(&format!("/tai-khoan/uy-quyen/{id}/thu-hoi"), &[])
        .shown();
}

/// Every way to sign, and what each answers.
fn every_way(service: &Service, signer: &mut Browser, id: &str) -> Vec<(&'static str, u16, Value)> {
    let opened = key(service, CHIEF_NAME);
    let held = {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        use signing::key::Signer as _;
        let chain: Vec<String> = opened
            .chain()
            .iter()
            .map(|one| BASE64_STANDARD.encode(one.der()))
            .collect();
        json!({ "certificate": BASE64_STANDARD.encode(opened.certificate().der()), "chain": chain })
    };
    let kept: Value =
        serde_json::from_slice(&signer.get("/api/v1/keys?purpose=person").shown().bytes).expect("JSON");
    let with_pin = json!({ "key": kept[0]["id"], "pin": PIN, "draft_version": 1 });
    let by_plugin = json!({ "purpose": "person", "means": "plugin", "draft_version": 1 });
    let ways = [
        ("key kept here", "sign", with_pin),
        ("token", "signings", by_device(&held)),
        ("plug-in", "signings", by_plugin),
    ];
    ways.into_iter()
        .map(|(name, path, body)| {
            let (status, told) = post(signer, &format!("drafts/{id}/{path}"), &body);
            (name, status, told)
        })
        .collect()
}

/// What is stored of a document's way.
fn standing(service: &Service, id: &str) -> Value {
    let answer = service
        .signed_in(PROVINCE.clerk)
        .get(&format!("/api/v1/drafts/{id}"));
    let draft: Value = serde_json::from_slice(&answer.shown().bytes).expect("JSON");
    json!([draft["stage"], draft["version"], draft["signatures"]])
}

/// Fails unless every way is refused with this reason and nothing changed.
#[track_caller]
fn all_refused(service: &Service, id: &str, reason: &str) {
    let before = standing(service, id);
    let mut chief = service.signed_in(CHIEF);
    for (way, status, told) in every_way(service, &mut chief, id) {
        assert_eq!(
            (status, &told["code"]),
            (403, &json!("no_authorisation")),
            "{way}: {told}"
        );
        let detail = told["detail"].as_str().expect("a reason");
        assert!(detail.contains(reason), "{way}: {detail}");
    }
    let page: Answer = chief.get(&format!("/du-thao/{id}/ky"));
    assert_eq!(page.status, 403);
    assert!(page.text().contains(reason), "{}", page.text());
    assert_eq!(standing(service, id), before, "nothing changed");
}

#[test]
fn by_authorisation_is_signed_only_while_one_covers_the_document() {
    let service = Service::start();
    let id = approved(&service, CHIEF_NAME, "by_authorisation");
    all_refused(&service, &id, "chưa ủy quyền ký");

    // Whoever is not the head whose title is printed gives nothing.
    let deputys = authorise(&service, "phochutich", &json!([]));
    all_refused(&service, &id, "chưa ủy quyền ký");
    revoke(&service, "phochutich", &deputys);

    let for_decisions = authorise(&service, PROVINCE.signer, &json!(["decision"]));
    all_refused(&service, &id, "không gồm loại văn bản");
    revoke(&service, PROVINCE.signer, &for_decisions);

    let for_letters = authorise(&service, PROVINCE.signer, &json!(["letter"]));
    let mut chief = service.signed_in(CHIEF);
    let page = chief.get(&format!("/du-thao/{id}/ky")).shown();
    let fields = [
        ("key", &*page.field("key")),
        ("version", &page.field("version")),
        ("pin", PIN),
    ];
    chief.post(&format!("/du-thao/{id}/ky"), &fields).shown();
    PROVINCE.number_seal_and_issue(&service, &id);
    let file = service
        .signed_in(PROVINCE.clerk)
        .get(&format!("/du-thao/{id}/tep"))
        .shown();
    judge(&service, &file.bytes);

    let second = approved(&service, CHIEF_NAME, "by_authorisation");
    revoke(&service, PROVINCE.signer, &for_letters);
    all_refused(&service, &second, "đã bị thu hồi");
}

#[test]
fn an_authorisation_taken_back_meanwhile_no_longer_serves() {
    let service = Service::start();
    let id = approved(&service, CHIEF_NAME, "by_authorisation");
    let given = authorise(&service, PROVINCE.signer, &json!([]));
    let mut chief = service.signed_in(CHIEF);
    let order = order(&service, &mut chief, &id);
    let file = service.browser().get(&order.file).shown().bytes;
    let signed = sign_as_plugin(&file, &key(&service, CHIEF_NAME));
    revoke(&service, PROVINCE.signer, &given);

    let before = standing(&service, &id);
    let answer = bring(&service, &order, &signed);
    assert_eq!(answer["Status"], 1, "{answer}");
    assert!(
        answer["Message"]
            .as_str()
            .is_some_and(|words| words.contains("đã bị thu hồi")),
        "{answer}"
    );
    assert_eq!(standing(&service, &id), before);
    // Given again, the same result serves.
    authorise(&service, PROVINCE.signer, &json!([]));
    assert_eq!(bring(&service, &order, &signed)["Status"], 0);
}

/// The chief of office, in the chairman's post.
fn in_the_chairmans_place(service: &Service) -> Browser {
    let mut chief = service.signed_in(CHIEF);
    let post = chief.get("/").shown().choice("Chủ tịch");
    let page = chief.post("/chuc-vu", &[("post", &post)]).shown();
    assert!(page.text().contains("(thay "), "{}", page.text());
    chief
}

#[test]
fn a_delegate_signs_in_the_chairmans_place_with_a_token_of_their_own() {
    let service = Service::start();
    let id = approved(&service, PROVINCE.signer_name, "head");
    let given = authorise(&service, PROVINCE.signer, &json!([]));
    let mut machine = machine(&service, CHIEF_NAME);
    machine.start_agent();
    let secret = machine.pair(&service.address());
    let held = certificates(&service, &machine, &secret);
    let mut delegate = in_the_chairmans_place(&service);

    let token = (&machine, secret.as_str(), &held[0]);
    let (session, answer) = begun_and_confirmed(&service, &mut delegate, &id, token);
    revoke(&service, PROVINCE.signer, &given);
    let (status, refused) = post(&mut delegate, &format!("signings/{session}/finish"), &answer);
    assert_eq!(status, 403, "{refused}");
    authorise(&service, PROVINCE.signer, &json!([]));
    let mut delegate = in_the_chairmans_place(&service);
    let (status, finished) = post(&mut delegate, &format!("signings/{session}/finish"), &answer);
    assert_eq!(
        (status, &finished["stage"]),
        (200, &json!("signed")),
        "{finished}"
    );

    let issued = PROVINCE.number_seal_and_issue(&service, &id).text();
    assert!(
        issued.contains(&format!("{CHIEF_NAME} (thay {})", PROVINCE.signer_name)),
        "{issued}"
    );
    let file = service
        .signed_in(PROVINCE.clerk)
        .get(&format!("/du-thao/{id}/tep"))
        .shown();
    judge(&service, &file.bytes);
}

#[test]
fn a_delegate_signs_in_the_chairmans_place_with_the_plug_in() {
    let service = Service::start();
    let id = approved(&service, PROVINCE.signer_name, "head");
    authorise(&service, PROVINCE.signer, &json!(["letter"]));
    let mut delegate = in_the_chairmans_place(&service);
    let order = order(&service, &mut delegate, &id);
    let file = service.browser().get(&order.file).shown().bytes;
    // Neither the chairman's certificate nor another's serves: the delegate signs with their own.
    let chairmans = sign_as_plugin(&file, &key(&service, PROVINCE.signer_name));
    assert_eq!(bring(&service, &order, &chairmans)["Status"], 1);
    let signed = sign_as_plugin(&file, &key(&service, CHIEF_NAME));
    let answer = bring(&service, &order, &signed);
    assert_eq!(answer["Status"], 0, "{answer}");
    assert_eq!(standing(&service, &id)[0], "signed");
}
