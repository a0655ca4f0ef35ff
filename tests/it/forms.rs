//! Small forms that are refused come back on their page: filled as they were, the mistake beside its field.

use crate::harness::{Answer, Browser, FilePart, Letter, PROVINCE, Service};

/// Registers a paper arrival and submits it to the chairman; its address.
fn submitted(service: &Service) -> String {
    let mut clerk = service.signed_in("vanthu");
    let fields = [
        ("issuer", "Bộ Nội vụ"),
        ("kind", "letter"),
        ("subject", "rà soát biểu mẫu"),
    ];
    let registered = clerk.post("/den/ban-giay", &fields).shown();
    let address = format!("/den/{}", registered.id_after("/den/"));
    let leader = registered.choice("Nguyễn Văn Thành");
    clerk
        .post(&format!("{address}/trinh"), &[("leader", &leader)])
        .shown();
    address
}

#[track_caller]
fn refused(browser: &mut Browser, path: &str, fields: &[(&str, &str)], message: &str) -> Answer {
    let page = browser.post(path, fields);
    assert_eq!(page.status, 422, "{}", page.text());
    let text = page.text();
    assert!(
        text.contains("class=\"wrong\""),
        "no message beside a field: {text}"
    );
    assert!(text.contains(message), "{text}");
    page
}

#[test]
fn a_directive_with_a_mistake_comes_back_filled() {
    let service = Service::start();
    let address = submitted(&service);
    let mut leader = service.signed_in("chutich");
    let page = leader.get(&address).shown();
    let lead = page.choice("Phòng Khoa giáo");
    assert!(
        !page.text().contains(">Lãnh đạo Ủy ban</option>"),
        "a unit that nobody heads is proposed"
    );

    let fields = [
        ("lead", lead.as_str()),
        ("due", "2020-01-01"),
        ("text", "Khẩn trương tham mưu."),
    ];
    let page = refused(
        &mut leader,
        &format!("{address}/chi-dao"),
        &fields,
        "không thể trước hôm nay",
    );

    assert_eq!(page.field("lead"), lead);
    assert_eq!(page.field("due"), "2020-01-01");
    assert_eq!(page.field("text"), "Khẩn trương tham mưu.");
    let page = refused(
        &mut leader,
        &format!("{address}/chi-dao"),
        &[("text", "x")],
        "Chọn một mục",
    );
    assert_eq!(page.field("text"), "x");
}

#[test]
fn reasons_and_results_that_are_missing_are_asked_for_at_their_fields() {
    let service = Service::start();
    let address = submitted(&service);
    let mut leader = service.signed_in("chutich");
    let lead = leader.get(&address).shown().choice("Phòng Khoa giáo");
    leader
        .post(&format!("{address}/chi-dao"), &[("lead", &lead)])
        .shown();
    let mut head = service.signed_in("truongphong");
    let page = head.get(&address).shown();
    let part = page.between("/phan/", "/").expect("a part waits");
    let path = format!("{address}/phan/{part}");

    refused(
        &mut head,
        &format!("{path}/tra-lai"),
        &[("reason", " ")],
        "Ghi rõ lý do",
    );
    let page = refused(
        &mut head,
        &format!("{path}/phan-cong"),
        &[("text", "làm sớm")],
        "Chọn một mục",
    );
    assert!(page.text().contains(">làm sớm</textarea>"), "{}", page.text());

    let post = page.choice("Vũ Thị Lan");
    head.post(&format!("{path}/phan-cong"), &[("post", &post)])
        .shown();
}

#[test]
fn a_file_whose_number_and_date_stand_in_form_fields_is_read() {
    let service = Service::start();
    let letter = Letter {
        subject: "triển khai kế hoạch phòng chống thiên tai",
        addressees: "Bộ Nội vụ",
        body: "Ủy ban nhân dân tỉnh triển khai kế hoạch phòng chống thiên tai.\n",
        begun_at: "/du-thao/moi",
    };
    let (id, pdf) = PROVINCE.issue(&service, &letter);
    let shown = service.signed_in("vanthu").get(&format!("/du-thao/{id}")).shown();
    let facts = shown
        .between("<dt>Số, ký hiệu</dt><dd>", "</dd>")
        .expect("it has a number");
    let day = shown
        .between("<dt>Ngày</dt><dd>", "</dd>")
        .expect("it has a date");

    let file = FilePart {
        field: "files",
        name: "den.pdf",
        bytes: &pdf,
    };
    // Another agency's clerk, to whom it was not sent, brings the file.
    let form = service
        .signed_in("vanthu.giavien")
        .upload("/den/tiep-nhan", &[], &[file])
        .shown();

    assert_eq!(form.field("number_symbol"), facts);
    assert_eq!(form.field("date"), day);
}
