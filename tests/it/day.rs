//! An office's day over HTTP, without JavaScript.

use crate::harness::{
    Answer, Browser, FilePart, HOME_AFFAIRS, Letter, PROVINCE, Service, find, judge, sqlite,
};

const ASKED: &str = "đề nghị cho ý kiến về kế hoạch số hóa tài liệu thủy lợi";
const ANSWERED: &str = "góp ý kế hoạch số hóa tài liệu thủy lợi";
const HOME_AFFAIRS_NAME: &str = "Sở Nội vụ";

#[test]
fn everybody_finds_their_work_after_signing_in() {
    let service = Service::start();
    for login in [
        "chutich",
        "vanthu",
        "truongphong",
        "chuyenvien",
        "giamdoc.snv",
        "vanthu.skhcn",
    ] {
        let page = service.signed_in(login).get("/").shown();
        assert!(page.text().contains("Việc của tôi"), "{login}: {}", page.text());
    }
}

#[test]
fn a_day_from_what_arrives_to_what_is_answered() {
    let service = Service::start();
    let issued = live(&service);
    judge(&service, &issued);
    assert!(
        service
            .command()
            .args(["audit", "verify"])
            .status()
            .expect("the binary runs")
            .success()
    );
}

#[test]
fn a_changed_row_of_the_audit_trail_is_found() {
    let service = Service::start();
    let database = service.data().join("vanthu.sqlite");
    let verify = || {
        service
            .command()
            .args(["audit", "verify"])
            .output()
            .expect("the binary runs")
    };
    assert_eq!(verify().status.code(), Some(0));
    let changed = sqlite(
        &database,
        "UPDATE audit_entry SET actor_name = 'Không phải tôi' WHERE number = (SELECT max(number) / 2 FROM audit_entry) \
         RETURNING number",
    );
    assert!(!changed.is_empty(), "no row was changed");
    let found = verify();
    assert_eq!(found.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&found.stdout).contains(&format!("ở số {}", changed[0])));
}

/// The day, through the pages; what the province issued at its end.
#[track_caller]
pub(crate) fn live(service: &Service) -> Vec<u8> {
    let (_, brought) = HOME_AFFAIRS.issue(service, &Letter {
        subject: ASKED,
        addressees: "Ủy ban nhân dân xã Gia Viễn",
        body: "Sở Nội vụ đề nghị cho ý kiến về kế hoạch số hóa tài liệu thủy lợi trước ngày 25 của tháng.\n",
        begun_at: "/du-thao/moi",
    });
    let mut clerk = service.signed_in("vanthu");
    let arrival = register(&mut clerk, &brought);
    direct(service, &mut clerk, &arrival);

    let mut officer = service.signed_in("chuyenvien");
    let page = officer.get(&arrival).shown();
    let part = page
        .between("/phan/", "/bao-cao\"")
        .expect("the officer is asked to settle");
    let begun_at = page
        .link("Soạn văn bản trả lời")
        .expect("an answer can be drafted");
    let answer = PROVINCE.write(service, &Letter {
        subject: ANSWERED,
        addressees: HOME_AFFAIRS_NAME,
        body: "Ủy ban nhân dân tỉnh thống nhất với kế hoạch số hóa; đề nghị bổ sung hồ sơ hồ chứa Yên Quang.\n",
        begun_at: &begun_at,
    });
    PROVINCE.approve_and_sign(service, &answer);
    let issued = PROVINCE.number_seal_and_issue(service, &answer);
    let number = symbol(&issued);
    assert!(number.ends_with("/UBND-VX"), "symbol of the answer: {number}");

    let accepted = accept(service);
    let sender = clerk.get(&format!("/du-thao/{answer}")).shown();
    assert!(
        sender.text().contains(&format!("số đến {accepted}")),
        "the sender does not see {accepted}: {}",
        sender.text()
    );

    let report = format!("{arrival}/phan/{part}/bao-cao");
    let closed = officer
        .post(&report, &[("text", "Đã trả lời Sở Nội vụ.")])
        .shown();
    assert!(
        closed
            .text()
            .contains("<span class=\"mark\">Đã hoàn thành</span>"),
        "{}",
        closed.text()
    );

    find(&mut clerk, "hồ chứa Yên Quang", ANSWERED);
    find(&mut clerk, "ho chua yen quang", ANSWERED);
    find(&mut clerk, &number, ANSWERED);
    // What was read from the page begins with a capital.
    find(
        &mut clerk,
        "so hoa tai lieu thuy loi",
        ASKED.trim_start_matches('đ'),
    );
    clerk.get(&format!("/du-thao/{answer}/tep")).shown().bytes
}

