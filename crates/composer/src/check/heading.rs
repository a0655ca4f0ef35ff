//! Agency, place, subject, circulation.

use super::{Field, Finding, is_blank};
use crate::{Form, OfficialDocument};

pub(super) fn check(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    agency(document, findings);
    place(document, findings);
    subject(document, findings);
    circulation(document, findings);
}

fn agency(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 2";
    if is_blank(&document.agency) {
        findings.push(Finding::violation(
            Field::Agency,
            rule,
            "Thiếu tên cơ quan, tổ chức ban hành văn bản.",
        ));
    }
    let parent = document.parent_agency.as_deref().unwrap_or_default();
    if !is_blank(parent) && parent.trim().to_lowercase() == document.agency.trim().to_lowercase() {
        let message = "Tên cơ quan chủ quản trùng tên cơ quan ban hành; bỏ dòng cơ quan chủ quản.";
        findings.push(Finding::violation(Field::Agency, rule, message));
    }
}

fn place(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 4";
    let place = document.place.trim();
    if place.is_empty() {
        findings.push(Finding::violation(Field::Place, rule, "Thiếu địa danh."));
    } else if place.chars().next().is_some_and(char::is_lowercase) {
        findings.push(Finding::violation(
            Field::Place,
            rule,
            "Chữ cái đầu của địa danh phải viết hoa.",
        ));
    } else if place.ends_with([',', '.', ';']) {
        let message = "Địa danh không kèm dấu câu: dấu phẩy trước “ngày” được trình bày tự động.";
        findings.push(Finding::violation(Field::Place, rule, message));
    }
}

fn subject(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 5";
    let subject = document.subject.trim();
    if subject.is_empty() {
        // Form 1.8 has no subject.
        if document.form.abbreviation() != Some("GGT") && document.form.abbreviation() != Some("GNP") {
            findings.push(Finding::violation(
                Field::Subject,
                rule,
                "Thiếu trích yếu nội dung văn bản.",
            ));
        }
        return;
    }
    if subject.ends_with(['.', ';', ',', ':']) {
        findings.push(Finding::violation(
            Field::Subject,
            rule,
            "Trích yếu không kết thúc bằng dấu câu.",
        ));
    }
    if document.form != Form::Letter && subject.starts_with("V/v") {
        let message = "“V/v” chỉ dùng cho công văn; văn bản có tên loại ghi “Về việc …”.";
        findings.push(Finding::violation(Field::Subject, rule, message));
    }
    let letters = subject.chars().filter(|sign| sign.is_alphabetic());
    if letters.clone().count() > 8 && letters.clone().all(char::is_uppercase) {
        findings.push(Finding::violation(
            Field::Subject,
            rule,
            "Trích yếu được trình bày bằng chữ in thường.",
        ));
    }
    if subject.chars().count() > 250 {
        let message = "Trích yếu dài hơn 250 ký tự; cần là một câu ngắn gọn hoặc một cụm từ.";
        findings.push(Finding::advice(Field::Subject, rule, message));
    }
}

fn circulation(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let Some(mark) = document
        .circulation
        .as_deref()
        .map(str::trim)
        .filter(|mark| !mark.is_empty())
    else {
        return;
    };
    if !["XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ"].contains(&mark.to_uppercase().as_str()) {
        let message = "Chỉ dẫn phạm vi lưu hành thường là “XEM XONG TRẢ LẠI” hoặc “LƯU HÀNH NỘI BỘ”.";
        findings.push(Finding::advice(
            Field::Circulation,
            "Phụ lục I, Phần I, Mục III, khoản 2.c",
            message,
        ));
    }
}
