//! Số, ký hiệu against the kind of document.

use super::{Field, Finding};
use crate::form::ABBREVIATIONS;
use crate::{Form, OfficialDocument};

const RULE: &str = "Phụ lục I, Phần I, Mục II, khoản 3";

pub(super) fn check(document: &OfficialDocument, findings: &mut Vec<Finding>) {
    if document.number == Some(0) {
        findings.push(Finding::violation(
            Field::Number,
            RULE,
            "Số của văn bản bắt đầu từ 01.",
        ));
    }
    let symbol = document.symbol.trim();
    if symbol.is_empty() {
        findings.push(Finding::violation(
            Field::Symbol,
            RULE,
            "Thiếu ký hiệu của văn bản.",
        ));
        return;
    }
    shape(symbol, findings);
    if document.form == Form::Letter {
        letter(symbol, findings);
    } else {
        named(document, symbol, findings);
    }
}

fn shape(symbol: &str, findings: &mut Vec<Finding>) {
    if symbol.chars().any(char::is_whitespace) {
        let message = "Giữa các nhóm chữ viết tắt trong ký hiệu có dấu gạch nối (-), không cách chữ.";
        findings.push(Finding::violation(Field::Symbol, RULE, message));
    }
    if symbol.contains('/') {
        let message =
            "Ký hiệu chỉ gồm phần sau dấu gạch chéo, ví dụ “QĐ-UBND”; số và dấu / được trình bày tự động.";
        findings.push(Finding::violation(Field::Symbol, RULE, message));
    }
    let is_group = |group: &str| !group.is_empty();
    if !symbol.split('-').all(is_group) {
        findings.push(Finding::violation(
            Field::Symbol,
            RULE,
            "Ký hiệu có nhóm chữ viết tắt bị bỏ trống.",
        ));
    }
    if symbol.contains(['–', '—']) {
        let message = "Giữa các nhóm chữ dùng dấu gạch nối (-), không dùng gạch ngang dài.";
        findings.push(Finding::violation(Field::Symbol, RULE, message));
    }
    // The abbreviations of kinds keep their own lower-case letters: QyĐ, CTr, TTr, TrS.
    let is_upper = |group: &str| !group.chars().any(char::is_lowercase) || is_kind(group) || group == "TrS";
    if !symbol.split('-').all(is_upper) {
        findings.push(Finding::violation(
            Field::Symbol,
            RULE,
            "Ký hiệu được trình bày bằng chữ in hoa.",
        ));
    }
}

fn letter(symbol: &str, findings: &mut Vec<Finding>) {
    let first = first_group(symbol);
    if first.eq_ignore_ascii_case("CV") {
        let message = "Công văn không có chữ viết tắt tên loại: bỏ “CV”, ghi cơ quan và đơn vị soạn thảo, ví dụ “UBND-VX”.";
        findings.push(Finding::violation(Field::Symbol, "Phụ lục III, Mục I", message));
    } else if is_kind(first) && symbol.contains('-') && !matches!(first, "TC") {
        let message =
            format!("“{first}” là chữ viết tắt tên loại; công văn ghi cơ quan và đơn vị soạn thảo.");
        findings.push(Finding::violation(Field::Symbol, "Phụ lục III, Mục I", message));
    } else if !symbol.contains('-') {
        let message =
            "Ký hiệu công văn gồm chữ viết tắt cơ quan và đơn vị soạn thảo hoặc lĩnh vực, ví dụ “BNV-VP”.";
        findings.push(Finding::violation(Field::Symbol, RULE, message));
    }
}

fn named(document: &OfficialDocument, symbol: &str, findings: &mut Vec<Finding>) {
    let Some(name) = document.form.name() else { return };
    let Some(expected) = document.form.abbreviation() else {
        let message = format!(
            "“{}” không có trong Bảng chữ viết tắt tên loại văn bản hành chính.",
            name.trim()
        );
        findings.push(Finding::advice(Field::Symbol, "Phụ lục III, Mục I", message));
        return;
    };
    let first = first_group(symbol);
    if first != expected {
        let message = format!(
            "Ký hiệu của {} bắt đầu bằng “{expected}-”, không phải “{first}”.",
            name.trim().to_lowercase()
        );
        findings.push(Finding::violation(Field::Symbol, "Phụ lục III, Mục I", message));
    } else if !symbol.contains('-') {
        let message = format!("Ký hiệu thiếu chữ viết tắt tên cơ quan sau “{expected}-”.");
        findings.push(Finding::violation(Field::Symbol, RULE, message));
    }
}

fn first_group(symbol: &str) -> &str {
    symbol.split('-').next().unwrap_or(symbol).trim()
}

fn is_kind(group: &str) -> bool {
    ABBREVIATIONS
        .iter()
        .any(|(_, abbreviation)| *abbreviation == group)
}
