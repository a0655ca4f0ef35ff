//! The report as text for the console.

use std::fmt::Write as _;

use time::macros::{format_description, offset};

use super::report::{CheckResult, Coverage, Integrity, Kind, Report, SignatureReport, Trust, Verdict};

/// The whole report.
pub(crate) fn of_report(report: &Report) -> String {
    let mut out = String::new();
    let verdict = match report.verdict {
        Verdict::Passed => "HỢP LỆ",
        Verdict::Failed => "KHÔNG HỢP LỆ",
        Verdict::Indeterminate => "CHƯA ĐỦ CĂN CỨ KẾT LUẬN",
        Verdict::Unreadable => "KHÔNG ĐỌC ĐƯỢC",
        Verdict::Unsigned => "KHÔNG CÓ CHỮ KÝ SỐ",
    };
    line(&mut out, 0, "Kết luận", verdict);
    line(&mut out, 0, "Kiểm tra lúc", &moment(report.validated_at));
    line(&mut out, 0, "SHA-256", &report.sha256);
    if report.signatures.is_empty() {
        for reason in &report.reasons {
            line(&mut out, 0, "Lý do", reason);
        }
    }
    for signature in &report.signatures {
        out.push('\n');
        of_signature(&mut out, signature);
    }
    out
}

fn of_signature(out: &mut String, signature: &SignatureReport) {
    let kind = match signature.kind {
        Kind::Approval => "Chữ ký",
        Kind::Certification => "Chữ ký chứng thực",
        Kind::DocumentTimestamp => "Dấu thời gian tài liệu",
    };
    line(out, 0, kind, &signature.field);
    let sub_indication = signature
        .sub_indication
        .map(|reason| format!(" ({})", super::etsi::name(reason)))
        .unwrap_or_default();
    line(
        out,
        1,
        "Kết quả",
        &format!("{}{sub_indication}", signature.indication.name()),
    );
    if let Some(signer) = &signature.signer {
        line(out, 1, "Người ký", signer);
    }
    if let Some(certificate) = &signature.certificate {
        line(out, 1, "Đơn vị cấp chứng thư", &certificate.issuer);
        let validity = format!(
            "{} đến {}",
            moment(certificate.not_before),
            moment(certificate.not_after)
        );
        line(out, 1, "Chứng thư có hiệu lực", &validity);
    }
    if let Some(time) = signature.signing_time {
        let source = if signature.signing_time_is_proven {
            "theo dấu thời gian"
        } else {
            "do người ký khai"
        };
        line(out, 1, "Thời điểm ký", &format!("{} ({source})", moment(time)));
    }
    let integrity = match signature.integrity {
        Integrity::Intact => "nguyên vẹn",
        Integrity::Broken => "bị thay đổi",
        Integrity::Unknown => "không tính được",
    };
    line(out, 1, "Toàn vẹn", integrity);
    let coverage = match signature.coverage {
        Coverage::EntireFile => "toàn bộ tệp",
        Coverage::EntireRevision => "toàn bộ một phiên bản trước",
        Coverage::Partial => "một phần tệp",
    };
    line(out, 1, "Phạm vi ký", coverage);
    let trust = match signature.trust {
        Trust::Trusted => "tin cậy",
        Trust::NotTrusted => "không tin cậy",
        Trust::NotAsked => "không kiểm tra",
    };
    line(out, 1, "Tin cậy", trust);
    for reason in &signature.reasons {
        line(out, 1, "Lý do", reason);
    }
    for warning in &signature.warnings {
        line(out, 1, "Lưu ý", warning);
    }
    for change in &signature.changes {
        let mark = if change.allowed {
            "được phép"
        } else {
            "KHÔNG được phép"
        };
        line(
            out,
            1,
            &format!("Phiên bản {}", change.revision),
            &format!("{} ({mark})", change.description),
        );
    }
    for check in &signature.checks {
        let mark = match check.result {
            CheckResult::Passed => "đạt",
            CheckResult::Failed => "KHÔNG ĐẠT",
            CheckResult::Warning => "cảnh báo",
            CheckResult::NotChecked => "không kiểm tra",
        };
        line(
            out,
            1,
            &format!("{}. {}", check.number, check.name),
            &format!("{mark}: {}", check.detail),
        );
    }
}

fn line(out: &mut String, indent: usize, name: &str, value: &str) {
    // Writing to a string cannot fail. Control characters of names from the file must not reach a terminal.
    let value: String = value
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let _ = writeln!(out, "{}{name}: {value}", "  ".repeat(indent));
}

/// A moment as Vietnamese officials read it.
fn moment(moment: time::OffsetDateTime) -> String {
    let format = format_description!("[hour]:[minute]:[second] [day]/[month]/[year]");
    moment.to_offset(offset!(+7)).format(&format).unwrap_or_default()
}
