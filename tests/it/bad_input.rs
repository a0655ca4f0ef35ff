//! What bad input gets: a clear answer in Vietnamese, and nothing half done.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    thread,
};

use crate::harness::{Answer, Browser, FilePart, HOME_AFFAIRS, Letter, Service, find, sqlite};

/// An id that nothing has.
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// How much there is of everything that input can make.
fn counts(service: &Service) -> Vec<String> {
    let tables = [
        "arrival",
        "document",
        "intake",
        "document_file",
        "draft",
        "dispatch",
    ];
    let counted = tables.map(|table| format!("SELECT '{table} ' || count(*) FROM {table}"));
    let statement = format!(
        "{} UNION ALL SELECT 'numbers ' || sum(last_number) FROM register_book",
        counted.join(" UNION ALL ")
    );
    sqlite(&service.data().join("vanthu.sqlite"), &statement)
}

fn bring(clerk: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    clerk.upload(
        "/den/tiep-nhan",
        &[],
        &[FilePart {
            field: "files",
            name,
            bytes,
        }],
    )
}

/// A PDF of one page with this in its catalogue.
pub(crate) fn small_pdf(catalogue: &str) -> Vec<u8> {
    let words = "BT /F1 14 Tf 72 720 Td (Cong van) Tj ET";
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalogue} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{words}\nendstream", words.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = vec!["xref\n0 6\n0000000000 65535 f \n".to_owned()];
    for (number, object) in (1..).zip(&objects) {
        table.push(format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let (start, table) = (pdf.len(), table.concat());
    pdf.extend(
        format!("{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").into_bytes(),
    );
    pdf
}

/// The same with a password, by a program that is not ours.
fn encrypted(service: &Service, pdf: &[u8]) -> Vec<u8> {
    const ENCRYPT: &str = "import sys\nfrom pyhanko.pdf_utils.reader import PdfFileReader\n\
        from pyhanko.pdf_utils.writer import copy_into_new_writer\n\
        w = copy_into_new_writer(PdfFileReader(open(sys.argv[1], 'rb')))\nw.encrypt('chu', 'nguoi dung')\n\
        w.write(open(sys.argv[2], 'wb'))";
    let (plain, locked) = (
        service.data().join("plain.pdf"),
        service.data().join("locked.pdf"),
    );
    std::fs::write(&plain, pdf).expect("the data folder can be written");
    let output = Command::new("python3")
        .args(["-c", ENCRYPT])
        .args([&plain, &locked])
        .output()
        .expect("python3 is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    std::fs::read(locked).expect("it was written")
}

#[test]
fn files_that_cannot_be_taken_are_refused_in_words() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let good = small_pdf("");
    let locked = encrypted(&service, &good);
    let cases: [(&str, Vec<u8>, &str); 4] = [
        (
            "nen.pdf",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00khong phai pdf".to_vec(),
            "không phải PDF",
        ),
        ("khoa.pdf", locked, "mật khẩu"),
        ("cut.pdf", good[..good.len() / 4].to_vec(), "cut.pdf"),
        ("rong.pdf", Vec::new(), "rong.pdf"),
    ];
    let before = counts(&service);
    for (name, bytes, words) in cases {
        let answer = bring(&mut clerk, name, &bytes);
        assert_eq!(answer.status, 422, "{name}: {}", answer.text());
        assert!(answer.text().contains(words), "{name}: {}", answer.text());
    }
    assert_eq!(counts(&service), before);
    bring(&mut clerk, "tot.pdf", &good).shown();
}

#[test]
fn a_file_that_does_something_by_itself_is_taken_with_a_warning() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    for action in ["/S /JavaScript /JS (app.alert\\(1\\))", "/S /Launch /F (cmd.exe)"] {
        let page = bring(
            &mut clerk,
            "nguy-hiem.pdf",
            &small_pdf(&format!("/OpenAction << {action} >>")),
        )
        .shown();
        assert!(
            page.text().contains("Tệp có thành phần không an toàn"),
            "{action}: {}",
            page.text()
        );
    }
}

