//! Documents as an office of a province writes them.

use composer::{Form, Invitation, OfficialDocument, SigningBlock, UrgencyMark};

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn deputy() -> SigningBlock {
    SigningBlock {
        authority: strings(&["TM. Ủy ban nhân dân", "KT. Chủ tịch"]),
        position: "Phó Chủ tịch".to_owned(),
        other_position: None,
        name: "Nguyễn Thị Hồng Ánh".to_owned(),
    }
}

/// A công văn to two departments, not numbered yet.
pub(crate) fn letter() -> OfficialDocument {
    let mut document = OfficialDocument::new(
        Form::Letter,
        "Ủy ban nhân dân\ntỉnh Lâm Đồng",
        "UBND-VX",
        "Lâm Đồng",
        "triển khai số hóa hồ sơ, tài liệu lưu trữ năm 2026",
        deputy(),
    );
    document.year = Some(2026);
    document.urgency = Some(UrgencyMark::Urgent);
    document.addressees = strings(&[
        "Sở Nội vụ",
        "Sở Khoa học và Công nghệ",
        "Ủy ban nhân dân các xã, phường, đặc khu",
    ]);
    document.body = "Thực hiện Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư và xét \
        đề nghị của Sở Khoa học và Công nghệ tại Tờ trình số 87/TTr-SKHCN ngày 12/3/2026, Ủy ban nhân dân tỉnh yêu cầu:\n\
        1. Sở Nội vụ chủ trì, phối hợp với các cơ quan liên quan rà soát **toàn bộ** hồ sơ có thời hạn bảo quản *vĩnh viễn*; \
        báo cáo kết quả trước ngày 30 tháng 6 năm 2026.\n\
        2. Sở Khoa học và Công nghệ bảo đảm:\n\
        a) Hạ tầng lưu trữ đáp ứng dung lượng dự kiến;\n\
        b) Kết nối với trục liên thông văn bản quốc gia.\n\
        - Bộ phận kỹ thuật trực 24/7 trong thời gian chuyển đổi;\n\
        Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện."
        .into();
    document.recipients = strings(&[
        "Như trên",
        "Chủ tịch, các PCT UBND tỉnh",
        "Văn phòng UBND tỉnh: LĐVP, các phòng chuyên môn",
    ]);
    document.filing = "VT, VX".into();
    document.drafter = Some("NTA.(15)".to_owned());
    document.contact = strings(&[
        "Số 04 Trần Hưng Đạo, phường Xuân Hương - Đà Lạt, tỉnh Lâm Đồng",
        "ĐT: 0263.3822222; E-mail: vanphong@lamdong.gov.vn",
    ]);
    document
}

/// A công văn to one addressee, with number and date.
pub(crate) fn short_letter() -> OfficialDocument {
    let mut document = letter();
    document.addressees = strings(&["Bộ Nội vụ"]);
    document.number = Some(5);
    document.date = Some(time::macros::date!(2026 - 02 - 07));
    document.urgency = None;
    document.contact.clear();
    document
}

/// A decision of the head on personnel.
pub(crate) fn decision() -> OfficialDocument {
    let mut document = OfficialDocument::new(
        Form::Decision,
        "Ủy ban nhân dân\ntỉnh Lâm Đồng",
        "QĐ-UBND",
        "Lâm Đồng",
        "Về việc thành lập Tổ công tác chuyển đổi số trong công tác văn thư, lưu trữ",
        SigningBlock {
            authority: strings(&["KT. Chủ tịch"]),
            position: "Phó Chủ tịch".to_owned(),
            other_position: None,
            name: "Trần Văn Bình".to_owned(),
        },
    );
    document.year = Some(2026);
    document.bases = strings(&[
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
        "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 112/TTr-SNV ngày 02 tháng 3 năm 2026.",
    ]);
    document.body = "Điều 1. Thành lập Tổ công tác chuyển đổi số trong công tác văn thư, lưu trữ gồm các ông, bà có tên sau:\n\
        1. Ông Lê Văn Cường, Giám đốc Sở Nội vụ - Tổ trưởng.\n\
        2. Bà Phạm Thị Dung, Phó Giám đốc Sở Khoa học và Công nghệ - Tổ phó.\n\
        Điều 2. Tổ công tác có nhiệm vụ tham mưu, giúp Ủy ban nhân dân tỉnh chỉ đạo việc số hóa tài liệu lưu trữ.\n\
        Điều 3. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc Sở Nội vụ và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành \
        Quyết định này kể từ ngày ký."
        .into();
    document.recipients = strings(&["Như Điều 3", "TT. Tỉnh ủy, TT. HĐND tỉnh (b/c)"]);
    document.filing = "VT, NC".into();
    document
}

