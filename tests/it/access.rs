//! Who may do what, asked of every route of the service.

use web::{
    Access,
    routes::{Row, all},
};

use crate::harness::{Answer, Browser, HOME_AFFAIRS, Letter, Service};

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// Those who ask, with a word of the post they ask in.
const ASKING: [(&str, &str, &str); 5] = [
    ("chuyenvien", "", "officer"),
    ("vanthu", "", "clerk"),
    ("quantri", "", "administrator"),
    ("chanhvanphong.snv", "Thanh tra viên", "auditor"),
    ("chutich", "", "leader"),
];

/// Asks for a route, with every parameter in its path replaced.
fn ask(browser: &mut Browser, row: &Row, id: &str, token: &str) -> Answer {
    let (is_api, path) = (row.path.starts_with("/api/"), filled(&row.path, id));
    let kind = if is_api {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let body = if is_api { "{}" } else { "" };
    let headers = [("content-type", kind), ("x-csrf-token", token)];
    let is_get = row.method.as_str() == "GET";
    browser.ask(
        row.method.as_str(),
        &path,
        if is_get { &[] } else { &headers },
        if is_get { "" } else { body },
    )
}

/// "/den/{id}/trang/{page}" with the id, and first pages and days.
fn filled(path: &str, id: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{page}" => "1",
        "{day}" | "{date}" => "2026-03-05",
        part if part.starts_with('{') => id,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Whether the route asks who is there. One behind a secret address answers its own program in that program's words.
fn asks_who(row: &Row) -> bool {
    !matches!(row.access, Access::Public | Access::Link)
}

fn has_parameter(row: &Row) -> bool {
    row.path.contains('{')
}

/// Whether a post with these roles passes, read from the table of permissions itself.
fn admits(access: Access, role: &str) -> bool {
    let carries = |permission: directory::Permission| {
        permission
            .roles()
            .iter()
            .any(|one| serde_json::to_value(one).is_ok_and(|name| name == role))
    };
    match access {
        Access::Public | Access::Link | Access::SignedIn => true,
        Access::With(permission) => carries(permission),
        Access::WithAny(permissions) => permissions.iter().copied().any(carries),
    }
}

fn is_refusal(status: u16) -> bool {
    matches!(status, 401 | 403 | 404)
}

#[test]
fn nobody_gets_in_without_signing_in() {
    let service = Service::start();
    let mut nobody = service.browser();
    let mut wrong = Vec::new();
    for row in all().rows().iter().filter(|row| asks_who(row)) {
        let answer = ask(&mut nobody, row, UNKNOWN, "");
        let goes_to_sign_in = answer
            .headers
            .get("location")
            .is_some_and(|to| to.starts_with("/dang-nhap"));
        if !(is_refusal(answer.status) || answer.status == 303 && goes_to_sign_in) {
            wrong.push((answer.status, row.method.clone(), row.path.clone()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_route_keeps_out_whoever_the_table_keeps_out() {
    let service = Service::start();
    let mut wrong = Vec::new();
    let mut refused = 0;
    for (login, post, role) in ASKING {
        let (mut browser, token) = signed_in(&service, login, post);
        let kept_out = |row: &&Row| !admits(row.access, role);
        for row in all().rows().iter().filter(kept_out) {
            let answer = ask(&mut browser, row, UNKNOWN, &token);
            refused += 1;
            if answer.status != 403 {
                wrong.push((role, answer.status, row.method.clone(), row.path.clone()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(refused > 100, "only {refused} refusals were tried");
}

#[test]
fn what_does_not_exist_is_not_found() {
    let service = Service::start();
    let mut wrong = Vec::new();
    for (login, post, role) in ASKING {
        let (mut browser, token) = signed_in(&service, login, post);
        for row in all()
            .rows()
            .iter()
            .filter(|row| has_parameter(row) && admits(row.access, role))
        {
            let answer = ask(&mut browser, row, UNKNOWN, &token);
            let is_right = match row.method.as_str() {
                "GET" => answer.status == 404,
                // An empty form may be refused before anybody looks for the id.
                _ => (400..500).contains(&answer.status),
            };
            if !is_right && asks_who(row) {
                wrong.push((role, answer.status, row.method.clone(), row.path.clone()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_belongs_to_another_agency_is_not_found() {
    let service = Service::start();
    let subject = "đề nghị bố trí kinh phí chỉnh lý tài liệu";
    let (document, _) = HOME_AFFAIRS.issue(
        &service,
        &Letter {
            subject,
            addressees: "Ủy ban nhân dân xã Gia Viễn",
            body: "Sở Nội vụ đề nghị bố trí kinh phí.\n",
            begun_at: "/du-thao/moi",
        },
    );
    let mut recipient = service.signed_in("vanthu.giavien");
    let arrival = recipient
        .get("/den?tinh_trang=waiting")
        .shown()
        .link(subject)
        .expect("it arrived");
    let file = recipient
        .get(&arrival)
        .shown()
        .between("href=\"/tep/", "\"")
        .expect("it has a file");
    let arrival = arrival.trim_start_matches("/den/").to_owned();
    // The ids are real: those whom it concerns find them.
    service
        .signed_in("vanthu.snv")
        .get(&format!("/du-thao/{document}"))
        .shown();
    recipient.get(&format!("/tep/{file}")).shown();
    let mut wrong = Vec::new();
    for login in ["vanthu", "chuyenvien", "chutich"] {
        let (mut browser, token) = signed_in(&service, login, "");
        for foreign in [&document, &arrival, &file] {
            for row in all()
                .rows()
                .iter()
                .filter(|row| has_parameter(row) && asks_who(row))
            {
                let answer = ask(&mut browser, row, foreign, &token);
                let is_right = match row.method.as_str() {
                    "GET" => is_refusal(answer.status),
                    _ => (400..500).contains(&answer.status),
                };
                if !is_right {
                    wrong.push((login, answer.status, row.method.clone(), row.path.clone()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A browser signed in, in the post with this title, and the token of its forms.
fn signed_in(service: &Service, login: &str, post: &str) -> (Browser, String) {
    let mut browser = service.signed_in(login);
    if !post.is_empty() {
        let choice = browser.get("/").shown().choice(post);
        browser.post("/chuc-vu", &[("post", &choice)]).shown();
    }
    let token = browser.token();
    (browser, token)
}
