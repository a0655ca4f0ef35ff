//! Thông báo: each person is told of what concerns them, and of nothing else.

use std::time::Duration;

use serde_json::Value;

use crate::harness::{Answer, Browser, HOME_AFFAIRS, Letter, Service, sqlite};

const SUBJECT: &str = "báo cáo tình hình hạn hán vụ đông xuân";

fn json(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(path).shown();
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

/// Waits until the person is told this: notifications are a job of their own. Fails after a minute.
#[track_caller]
fn told(browser: &mut Browser, words: &[&str]) -> Answer {
    for _ in 0..300 {
        let page = browser.get("/thong-bao?chua_doc=1").shown();
        let text = page.text();
        let items = text.split("<li class=\"new\">").skip(1);
        if items
            .into_iter()
            .any(|item| words.iter().all(|word| item.contains(word)))
        {
            return page;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("{words:?} is not told: {}", browser.get("/thong-bao").text());
}

/// Waits until what the demonstration itself tells has been told.
fn quiet(service: &Service) {
    let waiting = "SELECT count(*) FROM job WHERE kind = 'notify'";
    for _ in 0..300 {
        if sqlite(&service.data().join("vanthu.sqlite"), waiting) == ["0"] {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    panic!("notifications are not written");
}

fn unread(browser: &mut Browser) -> i64 {
    let counts = json(browser, "/api/v1/notifications/unread");
    let counts = counts.as_array().expect("a list").iter();
    counts
        .map(|count| count["unread"].as_i64().expect("a number"))
        .sum()
}

/// The clerk registers a paper and submits it to the chairman; its address.
fn submitted(clerk: &mut Browser) -> String {
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "report"),
        ("subject", SUBJECT),
    ];
    let id = clerk.post("/den/ban-giay", &fields).shown().id_after("/den/");
    let arrival = format!("/den/{id}");
    let page = clerk.get(&arrival).shown();
    let fields = [
        ("leader", &*page.choice("Nguyễn Văn Thành")),
        ("seen", &page.field("seen")),
    ];
    clerk.post(&format!("{arrival}/trinh"), &fields).shown();
    arrival
}

#[test]
fn people_are_told_of_tasks_urgings_and_answers_and_read_them_by_opening() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let mut chairman = service.signed_in("chutich");
    quiet(&service);
    let before = unread(&mut chairman);
    let arrival = submitted(&mut clerk);
    let page = told(&mut chairman, &["Việc mới: Cho ý kiến chỉ đạo", SUBJECT]);
    assert_eq!(
        page.link(SUBJECT),
        Some(arrival.clone()),
        "it leads straight there"
    );
    let urged = [("text", "Cần trước 15 giờ hôm nay")];
    clerk.post(&format!("{arrival}/don-doc"), &urged).shown();
    told(&mut chairman, &["Được đôn đốc", "Cần trước 15 giờ hôm nay"]);
    assert_eq!(unread(&mut chairman), before + 2);
    let bell = format!(
        "<span class=\"count\">{}<span class=\"hidden\"> chưa đọc",
        before + 2
    );
    assert!(
        chairman.get("/den").shown().text().contains(&bell),
        "every page tells"
    );

    // Who did it is not told of it.
    let own = clerk.get("/thong-bao").shown().text();
    assert!(!own.contains("Được đôn đốc"), "{own}");

    let page = chairman.get(&arrival).shown();
    assert_eq!(unread(&mut chairman), before, "opening the document is reading");
    let due = page.field("due");
    let fields = [
        ("lead", &*page.choice("Phòng Khoa giáo - Văn xã")),
        ("due", &due),
        ("text", "Giao Phòng tham mưu."),
        ("seen", &page.field("seen")),
    ];
    chairman.post(&format!("{arrival}/chi-dao"), &fields).shown();

    let mut head = service.signed_in("truongphong");
    told(&mut head, &["Việc mới: Phân công", SUBJECT]);
    let page = head.get(&arrival).shown();
    let part = page.between("/phan/", "/phan-cong\"").expect("asked to assign");
    let fields = [
        ("post", &*page.choice("Vũ Thị Lan")),
        ("due", &due),
        ("text", "Soạn công văn trả lời."),
    ];
    head.post(&format!("{arrival}/phan/{part}/phan-cong"), &fields)
        .shown();

    let mut officer = service.signed_in("chuyenvien");
    told(&mut officer, &["Việc mới: Giải quyết", SUBJECT]);
    let page = officer.get(&arrival).shown();
    let part = page.between("/phan/", "/bao-cao\"").expect("asked to settle");
    let fields = [("new_due", "2099-01-05"), ("reason", "Chờ số liệu của các xã")];
    officer
        .post(&format!("{arrival}/phan/{part}/gia-han"), &fields)
        .shown();
    told(&mut chairman, &["Việc mới: Trả lời xin gia hạn", SUBJECT]);
    let page = chairman.get(&arrival).shown();
    let request = page.between("/gia-han/", "\"").expect("a request waits");
    let fields = [("grants", "khong"), ("answer", "Số liệu đã có ở Sở")];
    chairman
        .post(&format!("{arrival}/gia-han/{request}"), &fields)
        .shown();
    told(&mut officer, &["Không được gia hạn", "Số liệu đã có ở Sở"]);

    let fields = [("reason", "Việc này của Phòng Kinh tế")];
    officer
        .post(&format!("{arrival}/phan/{part}/tra-lai"), &fields)
        .shown();
    told(&mut head, &["Bị trả lại", "Việc này của Phòng Kinh tế"]);
}

#[test]
fn a_drafter_is_told_of_remarks_number_issue_and_what_recipients_report() {
    let service = Service::start();
    let letter = Letter {
        subject: SUBJECT,
        addressees: "Ủy ban nhân dân xã Gia Viễn",
        body: "Sở Nội vụ báo cáo tình hình.\n",
        begun_at: "/du-thao/moi",
    };
    let id = HOME_AFFAIRS.write(&service, &letter);
    let mut head = service.signed_in("giamdoc.snv");
    // The head reads what the unit drafts once it is submitted.
    HOME_AFFAIRS.approve(&service, &id);
    let remark = [("text", "Bổ sung số liệu hồ chứa")];
    head.post(&format!("/du-thao/{id}/gop-y"), &remark).shown();
    let mut drafter = service.signed_in("vanthu.snv");
    let page = told(&mut drafter, &["Có góp ý", "Bổ sung số liệu hồ chứa"]);
    assert_eq!(page.link(SUBJECT), Some(format!("/du-thao/{id}")));

    let page = head.get(&format!("/du-thao/{id}/ky")).shown();
    let fields = [
        ("key", &*page.field("key")),
        ("version", &page.field("version")),
        ("pin", crate::harness::PIN),
    ];
    head.post(&format!("/du-thao/{id}/ky"), &fields).shown();
    HOME_AFFAIRS.number_seal_and_issue(&service, &id);
    // The drafter is the clerk who issued it and knows; the signer does not.
    told(&mut head, &["Đã phát hành", SUBJECT]);

    let mut recipient = service.signed_in("vanthu.giavien");
    told(&mut recipient, &["Việc mới: Tiếp nhận", SUBJECT]);
    let arrival = recipient
        .get("/den?tinh_trang=waiting")
        .shown()
        .link(SUBJECT)
        .expect("it arrived");
    let seen = recipient.get(&arrival).shown().field("seen");
    recipient
        .post(&format!("{arrival}/dang-ky"), &[("seen", &seen)])
        .shown();
    told(&mut drafter, &["Nơi nhận báo", "đã tiếp nhận, đăng ký"]);

    let reason = [
        ("reason", "Sai số liệu"),
        (
            "seen",
            &*head.get(&format!("/du-thao/{id}")).shown().field("seen"),
        ),
    ];
    drafter.post(&format!("/du-thao/{id}/thu-hoi"), &reason).shown();
    told(&mut recipient, &["Văn bản bị thu hồi", "Sai số liệu"]);
}

#[test]
fn notifications_are_ones_own_paged_by_key_and_marked_one_by_one_or_all() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let mut chairman = service.signed_in("chutich");
    for _ in 0..3 {
        submitted(&mut clerk);
    }
    quiet(&service);
    let all = json(&mut chairman, "/api/v1/notifications?limit=200");
    let ids: Vec<&str> = all["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["id"].as_str().expect("an id"))
        .collect();
    assert!(ids.len() >= 3);
    let mut walked = Vec::new();
    let mut path = "/api/v1/notifications?limit=2".to_owned();
    loop {
        let page = json(&mut chairman, &path);
        walked.extend(
            page["items"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|item| item["id"].as_str().expect("an id").to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/notifications?limit=2&after={next}"),
            None => break,
        }
    }
    assert_eq!(walked, ids, "nothing is skipped or told twice");

    let token = clerk.token();
    let headers = [
        ("content-type", "application/json"),
        ("x-csrf-token", token.as_str()),
    ];
    let foreign = clerk.ask(
        "POST",
        &format!("/api/v1/notifications/{}/read", ids[0]),
        &headers,
        "",
    );
    assert_eq!(foreign.status, 404, "{}", foreign.text());
    assert_eq!(
        clerk.post(&format!("/thong-bao/{}/da-doc", ids[0]), &[]).status,
        404
    );

    let before = unread(&mut chairman);
    chairman
        .post(&format!("/thong-bao/{}/da-doc", ids[1]), &[])
        .shown();
    assert_eq!(unread(&mut chairman), before - 1);
    // What came after the page was shown stays unread.
    chairman.post("/thong-bao/da-doc", &[("den", ids[1])]).shown();
    assert_eq!(unread(&mut chairman), 1);
    let done = chairman.post("/thong-bao/da-doc", &[]).shown();
    assert!(done.text().contains("Đã đánh dấu đã đọc"));
    assert_eq!(unread(&mut chairman), 0);
    let page = chairman.get("/thong-bao?chua_doc=1").shown();
    assert!(page.text().contains("Không có thông báo nào chưa đọc"));
}
