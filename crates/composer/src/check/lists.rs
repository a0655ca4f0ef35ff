//! Addressees, bases, recipients, filing.

use super::{Field, Finding, is_blank};
use crate::{Form, OfficialDocument};

pub(super) fn check(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    addressees(document, findings);
    bases(document, findings);
    recipients(document, findings);
    filing(document, findings);
}

fn addressees(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 9";
    let is_empty = document.addressees.iter().all(|name| is_blank(name));
    let message = match document.form {
        Form::Letter if is_empty => "Công văn phải có “Kính gửi” và tên nơi trực tiếp giải quyết.",
        Form::Submission if is_empty => "Tờ trình phải có “Kính gửi” và tên cơ quan cấp trên.",
        Form::Invitation if is_empty => "Giấy mời phải ghi tên cơ quan hoặc người được mời.",
        Form::Decision | Form::Notice if !is_empty => {
            "“Kính gửi” chỉ dùng cho công văn, tờ trình và báo cáo gửi cấp trên; ghi nơi nhận ở “Nơi nhận”."
        }
        _ => return,
    };
    findings.push(Finding::violation(Field::Addressees, rule, message));
}

fn bases(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 6.a";
    let last = document.bases.len();
    if last == 0 && document.form == Form::Decision {
        findings.push(Finding::violation(
            Field::Bases,
            rule,
            "Quyết định phải có căn cứ ban hành.",
        ));
    }
    for (index, basis) in document.bases.iter().enumerate() {
        let (number, basis) = (index + 1, basis.trim());
        if basis.is_empty() {
            findings.push(Finding::violation(Field::Bases, rule, "Căn cứ bị bỏ trống.").at(number));
            continue;
        }
        let (expected, said) = if number == last {
            ('.', "dấu chấm (.)")
        } else {
            (';', "dấu chấm phẩy (;)")
        };
        if basis.ends_with(|sign: char| {
            sign.is_ascii_punctuation() && sign != ')' && sign != '"' && sign != expected
        }) {
            let message =
                format!("Căn cứ thứ {number} phải kết thúc bằng {said}; bản trình bày sẽ đặt lại cho đúng.");
            findings.push(Finding::advice(Field::Bases, rule, message).at(number));
        }
        if !["Căn cứ", "Theo", "Thực hiện", "Xét"]
            .iter()
            .any(|word| basis.starts_with(word))
        {
            let message =
                format!("Căn cứ thứ {number} nên bắt đầu bằng “Căn cứ”, “Theo đề nghị của” hoặc “Xét”.");
            findings.push(Finding::advice(Field::Bases, rule, message).at(number));
        }
        if (basis.starts_with("Căn cứ Luật ") || basis.starts_with("Căn cứ Pháp lệnh "))
            && cites_number(basis)
        {
            let message =
                format!("Căn cứ thứ {number}: Luật, Pháp lệnh không ghi số, ký hiệu, cơ quan ban hành.");
            findings.push(Finding::violation(Field::Bases, rule, message).at(number));
        }
    }
}

fn cites_number(basis: &str) -> bool {
    basis.contains(" số ") || basis.contains("/QH")
}

fn recipients(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 9.b";
    let has_addressees = document.addressees.iter().any(|name| !is_blank(name));
    let needs_as_above =
        document.form == Form::Letter || document.form.addresses_recipients() && has_addressees;
    let first = document
        .recipients
        .iter()
        .map(|name| entry(name))
        .find(|name| !name.is_empty());
    let starts_as_above = first.is_some_and(|name| name.starts_with("Như trên"));
    if needs_as_above && !starts_as_above {
        let message = "Dòng đầu của “Nơi nhận” phải là “- Như trên;” vì văn bản có “Kính gửi”.";
        findings.push(Finding::violation(Field::Recipients, rule, message));
    }
    if !needs_as_above && starts_as_above && document.form != Form::Invitation {
        let message = "“Như trên” chỉ dùng khi văn bản có “Kính gửi”; với quyết định ghi “Như Điều …”.";
        findings.push(Finding::violation(Field::Recipients, rule, message));
    }
    for (index, name) in document.recipients.iter().enumerate() {
        if entry(name).starts_with("Lưu") {
            let message = "Dòng “Lưu” được trình bày tự động ở cuối; ghi nội dung vào ô Lưu.";
            findings.push(Finding::violation(Field::Recipients, rule, message).at(index + 1));
        }
    }
}

fn filing(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    let rule = "Phụ lục I, Phần I, Mục II, khoản 9.d";
    let filing = document.filing.trim();
    let filing = filing.strip_prefix("Lưu:").unwrap_or(filing).trim();
    if filing.is_empty() {
        findings.push(Finding::violation(
            Field::Filing,
            rule,
            "Thiếu nội dung dòng “Lưu”: ghi “VT, …”.",
        ));
    } else if filing.split(',').next().map(str::trim) != Some("VT") {
        findings.push(Finding::violation(
            Field::Filing,
            rule,
            "Dòng “Lưu” bắt đầu bằng “VT”.",
        ));
    }
    let drafter = document.drafter.as_deref().unwrap_or_default().trim();
    if drafter.chars().any(char::is_lowercase) {
        let message = "Ký hiệu người soạn thảo ghi bằng chữ in hoa, ví dụ “PL.(300)”.";
        findings.push(Finding::violation(
            Field::Drafter,
            "Phụ lục I, Phần I, Mục III, khoản 3",
            message,
        ));
    }
}

/// An entry without the dash people type before it.
fn entry(name: &str) -> &str {
    name.trim().trim_start_matches('-').trim_start()
}