#[test]
fn four_hundred_megabytes_are_refused_without_being_kept() {
    const MEGABYTE: usize = 1024 * 1024;
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let token = clerk.token();
    let before = counts(&service);
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n--x\r\n\
         content-disposition: form-data; name=\"files\"; filename=\"to.pdf\"\r\n\r\n%PDF-1.7\n"
    );
    let (host, cookie) = (clerk.host(), clerk.cookie());
    let length = head.len() + 400 * MEGABYTE + "\r\n--x--\r\n".len();
    let mut line = TcpStream::connect(&host).expect("the service listens");
    let mut back = line.try_clone().expect("a socket has two directions");
    // The answer comes while we still send: it is read beside.
    let answer = thread::spawn(move || {
        let mut answer = Vec::new();
        let mut some = [0; 8192];
        while let Ok(count @ 1..) = back.read(&mut some) {
            answer.extend_from_slice(&some[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    });
    let request = format!(
        "POST /den/tiep-nhan HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\
         content-type: multipart/form-data; boundary=x\r\ncontent-length: {length}\r\n\r\n{head}"
    );
    line.write_all(request.as_bytes()).expect("the service reads");
    let zeros = vec![0; MEGABYTE];
    // The service may hang up before the end.
    let sent = (0..400).take_while(|_| line.write_all(&zeros).is_ok()).count();
    let answer = answer.join().expect("the answer is read");
    assert!(answer.starts_with("HTTP/1.1 413"), "after {sent} MB: {answer}");
    assert!(answer.contains("quá lớn"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    let (_, most) = service.memory();
    assert!(most < 600, "{most} MB of memory for a file that is refused");
    assert_eq!(counts(&service), before);
    clerk.get("/den").shown();
}

#[test]
fn decomposed_letters_are_found_composed() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let subject = "ba\u{301}o ca\u{301}o kho\u{302} ha\u{323}n \u{1b0}\u{301}ng pho\u{301}";
    let page = paper(&mut clerk, &[("subject", subject)]).shown();
    assert!(page.text().contains("báo cáo khô hạn ứng phó"), "{}", page.text());
    find(&mut clerk, "báo cáo khô hạn ứng phó", "báo cáo khô hạn ứng phó");
    find(&mut clerk, subject, "báo cáo khô hạn ứng phó");
}

#[test]
fn a_subject_of_ten_thousand_characters_is_refused_and_kept_in_the_form() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let before = counts(&service);
    let long = "Ự".repeat(10_000);
    let answer = paper(&mut clerk, &[("subject", &long)]);
    assert_eq!(answer.status, 422);
    assert!(
        answer.text().contains("Dài 10000 ký tự; nhiều nhất 500."),
        "{}",
        answer.text()
    );
    assert_eq!(answer.field("subject"), long);
    assert_eq!(counts(&service), before);
}

#[test]
fn two_clerks_register_one_file_at_the_same_moment_once() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let page = bring(&mut clerk, "mot.pdf", &small_pdf("")).shown();
    let intake = page.address;
    let before = arrivals(&service);
    let clerks: Vec<Browser> = (0..2).map(|_| service.signed_in("vanthu")).collect();
    let answers: Vec<Answer> = thread::scope(|scope| {
        let intake = &intake;
        let register = |mut clerk: Browser| {
            scope.spawn(move || {
                clerk.post(
                    intake,
                    &[
                        ("subject", "một tệp hai người"),
                        ("issuer", "Bộ Nội vụ"),
                        ("kind", "letter"),
                    ],
                )
            })
        };
        let running: Vec<_> = clerks.into_iter().map(register).collect();
        running
            .into_iter()
            .map(|one| one.join().expect("it answers"))
            .collect()
    });
    assert!(answers.iter().any(|answer| answer.status == 200), "{answers:?}");
    for answer in &answers {
        assert!(
            matches!(answer.status, 200 | 409),
            "{}: {}",
            answer.status,
            answer.text()
        );
    }
    assert_eq!(arrivals(&service), before + 1);
    // Sent once more, the form leads to what it made.
    clerk
        .post(
            &intake,
            &[
                ("subject", "một tệp hai người"),
                ("issuer", "Bộ Nội vụ"),
                ("kind", "letter"),
            ],
        )
        .shown();
    assert_eq!(arrivals(&service), before + 1);
}

#[test]
fn a_paper_form_posted_twice_asks_whether_it_is_meant() {
    let service = Service::start();
    let mut clerk = service.signed_in("vanthu");
    let before = arrivals(&service);
    let fields = [
        ("subject", "đề nghị báo cáo"),
        ("number_symbol", "77/BNV-VP"),
        ("date", "2026-03-05"),
    ];
    paper(&mut clerk, &fields).shown();
    let again = paper(&mut clerk, &fields);
    assert_eq!(again.status, 422);
    assert!(
        again.text().contains("Có thể văn bản này đã được đăng ký"),
        "{}",
        again.text()
    );
    assert_eq!(arrivals(&service), before + 1);
}

#[test]
fn an_issue_form_posted_twice_issues_once() {
    let service = Service::start();
    let (id, _) = HOME_AFFAIRS.issue(&service, &letter());
    let mut clerk = service.signed_in(HOME_AFFAIRS.clerk);
    let before = counts(&service);
    let again = clerk.post(&format!("/du-thao/{id}/phat-hanh"), &[]);
    assert_eq!(again.status, 409, "{}", again.text());
    assert!(again.text().contains("Tải lại trang"), "{}", again.text());
    assert_eq!(counts(&service), before);
}

#[test]
fn unknown_ids_and_those_of_others_are_not_found() {
    let service = Service::start();
    let id = HOME_AFFAIRS.write(&service, &letter());
    let mut clerk = service.signed_in("vanthu");
    let before = counts(&service);
    for id in [UNKNOWN, &id, "khong-phai-ma"] {
        for path in [
            format!("/du-thao/{id}"),
            format!("/den/{id}"),
            format!("/tep/{id}"),
            format!("/api/v1/drafts/{id}"),
        ] {
            let answer = clerk.get(&path);
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
            assert!(
                answer.text().contains("Không tìm thấy"),
                "{path}: {}",
                answer.text()
            );
        }
        let answer = clerk.post(&format!("/du-thao/{id}/cap-so"), &[]);
        assert_eq!(answer.status, 404, "{id}: {}", answer.text());
    }
    assert_eq!(counts(&service), before);
}

fn letter() -> Letter<'static> {
    Letter {
        subject: "đề nghị báo cáo tình hình lập hồ sơ",
        addressees: "Ủy ban nhân dân xã Gia Viễn",
        body: "Sở Nội vụ đề nghị báo cáo tình hình lập hồ sơ.\n",
        begun_at: "/du-thao/moi",
    }
}

/// Registers what came on paper.
fn paper(clerk: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let usual = [("issuer", "Bộ Nội vụ"), ("kind", "letter")];
    clerk.post("/den/ban-giay", &[&usual, fields].concat())
}

fn arrivals(service: &Service) -> usize {
    sqlite(
        &service.data().join("vanthu.sqlite"),
        "SELECT id FROM arrival WHERE number IS NOT NULL",
    )
    .len()
}
