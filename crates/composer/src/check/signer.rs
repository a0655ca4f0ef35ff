//! Capacity, post and name of who signs.

use super::{Field, Finding, is_blank};
use crate::{OfficialDocument, SigningBlock};

const RULE: &str = "Phụ lục I, Phần I, Mục II, khoản 7";
/// Học hàm, học vị, danh hiệu as people write them before a name.
const TITLES: [&str; 17] = [
    "ts.",
    "ths.",
    "pgs.",
    "gs.",
    "bs.",
    "ks.",
    "cn.",
    "ts ",
    "ths ",
    "pgs ",
    "gs ",
    "bs ",
    "tiến sĩ",
    "thạc sĩ",
    "giáo sư",
    "phó giáo sư",
    "nhà giáo",
];
/// Kinship words and forms of address.
const ADDRESS: [&str; 4] = ["ông ", "bà ", "đồng chí ", "đ/c "];

pub(super) fn check(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    name(&document.signing, findings);
    position(&document.signing, findings);
    for (index, line) in document.signing.authority.iter().enumerate() {
        authority(index + 1, line.trim(), findings);
    }
    order(&document.signing.authority, findings);
}

fn name(signing: &SigningBlock, findings: &mut Vec<Finding>) {
    let name = signing.name.trim();
    let lower = name.to_lowercase();
    let message = if name.is_empty() {
        "Thiếu họ tên người ký."
    } else if TITLES.iter().any(|title| lower.starts_with(title)) {
        "Trước họ tên người ký không ghi học hàm, học vị và danh hiệu danh dự khác."
    } else if ADDRESS.iter().any(|word| lower.starts_with(word)) {
        "Chỉ ghi họ và tên, không ghi “ông”, “bà”, “đồng chí”."
    } else if name
        .chars()
        .filter(|sign| sign.is_alphabetic())
        .all(char::is_uppercase)
    {
        "Họ tên người ký được trình bày bằng chữ in thường, viết hoa chữ cái đầu."
    } else {
        return;
    };
    findings.push(Finding::violation(Field::Name, RULE, message));
}

fn position(signing: &SigningBlock, findings: &mut Vec<Finding>) {
    if is_blank(&signing.position) {
        findings.push(Finding::violation(
            Field::Position,
            RULE,
            "Thiếu chức vụ người ký.",
        ));
    } else if ["TM.", "KT.", "TL.", "TUQ."]
        .iter()
        .any(|mark| signing.position.trim().starts_with(mark))
    {
        let message =
            "Ghi quyền hạn (TM., KT., TL., TUQ.) ở dòng quyền hạn; chức vụ là chức vụ của chính người ký.";
        findings.push(Finding::violation(Field::Position, RULE, message));
    }
}

fn authority(number: usize, line: &str, findings: &mut Vec<Finding>) {
    if line.is_empty() {
        return;
    }
    let mark = ["TM.", "KT.", "TL.", "TUQ.", "Q."]
        .into_iter()
        .find(|mark| line.to_uppercase().starts_with(mark));
    let message = match mark {
        None => {
            let bare = ["TM ", "KT ", "TL ", "TUQ ", "Q "]
                .iter()
                .any(|mark| line.to_uppercase().starts_with(mark));
            if !bare {
                return;
            }
            "Sau chữ viết tắt quyền hạn có dấu chấm: “TM.”, “KT.”, “TL.”, “TUQ.”, “Q.”."
        }
        Some(mark) if is_blank(line.get(mark.len()..).unwrap_or_default()) => {
            "Sau chữ viết tắt quyền hạn phải ghi tên tập thể hoặc chức vụ người đứng đầu."
        }
        Some(mark) if !line.get(mark.len()..).unwrap_or_default().starts_with(' ') => {
            "Sau chữ viết tắt quyền hạn có một dấu cách."
        }
        Some(_) => return,
    };
    findings.push(Finding::violation(Field::Authority, RULE, message).at(number));
}

/// TM. names the collective and stands above KT., which names the head.
fn order(lines: &[String], findings: &mut Vec<Finding>) {
    let place_of = |mark: &str| lines.iter().position(|line| line.trim().starts_with(mark));
    if let (Some(collective), Some(deputy)) = (place_of("TM."), place_of("KT."))
        && deputy < collective
    {
        let message = "Dòng “TM.” đứng trên dòng “KT.”.";
        findings.push(Finding::violation(Field::Authority, RULE, message));
    }
}
