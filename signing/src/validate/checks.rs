//! The six checks of circular 15/2025/TT-BKHCN, article 6 and annex II.

use super::report::{
    Check, CheckResult, Indication, Integrity, RevocationStatus, SignatureReport, SubIndication, Trust,
};

/// Fills in the six checks from what was found.
pub(crate) fn fill(report: &mut SignatureReport) {
    let checks = [
        ("Giá trị chữ ký số so với khóa công khai", signature_value(report)),
        ("Đường dẫn tin cậy của chứng thư chữ ký số", chain(report)),
        (
            "Hiệu lực của chứng thư chữ ký số tại thời điểm ký",
            validity(report),
        ),
        ("Tính toàn vẹn của thông điệp dữ liệu", integrity(report)),
        ("Dấu thời gian", timestamp(report)),
        ("Định dạng chữ ký số", format(report)),
    ];
    report.checks = checks
        .into_iter()
        .zip(1..)
        .map(|((name, (result, detail)), number)| Check {
            number,
            name,
            result,
            detail,
        })
        .collect();
}

type Finding = (CheckResult, String);

fn signature_value(report: &SignatureReport) -> Finding {
    match report.integrity {
        Integrity::Intact if !report.weaknesses.is_empty() => (
            CheckResult::Warning,
            format!(
                "chữ ký khớp với khóa công khai của người ký, nhưng {} không còn an toàn",
                report.weaknesses.join(", ")
            ),
        ),
        Integrity::Intact => (
            CheckResult::Passed,
            "chữ ký khớp với khóa công khai của người ký".into(),
        ),
        Integrity::Broken => (CheckResult::Failed, first_reason(report, "chữ ký không khớp")),
        Integrity::Unknown => (CheckResult::Warning, first_reason(report, "không tính được")),
    }
}

fn chain(report: &SignatureReport) -> Finding {
    match report.trust {
        Trust::Trusted => (CheckResult::Passed, "dẫn tới chứng thư gốc được tin cậy".into()),
        Trust::NotTrusted => (
            CheckResult::Failed,
            "không dẫn tới chứng thư gốc nào được tin cậy".into(),
        ),
        Trust::NotAsked => (
            CheckResult::NotChecked,
            "chưa cung cấp danh sách chứng thư gốc tin cậy".into(),
        ),
    }
}

fn validity(report: &SignatureReport) -> Finding {
    use SubIndication::{Expired, NotYetValid, OutOfBoundsNoPoe, Revoked, RevokedCaNoPoe, RevokedNoPoe};
    match report.sub_indication {
        Some(Expired | NotYetValid | Revoked | RevokedNoPoe | RevokedCaNoPoe) => {
            return (
                CheckResult::Failed,
                first_reason(report, "chứng thư không có hiệu lực"),
            );
        }
        Some(OutOfBoundsNoPoe) => {
            return (
                CheckResult::Warning,
                first_reason(report, "không chứng minh được"),
            );
        }
        _ => {}
    }
    if report.certificate.is_none() {
        return (CheckResult::Failed, "không có chứng thư của người ký".into());
    }
    if report.trust == Trust::NotAsked {
        return (
            CheckResult::NotChecked,
            "chưa kiểm tra vì chưa có danh sách chứng thư gốc tin cậy".into(),
        );
    }
    match report.revocation.status {
        RevocationStatus::Good => (CheckResult::Passed, "còn hiệu lực, không bị thu hồi".into()),
        RevocationStatus::Revoked => (CheckResult::Failed, "chứng thư đã bị thu hồi".into()),
        RevocationStatus::NotApplicable => (
            CheckResult::Passed,
            "còn hiệu lực; chứng thư không công bố nơi tra cứu thu hồi".into(),
        ),
        RevocationStatus::Unknown => (
            CheckResult::Warning,
            "còn hiệu lực nhưng chưa kiểm tra được tình trạng thu hồi".into(),
        ),
    }
}

fn integrity(report: &SignatureReport) -> Finding {
    if report.integrity == Integrity::Broken {
        return (
            CheckResult::Failed,
            first_reason(report, "nội dung đã bị thay đổi"),
        );
    }
    let refused: Vec<&str> = report
        .changes
        .iter()
        .filter(|change| !change.allowed)
        .map(|change| change.description.as_str())
        .collect();
    if !refused.is_empty() {
        return (CheckResult::Failed, refused.join("; "));
    }
    match (report.integrity, report.indication, report.changes.is_empty()) {
        (Integrity::Unknown, ..) => (CheckResult::Warning, "không tính được giá trị băm".into()),
        (_, Indication::TotalFailed, _) if report.sub_indication == Some(SubIndication::FormatFailure) => (
            CheckResult::Failed,
            first_reason(report, "cấu trúc tệp bị can thiệp"),
        ),
        (_, _, true) => (CheckResult::Passed, "nội dung không bị thay đổi từ khi ký".into()),
        (_, _, false) => (
            CheckResult::Passed,
            "sau khi ký chỉ có những thay đổi được phép".into(),
        ),
    }
}

fn timestamp(report: &SignatureReport) -> Finding {
    if report.timestamps.is_empty() {
        return (CheckResult::NotChecked, "chữ ký không có dấu thời gian".into());
    }
    let passed = report
        .timestamps
        .iter()
        .filter(|stamp| stamp.indication == Indication::TotalPassed)
        .count();
    let failed = report
        .timestamps
        .iter()
        .any(|stamp| stamp.indication == Indication::TotalFailed);
    match (passed, failed) {
        (_, true) => (CheckResult::Failed, "có dấu thời gian không hợp lệ".into()),
        (0, false) => (
            CheckResult::Warning,
            "chưa đủ căn cứ tin cậy dấu thời gian".into(),
        ),
        (_, false) => (CheckResult::Passed, "dấu thời gian hợp lệ".into()),
    }
}

fn format(report: &SignatureReport) -> Finding {
    let name = report.level.as_deref().unwrap_or(&report.format);
    if report.sub_indication == Some(SubIndication::FormatFailure) {
        return (CheckResult::Failed, first_reason(report, "sai định dạng"));
    }
    (
        CheckResult::Passed,
        format!("{name} (CMS theo RFC 5652, PDF theo ISO 32000)"),
    )
}

fn first_reason(report: &SignatureReport, otherwise: &str) -> String {
    report
        .reasons
        .first()
        .cloned()
        .unwrap_or_else(|| otherwise.to_owned())
}
