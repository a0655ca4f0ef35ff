//! What is read from pages typeset in the layout of the decree.

use composer::{Form, OfficialDocument, SigningBlock, UrgencyMark};
use documents::inbound::proposal::{Proposal, propose};
use time::macros::date;

fn signing() -> SigningBlock {
    SigningBlock {
        authority: vec!["TM. Ủy ban nhân dân".to_owned(), "KT. Chủ tịch".to_owned()],
        position: "Phó Chủ tịch".to_owned(),
        other_position: None,
        name: "Nguyễn Thị Hồng Ánh".to_owned(),
    }
}

fn document(form: Form, agency: &str, symbol: &str, subject: &str) -> OfficialDocument {
    let mut document = OfficialDocument::new(form, agency, symbol, "Ninh Bình", subject, signing());
    document.number = Some(7);
    document.date = Some(date!(2026 - 02 - 05));
    document.body = "1. Sở Nội vụ chủ trì rà soát hồ sơ.\n2. Các cơ quan nghiêm túc thực hiện.".into();
    document.recipients = vec!["Như trên".to_owned()];
    document
}

fn read(document: &OfficialDocument) -> Proposal {
    let composed = composer::compose(document).unwrap();
    propose(&pdf::text(&composed.pdf, &pdf::Limits::default()).unwrap())
}

/// Number and symbol, date, issuer, kind, subject, signer, urgency, in one line.
fn in_one_line(read: &Proposal) -> String {
    fn shown<T: ToString>(found: Option<&documents::inbound::proposal::Found<T>>) -> String {
        found.map_or_else(|| "?".to_owned(), |found| found.value.to_string())
    }
    [
        shown(read.number_symbol.as_ref()),
        shown(read.date.as_ref()),
        shown(read.issuer.as_ref()),
        shown(read.kind.as_ref()),
        shown(read.subject.as_ref()),
        shown(read.signer_name.as_ref()),
        shown(read.urgency.as_ref()),
    ]
    .join(" | ")
}

#[test]
fn a_typeset_letter_is_read_whole() {
    let mut letter = document(
        Form::Letter,
        "Ủy ban nhân dân\ntỉnh Ninh Bình",
        "UBND-VX",
        "triển khai số hóa hồ sơ, tài liệu lưu trữ năm 2026",
    );
    letter.addressees = vec!["Sở Nội vụ".to_owned()];
    letter.urgency = Some(UrgencyMark::Urgent);
    assert_eq!(
        in_one_line(&read(&letter)),
        "07/UBND-VX | 2026-02-05 | Ủy ban nhân dân tỉnh Ninh Bình | letter | Triển khai số hóa hồ sơ, tài liệu lưu trữ năm 2026 | \
         Nguyễn Thị Hồng Ánh | urgent"
    );
}

#[test]
fn a_typeset_decision_under_a_parent_agency_is_read_whole() {
    let subject = "Về việc thành lập Tổ công tác chuyển đổi số trong công tác văn thư, lưu trữ";
    let mut decision = document(Form::Decision, "Sở Nội vụ", "QĐ-SNV", subject);
    decision.parent_agency = Some("UBND tỉnh Ninh Bình".to_owned());
    assert_eq!(
        in_one_line(&read(&decision)),
        format!("07/QĐ-SNV | 2026-02-05 | Sở Nội vụ | decision | {subject} | Nguyễn Thị Hồng Ánh | ?")
    );
}