/// The clerk brings the file and registers what was read from it; the arrival's address.
#[track_caller]
fn register(clerk: &mut Browser, pdf: &[u8]) -> String {
    let page = clerk
        .upload(
            "/den/tiep-nhan",
            &[],
            &[FilePart {
                field: "files",
                name: "den.pdf",
                bytes: pdf,
            }],
        )
        .shown();
    let proposed = page.address.clone();
    let names = [
        "number_symbol",
        "date",
        "issuer",
        "kind",
        "subject",
        "signer_name",
        "signer_title",
        "urgency",
        "secrecy",
        "arrived_on",
    ];
    let values = names.map(|name| page.field(name));
    assert!(
        values[0].ends_with("/SNV-VP"),
        "number and symbol read: {}",
        values[0]
    );
    assert_eq!(values[2], HOME_AFFAIRS_NAME);
    assert_eq!(values[4].to_lowercase(), ASKED.to_lowercase());
    let fields: Vec<_> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
    let registered = clerk.post(&proposed, &fields).shown();
    assert!(
        registered.text().contains("<strong>Số đến "),
        "{}",
        registered.text()
    );
    format!("/den/{}", registered.id_after("/den/"))
}

/// The clerk submits, the chairman directs, the head of the unit assigns.
#[track_caller]
fn direct(service: &Service, clerk: &mut Browser, arrival: &str) {
    let page = clerk.get(arrival).shown();
    let fields = [
        ("leader", &*page.choice("Nguyễn Văn Thành")),
        ("seen", &page.field("seen")),
    ];
    clerk.post(&format!("{arrival}/trinh"), &fields).shown();

    let mut chairman = service.signed_in("chutich");
    let page = chairman.get(arrival).shown();
    let due = page.field("due");
    assert_eq!(due.len(), 10, "a due date is proposed");
    let fields = [
        ("lead", &*page.choice("Phòng Khoa giáo - Văn xã")),
        ("due", &due),
        ("text", "Giao Phòng Khoa giáo - Văn xã tham mưu trả lời."),
        ("seen", &page.field("seen")),
    ];
    chairman.post(&format!("{arrival}/chi-dao"), &fields).shown();

    let mut head = service.signed_in("truongphong");
    let page = head.get(arrival).shown();
    let part = page
        .between("/phan/", "/phan-cong\"")
        .expect("the head is asked to assign");
    let fields = [
        ("post", &*page.choice("Vũ Thị Lan")),
        ("due", &due),
        ("text", "Soạn công văn trả lời."),
    ];
    head.post(&format!("{arrival}/phan/{part}/phan-cong"), &fields)
        .shown();
}

/// The recipient's clerk finds the arrival among the work and registers it; its number there.
#[track_caller]
fn accept(service: &Service) -> String {
    let mut clerk = service.signed_in("vanthu.snv");
    let arrival = clerk
        .get("/den?tinh_trang=waiting")
        .shown()
        .link(ANSWERED)
        .expect("the answer arrived");
    let page = clerk.get(&arrival).shown();
    let registered = clerk
        .post(&format!("{arrival}/dang-ky"), &[("seen", &page.field("seen"))])
        .shown();
    registered
        .between("<strong>Số đến ", "</strong>")
        .expect("an arrival number")
}

/// "12/UBND-VX", as the page of an issued document tells it.
#[track_caller]
fn symbol(issued: &Answer) -> String {
    issued
        .between("<dt>Số, ký hiệu</dt><dd>", "</dd>")
        .expect("a number and symbol")
}
