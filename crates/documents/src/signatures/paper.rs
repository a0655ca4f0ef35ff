//! The report on paper: what circular 15/2025/TT-BKHCN, article 6, wants to be shown, as a table.

use composer::List;
use kernel::Timestamp;
use signing::validate::{CheckResult, Indication, Kind, Report, SignatureReport};
use time::{OffsetDateTime, UtcOffset};

use super::{code, label};

/// Lays the report on a file of this name out as PDF/A.
///
/// # Errors
/// When it is absurdly long.
pub(crate) fn paper(
    report: &Report,
    name: &str,
    agency: &str,
    now: Timestamp,
) -> Result<Vec<u8>, composer::Error> {
    let mut rows = Vec::new();
    for (index, signature) in report.signatures.iter().enumerate() {
        signature_rows(&mut rows, index + 1, signature);
    }
    let list = List {
        title: "Báo cáo kiểm tra chữ ký số".into(),
        about: vec![
            format!("Tệp: {name}"),
            format!("SHA-256: {}", report.sha256),
            format!("Kết luận: {}", label(code(report.verdict))),
            format!("Kiểm tra lúc {}, {agency}", moment(report.validated_at)),
        ],
        header: ["STT", "Nội dung", "Kết quả", "Căn cứ"]
            .map(str::to_owned)
            .to_vec(),
        rows,
        composed_at: now.vietnam(),
    };
    composer::compose_list(&list)
}

fn signature_rows(rows: &mut Vec<Vec<String>>, number: usize, signature: &SignatureReport) {
    let kind = match signature.kind {
        Kind::Approval => "Chữ ký",
        Kind::Certification => "Chữ ký chứng thực",
        Kind::DocumentTimestamp => "Dấu thời gian của tệp",
    };
    let signer = signature.signer.as_deref().unwrap_or("không rõ người ký");
    let result = match signature.indication {
        Indication::TotalPassed => "Hợp lệ",
        Indication::Indeterminate => "Chưa đủ căn cứ",
        Indication::TotalFailed => "Không hợp lệ",
    };
    let mut row = |number: String, what: String, result: &str, why: String| {
        rows.push(vec![number, what, result.to_owned(), why]);
    };
    row(
        number.to_string(),
        format!("{kind}: {signer}"),
        result,
        signature.reasons.join("; "),
    );
    if let Some(time) = signature.signing_time {
        let source = if signature.signing_time_is_proven {
            "có dấu thời gian"
        } else {
            "do người ký khai"
        };
        row(String::new(), "Thời gian ký".into(), &moment(time), source.into());
    }
    if let Some(certificate) = &signature.certificate {
        let validity = format!(
            "{} đến {}",
            moment(certificate.not_before),
            moment(certificate.not_after)
        );
        let what = format!("Chứng thư số: {}", certificate.subject);
        row(
            String::new(),
            what,
            &validity,
            format!("Cấp bởi {}", certificate.issuer),
        );
    }
    for check in &signature.checks {
        let result = match check.result {
            CheckResult::Passed => "Đạt",
            CheckResult::Failed => "Không đạt",
            CheckResult::Warning => "Cần lưu ý",
            CheckResult::NotChecked => "Không kiểm tra",
        };
        row(
            String::new(),
            format!("{}. {}", check.number, check.name),
            result,
            check.detail.clone(),
        );
    }
    for change in &signature.changes {
        let result = if change.allowed {
            "Được phép"
        } else {
            "Không được phép"
        };
        let what = format!("Thay đổi ở lần lưu {}", change.revision);
        row(String::new(), what, result, change.description.clone());
    }
}

/// Vietnamese time, to the second.
fn moment(at: OffsetDateTime) -> String {
    let vietnam = UtcOffset::from_hms(7, 0, 0).unwrap_or(UtcOffset::UTC);
    let at = at.to_offset(vietnam);
    format!(
        "{:02}:{:02}:{:02} ngày {:02}/{:02}/{}",
        at.hour(),
        at.minute(),
        at.second(),
        at.day(),
        u8::from(at.month()),
        at.year()
    )
}