/// A submission of a department to the province.
pub(crate) fn submission() -> OfficialDocument {
    let mut document = OfficialDocument::new(
        Form::Submission,
        "Sở Nội vụ",
        "TTr-SNV",
        "Lâm Đồng",
        "Về việc ban hành Kế hoạch số hóa tài liệu lưu trữ lịch sử",
        SigningBlock {
            authority: vec![],
            position: "Giám đốc".to_owned(),
            other_position: None,
            name: "Lê Văn Cường".to_owned(),
        },
    );
    document.parent_agency = Some("UBND tỉnh Lâm Đồng".to_owned());
    document.addressees = strings(&["Ủy ban nhân dân tỉnh Lâm Đồng"]);
    document.body = "Sở Nội vụ kính trình Ủy ban nhân dân tỉnh xem xét, ban hành Kế hoạch nêu trên.".into();
    document.recipients = strings(&["Như trên", "Giám đốc và các PGĐ"]);
    document.filing = "VT, QLVTLT".into();
    document
}

/// A report of several pages with headings and a table.
pub(crate) fn report() -> OfficialDocument {
    let mut document = submission();
    document.form = Form::Report;
    document.symbol = "BC-SNV".into();
    document.subject = "Kết quả công tác văn thư, lưu trữ năm 2025".into();
    document.number = Some(123);
    document.date = Some(time::macros::date!(2026 - 01 - 15));
    let paragraph = "Trong năm 2025, các cơ quan, đơn vị trên địa bàn tỉnh đã triển khai đồng bộ việc lập hồ sơ điện tử, ký số \
        cá nhân và ký số cơ quan trên toàn bộ văn bản phát hành, gửi nhận văn bản qua trục liên thông.\n";
    let section = format!(
        "## 1. Công tác chỉ đạo\n{}## 2. Công tác nghiệp vụ\n{}",
        paragraph.repeat(6),
        paragraph.repeat(6)
    );
    document.body = format!(
        "# I. Tình hình thực hiện\n{section}# II. Số liệu\n| STT | Chỉ tiêu | Năm 2024 | Năm 2025 |\n|---|---|---|---|\n\
         | 1 | Văn bản đến | 12.450 | 14.902 |\n| 2 | Văn bản đi ký số, phát hành qua trục liên thông văn bản quốc gia | 8.120 | 9.733 |\n\
         Chương I. Nhiệm vụ trọng tâm\n{paragraph}"
    );
    document
}

/// A notice with the mark of highest urgency.
pub(crate) fn notice() -> OfficialDocument {
    let mut document = decision();
    document.form = Form::Notice;
    document.symbol = "TB-UBND".into();
    document.subject = "Kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp giao ban tháng 3".into();
    document.bases.clear();
    document.urgency = Some(UrgencyMark::Express);
    document.circulation = Some("Lưu hành nội bộ".to_owned());
    document.body =
        "Ngày 02 tháng 3 năm 2026, Chủ tịch Ủy ban nhân dân tỉnh chủ trì cuộc họp giao ban.".into();
    document.recipients = strings(&["Các sở, ban, ngành"]);
    document
}

/// An invitation to a meeting.
pub(crate) fn invitation() -> OfficialDocument {
    let mut document = decision();
    document.form = Form::Invitation;
    document.symbol = "GM-UBND".into();
    document.subject = "Họp Tổ công tác chuyển đổi số".into();
    document.bases.clear();
    document.addressees = strings(&["Giám đốc các sở, ban, ngành", "Chủ tịch UBND các xã, phường"]);
    document.invitation = Some(Invitation {
        purpose: "cuộc họp triển khai Kế hoạch số hóa tài liệu lưu trữ".to_owned(),
        chair: "Đồng chí Nguyễn Văn A, Phó Chủ tịch UBND tỉnh".to_owned(),
        time: "08 giờ 00, ngày 12 tháng 3 năm 2026".to_owned(),
        location: "Phòng họp số 2, Trụ sở UBND tỉnh".to_owned(),
    });
    document.body = "Đề nghị các đại biểu đến dự đúng thời gian, thành phần.".into();
    document.recipients = strings(&["Như trên"]);
    document
}

/// A plan, form 1.4 with any kind's name.
pub(crate) fn plan() -> OfficialDocument {
    let mut document = notice();
    document.form = Form::Titled {
        name: "Kế hoạch".to_owned(),
    };
    document.symbol = "KH-UBND".into();
    document.subject = "Số hóa tài liệu lưu trữ lịch sử giai đoạn 2026 - 2030".into();
    document.urgency = Some(UrgencyMark::HighlyUrgent);
    document.circulation = None;
    document
}

/// Every sample with its name.
pub(crate) fn all() -> Vec<(&'static str, OfficialDocument)> {
    vec![
        ("letter", letter()),
        ("short-letter", short_letter()),
        ("decision", decision()),
        ("submission", submission()),
        ("report", report()),
        ("notice", notice()),
        ("invitation", invitation()),
        ("plan", plan()),
    ]
}
