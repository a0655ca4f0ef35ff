//! Lists at work: several lines at once, spreadsheets, the audit trail in words.

use std::process::Command;

use crate::harness::{Browser, Service};

/// Registers a paper arrival; its id.
fn registered(clerk: &mut Browser, subject: &str) -> String {
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", subject),
    ];
    clerk.post("/den/ban-giay", &fields).shown().id_after("/den/")
}

/// The texts of a spreadsheet, read by another program.
#[track_caller]
fn sheet(service: &Service, bytes: &[u8]) -> String {
    const READ: &str = "import zipfile, re, sys, html\nz = zipfile.ZipFile(sys.argv[1])\n\
                        t = z.read('xl/sharedStrings.xml').decode()\n\
                        print('\\n'.join(html.unescape(s) for s in re.findall(r'<t[^>]*>([^<]*)</t>', t)))";
    let file = service.data().join("read.xlsx");
    std::fs::write(&file, bytes).expect("the data folder can be written");
    let output = Command::new("python3")
        .args(["-c", READ])
        .arg(&file)
        .output()
        .expect("python3 is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn several_arrivals_are_submitted_at_once_and_what_cannot_be_is_told() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let ids: Vec<String> = (0..3)
        .map(|nth| registered(&mut clerk, &format!("kiểm kê kho thóc lượt {nth}")))
        .collect();
    let leader = clerk
        .get("/den?tinh_trang=registered")
        .shown()
        .choice("Nguyễn Văn Thành");

    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("arrival", id.as_str())).collect();
    fields.push(("leader", &leader));
    clerk.post("/den/trinh", &fields).shown();
    for id in &ids {
        let page = clerk.get(&format!("/den/{id}")).shown();
        assert!(page.text().contains("Chờ chỉ đạo"), "{}", page.text());
    }

    let again = clerk.post("/den/trinh", &fields);
    assert_eq!(again.status, 422);
    assert!(
        again.text().contains("Có văn bản chưa trình được"),
        "{}",
        again.text()
    );
}

#[test]
fn lists_books_and_the_trail_are_exported_as_spreadsheets() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    // Looks like a formula, and has to stay a text.
    registered(&mut clerk, "=1+1 kiểm kê kho thóc");

    let list = clerk.get("/den/xuat?tinh_trang=registered").shown();
    let texts = sheet(&service, &list.bytes);
    assert!(
        texts.contains("=1+1 kiểm kê kho thóc") && texts.contains("Số đến"),
        "{texts}"
    );
    let book = clerk.get("/den/so/xuat").shown();
    assert!(sheet(&service, &book.bytes).contains("kiểm kê kho thóc"));
    for path in ["/van-ban-di/xuat", "/du-thao/xuat"] {
        let texts = sheet(&service, &clerk.get(path).shown().bytes);
        assert!(
            texts.contains("Trích yếu") && texts.lines().count() > 15,
            "{path}: {texts}"
        );
    }
    let trail = service.signed_in("quantri").get("/quan-tri/nhat-ky/xuat").shown();
    assert!(sheet(&service, &trail.bytes).contains("Lê Thị Thu Hà"));
}

#[test]
fn the_trail_says_in_words_who_did_what_and_from_where() {
    let service = Service::start();
    registered(&mut service.signed_in("vanthu"), "kiểm kê kho thóc");
    let mut administrator = service.signed_in("quantri");

    let path = "/quan-tri/nhat-ky?nguoi=Thu+H%C3%A0";
    let told = administrator.get(path).shown().text();
    assert!(
        told.contains("Lê Thị Thu Hà") && told.contains("đăng ký số đến"),
        "{told}"
    );
    assert!(
        !told.contains("Bùi Đức Anh</strong>"),
        "somebody else is told of: {told}"
    );
    // Administrators read the trail, not the documents: what they may not read is neither named nor found.
    assert!(!told.contains("kiểm kê kho thóc"), "{told}");
    let other = administrator
        .get("/quan-tri/nhat-ky?van_ban=ki%E1%BB%83m+k%C3%AA+kho+th%C3%B3c")
        .shown();
    assert!(
        other.text().contains("Không có bản ghi nào ở đây"),
        "{}",
        other.text()
    );

    let sessions = service
        .signed_in("quantri")
        .get("/quan-tri/nhat-ky")
        .shown()
        .text();
    assert!(
        sessions.contains("địa chỉ 127.0.0.1"),
        "where from is not told: {sessions}"
    );
    let never = service
        .signed_in("quantri")
        .get("/quan-tri/nhat-ky?den=2001-01-01")
        .shown();
    assert!(never.text().contains("Không có bản ghi nào ở đây"));
}
