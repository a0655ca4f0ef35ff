//! Somebody acts in another's place for a while: from the form to the audit trail.

use crate::harness::{Browser, Service};

/// Today and the day after tomorrow in Vietnam, as date fields send them.
fn days(browser: &mut Browser) -> (String, String) {
    let today = browser.get("/tai-khoan/uy-quyen").shown().field("starts");
    let next_month = |day: &str| {
        let mut parts = day.split('-').map(|part| part.parse::<u32>().expect("a number"));
        let (year, month) = (parts.next().expect("a year"), parts.next().expect("a month"));
        if month == 12 {
            format!("{}-01-15", year + 1)
        } else {
            format!("{year}-{:02}-15", month + 1)
        }
    };
    let end = next_month(&today);
    (today, end)
}

#[test]
fn a_delegate_works_in_the_post_until_it_is_taken_back() {
    let service = Service::start();
    let mut leader = service.signed_in("chutich");
    let (starts, ends) = days(&mut leader);
    let page = leader.get("/tai-khoan/uy-quyen").shown();
    let chief = page.choice("Phạm Quang Huy");
    let form = |reason: &'static str| {
        [
            ("to", chief.clone()),
            ("starts", starts.clone()),
            ("ends", ends.clone()),
            ("actions", "direct_arrival".to_owned()),
            ("reason", reason.to_owned()),
        ]
    };
    let send = |browser: &mut Browser, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        browser.post("/tai-khoan/uy-quyen", &fields)
    };
    let wrong = send(&mut leader, &form(""));
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Ghi lý do"));
    // What was entered is still there.
    assert_eq!(wrong.field("ends"), ends);

    let given = send(&mut leader, &form("Đi công tác")).shown();
    assert!(given.text().contains("còn hiệu lực"));
    assert_eq!(send(&mut leader, &form("Đi công tác")).status, 409);

    let mut delegate = service.signed_in("chanhvanphong");
    let own = delegate.get("/").shown();
    let post = own.choice("Chủ tịch");
    let page = delegate.post("/chuc-vu", &[("post", &post)]).shown();
    assert!(page.text().contains("(thay "));
    // What was received is not passed on.
    let passed_on = delegate.get("/tai-khoan/uy-quyen").shown();
    assert!(passed_on.text().contains("không được ủy quyền tiếp"));

    let id = given
        .between("/tai-khoan/uy-quyen/", "/thu-hoi")
        .expect("the page offers to take it back");
    leader
        .post(&format!("/tai-khoan/uy-quyen/{id}/thu-hoi"), &[])
        .shown();
    assert!(!delegate.get("/").shown().text().contains("(thay "));
    let trail = service
        .signed_in("quantri")
        .get("/quan-tri/nhat-ky")
        .shown()
        .text();
    assert!(trail.contains("thu hồi ủy quyền"));
}
