use time::macros::date;

use super::*;

/// A line of a page: left, top, width and text, in 13-point type.
fn page(number: u32, lines: &[(f32, f32, f32, &str)]) -> pdf::PageText {
    let line = |&(left, top, width, text): &(f32, f32, f32, &str)| pdf::Line {
        text: text.to_owned(),
        left,
        top,
        width,
        height: 15.0,
    };
    pdf::PageText {
        origin: pdf::Origin::Embedded,
        number,
        width: 595.0,
        height: 842.0,
        lines: lines.iter().map(line).collect(),
    }
}

const NATION: [(f32, f32, f32, &str); 2] = [
    (265.0, 57.0, 275.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    (310.0, 73.0, 185.0, "Độc lập - Tự do - Hạnh phúc"),
];

fn letter() -> pdf::PageText {
    let mut lines = NATION.to_vec();
    lines.extend([
        (95.0, 57.0, 140.0, "ỦY BAN NHÂN DÂN"),
        (95.0, 73.0, 140.0, "TỈNH NINH BÌNH"),
        (100.0, 100.0, 25.0, "Số:"),
        (128.0, 100.0, 28.0, "1668"),
        (156.0, 100.0, 70.0, "/UBND-VX"),
        (320.0, 100.0, 190.0, "Ninh Bình, ngày 05 tháng 3 năm 2026"),
        (90.0, 122.0, 150.0, "V/v triển khai chuyển đổi số"),
        (90.0, 138.0, 150.0, "trong cơ quan nhà nước"),
        (90.0, 180.0, 60.0, "THƯỢNG KHẨN"),
        (215.0, 210.0, 200.0, "Kính gửi: Sở Khoa học và Công nghệ."),
        (
            85.0,
            250.0,
            450.0,
            "Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ,",
        ),
        (85.0, 600.0, 60.0, "Nơi nhận:"),
        (85.0, 615.0, 60.0, "- Như trên;"),
        (340.0, 600.0, 150.0, "TM. ỦY BAN NHÂN DÂN"),
        (340.0, 616.0, 150.0, "KT. CHỦ TỊCH"),
        (340.0, 632.0, 150.0, "PHÓ CHỦ TỊCH"),
        (350.0, 660.0, 120.0, "Ký bởi: Nguyễn Văn An"),
        (350.0, 710.0, 120.0, "Nguyễn Văn An"),
    ]);
    page(1, &lines)
}

#[test]
fn a_letter_whose_number_stands_in_a_field_is_read() {
    let read = propose(&[letter()]);
    assert_eq!(
        read.number_symbol
            .as_ref()
            .map(|found| found.value.to_string())
            .as_deref(),
        Some("1668/UBND-VX")
    );
    assert_eq!(read.date.map(|found| found.value), Some(date!(2026 - 03 - 05)));
    assert_eq!(
        read.issuer.map(|found| found.value).as_deref(),
        Some("Ủy ban nhân dân tỉnh Ninh Bình")
    );
    assert_eq!(read.kind.map(|found| found.value), Some(DocumentKind::Letter));
    let subject = read.subject.unwrap();
    assert_eq!(subject.value, "Triển khai chuyển đổi số trong cơ quan nhà nước");
    assert_eq!(
        (subject.place.page, subject.place.top, subject.place.height),
        (1, 122.0, 31.0)
    );
    assert_eq!(
        read.signer_name.map(|found| found.value).as_deref(),
        Some("Nguyễn Văn An")
    );
    let title = read.signer_title.map(|found| found.value);
    assert_eq!(title.as_deref(), Some("PHÓ CHỦ TỊCH"));
    assert_eq!(read.urgency.map(|found| found.value), Some(Urgency::VeryUrgent));
    assert_eq!(read.secrecy, None);
}

#[test]
fn a_decision_is_read_over_two_pages_with_its_own_agency_and_not_the_one_above() {
    let mut lines = NATION.to_vec();
    lines.extend([
        (95.0, 57.0, 140.0, "UBND TỈNH NINH BÌNH"),
        (85.0, 73.0, 160.0, "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        (120.0, 88.0, 60.0, "_______"),
        (110.0, 100.0, 110.0, "Số: 07/QĐ-SKHCN"),
        (320.0, 100.0, 190.0, "Ninh Bình, ngày 31 tháng 12 năm 2025"),
        (250.0, 140.0, 95.0, "QUYẾT ĐỊNH"),
        (180.0, 158.0, 235.0, "Về việc ban hành Quy chế văn thư, lưu trữ"),
        (230.0, 174.0, 135.0, "của Sở Khoa học và Công nghệ"),
        (270.0, 190.0, 55.0, "_______"),
        (160.0, 210.0, 275.0, "GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        (85.0, 240.0, 450.0, "Căn cứ Nghị định số 30/2020/NĐ-CP;"),
    ]);
    let last = page(
        2,
        &[
            (85.0, 100.0, 60.0, "Nơi nhận:"),
            (360.0, 100.0, 100.0, "GIÁM ĐỐC"),
            (350.0, 190.0, 120.0, "Trần Thị Bích Hà"),
        ],
    );
    let read = propose(&[page(1, &lines), last]);
    assert_eq!(
        read.number_symbol.map(|found| found.value.to_string()).as_deref(),
        Some("07/QĐ-SKHCN")
    );
    assert_eq!(
        read.issuer.map(|found| found.value).as_deref(),
        Some("Sở Khoa học và Công nghệ")
    );
    assert_eq!(read.kind.map(|found| found.value), Some(DocumentKind::Decision));
    assert_eq!(
        read.subject.map(|found| found.value).as_deref(),
        Some("Về việc ban hành Quy chế văn thư, lưu trữ của Sở Khoa học và Công nghệ")
    );
    let name = read.signer_name.unwrap();
    assert_eq!((name.value.as_str(), name.place.page), ("Trần Thị Bích Hà", 2));
    assert_eq!(
        read.signer_title.map(|found| found.value).as_deref(),
        Some("GIÁM ĐỐC")
    );
}

#[test]
fn a_document_without_a_number_yet_proposes_none() {
    let read = propose(&[page(
        1,
        &[
            (110.0, 100.0, 110.0, "Số:      /UBND-VX"),
            (320.0, 100.0, 190.0, "Ninh Bình, ngày    tháng    năm 2026"),
        ],
    )]);
    assert_eq!((read.number_symbol, read.date), (None, None));
}

#[test]
fn a_mark_of_secrecy_is_noticed() {
    let read = propose(&[page(
        1,
        &[
            (90.0, 160.0, 40.0, "MẬT"),
            (90.0, 300.0, 300.0, "Bảo mật thông tin"),
        ],
    )]);
    assert_eq!(read.secrecy.map(|found| found.value), Some(Secrecy::Confidential));
}

#[test]
fn text_that_is_no_official_document_proposes_nothing() {
    let read = propose(&[page(
        1,
        &[
            (90.0, 60.0, 300.0, "Hóa đơn bán hàng"),
            (90.0, 90.0, 300.0, "Tổng cộng 100.000"),
        ],
    )]);
    assert_eq!(read, Proposal::default());
    assert_eq!(propose(&[]), Proposal::default());
}
