//! Lists as their readers arrange them: saved views, added columns, a document beside the list, several at once.

use serde_json::Value;

use crate::harness::{Answer, Browser, Service};

fn json(browser: &mut Browser, path: &str) -> Value {
    let answer = browser.get(path).shown();
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

fn headings(page: &Answer) -> String {
    page.between("<thead>", "</thead>").expect("a table")
}

#[test]
fn a_view_is_saved_opened_by_default_and_deleted() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", "kiểm kê kho thóc"),
    ];
    clerk.post("/den/ban-giay", &fields).shown();
    let narrowed = "tinh_trang=registered&cot=signer&cot=kind";
    let page = clerk.get(&format!("/den?{narrowed}&sau=")).shown();
    // Columns stand in the order of the list, whatever the order in the address.
    assert_eq!(page.field("query"), "tinh_trang=registered&cot=kind&cot=signer");
    assert!(headings(&page).contains("<th>Tên loại</th><th>Người ký</th>"));
    assert!(!headings(&clerk.get("/den").shown()).contains("Người ký"));

    let fields = [
        ("name", "Chờ trình"),
        ("query", &*page.field("query")),
        ("mac_dinh", "1"),
    ];
    let saved = clerk.post("/cach-xem/arrivals", &fields).shown();
    assert!(saved.text().contains("Đã lưu cách xem"), "{}", saved.text());
    assert!(headings(&saved).contains("Người ký"));
    let opened = clerk.get("/den").shown();
    assert!(
        opened.address.contains("tinh_trang=registered"),
        "opens with it: {}",
        opened.address
    );
    assert!(opened.link("Chờ trình").is_some());
    let whole = clerk.get(&opened.link("Tất cả").expect("the whole list")).shown();
    assert!(
        !headings(&whole).contains("Người ký"),
        "the whole list is one step away"
    );

    let again = clerk.post("/cach-xem/arrivals", &fields);
    assert_eq!(again.status, 422);
    assert!(again.text().contains("đã có một cách xem tên này"));
    assert_eq!(again.field("name"), "Chờ trình", "what was typed is kept");

    let mut colleague = service.signed_in("chuyenvien");
    let views = json(&mut clerk, "/api/v1/list-views?list=arrivals");
    let id = views[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(views[0]["is_default"], true);
    assert_eq!(
        colleague
            .post(&format!("/cach-xem/arrivals/{id}/xoa"), &[])
            .status,
        404
    );
    assert_eq!(
        json(&mut colleague, "/api/v1/list-views?list=arrivals"),
        Value::Array(Vec::new())
    );

    clerk
        .post(&format!("/cach-xem/arrivals/{id}/mac-dinh"), &[])
        .shown();
    assert!(!clerk.get("/den").shown().address.contains("tinh_trang"));
    let left = clerk.post(&format!("/cach-xem/arrivals/{id}/xoa"), &[]).shown();
    assert!(left.text().contains("Chưa có cách xem nào được lưu"));
}

#[test]
fn every_list_takes_columns_and_says_when_a_list_is_unknown() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    for list in ["/van-ban-di", "/du-thao"] {
        let page = clerk.get(&format!("{list}?cot=secrecy&cot=nothing")).shown();
        assert!(headings(&page).contains("<th>Độ mật</th>"), "{list}");
        assert!(
            page.text().contains("data-label=\"Độ mật\">Không mật</td>"),
            "{list}"
        );
    }
    assert_eq!(clerk.get("/cach-xem/nothing").status, 404);
}

#[test]
fn a_document_beside_the_list_is_light_and_within_rights() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    for (list, room) in [
        ("/den", "/den/"),
        ("/van-ban-di", "/du-thao/"),
        ("/du-thao", "/du-thao/"),
    ] {
        let page = clerk.get(list).shown().text();
        let link = page.split(" data-preview>").next().expect("a link");
        let address = link
            .rsplit("href=\"")
            .next()
            .expect("an address")
            .trim_end_matches('"')
            .to_owned();
        assert!(address.starts_with(room), "{list}: {address}");
        let fragment = clerk.get(&format!("{address}/xem-nhanh")).shown();
        let text = fragment.text();
        assert!(
            !text.contains("<html") && text.contains(&format!("href=\"{address}\"")),
            "{text}"
        );
        assert!(fragment.bytes.len() < 8 * 1024, "{} bytes", fragment.bytes.len());
        let stranger = service
            .signed_in("vanthu.giavien")
            .get(&format!("{address}/xem-nhanh"));
        assert_eq!(stranger.status, 404, "{list}");
    }
}

#[test]
fn several_documents_for_information_are_read_at_once() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let mut chairman = service.signed_in("chutich");
    for nth in 1..=2 {
        let subject = format!("thông báo lịch kiểm tra lượt {nth}");
        let fields = [
            ("issuer", "Hợp tác xã Gia Viễn"),
            ("kind", "notice"),
            ("subject", &*subject),
        ];
        let id = clerk.post("/den/ban-giay", &fields).shown().id_after("/den/");
        let page = clerk.get(&format!("/den/{id}")).shown();
        let fields = [
            ("leader", &*page.choice("Nguyễn Văn Thành")),
            ("seen", &page.field("seen")),
        ];
        clerk.post(&format!("/den/{id}/trinh"), &fields).shown();
        let page = chairman.get(&format!("/den/{id}")).shown();
        let (lead, told) = (page.choice("Văn phòng"), page.choice("Phòng Khoa giáo - Văn xã"));
        let fields = [
            ("lead", &*lead),
            ("informed", &told),
            ("due", &page.field("due")),
            ("text", "Biết để phối hợp."),
            ("seen", &page.field("seen")),
        ];
        chairman.post(&format!("/den/{id}/chi-dao"), &fields).shown();
    }
    let mut head = service.signed_in("truongphong");
    let page = head.get("/?viec=read").shown().text();
    let parts: Vec<String> = page
        .split("name=\"part\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next().map(ToOwned::to_owned))
        .collect();
    assert!(parts.len() >= 2, "{page}");
    let fields: Vec<(&str, &str)> = parts.iter().map(|part| ("part", part.as_str())).collect();
    head.post("/viec/da-xem", &fields).shown();
    assert!(
        !head
            .get("/?viec=read")
            .shown()
            .text()
            .contains("lịch kiểm tra lượt")
    );
    let again = head.post("/viec/da-xem", &fields);
    assert_eq!(again.status, 422);
    assert!(again.text().contains("Có văn bản chưa ghi nhận được"));
    assert_eq!(head.post("/viec/da-xem", &[]).status, 422, "nothing was chosen");
}
