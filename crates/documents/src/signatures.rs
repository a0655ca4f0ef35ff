//! What is told about the signatures of a file.

mod drawn;
mod paper;

use std::sync::Arc;

use kernel::Office;
use signing::validate::{Options, Report, Verdict, validate_pdf};

use crate::Error;
pub use drawn::Drawn;
pub(crate) use paper::paper;

/// Validates the signatures of any file at this moment.
///
/// # Errors
/// When what is trusted cannot be read; a file that cannot be read is a verdict, not an error.
pub async fn validate(office: &Office, bytes: bytes::Bytes) -> Result<Report, Error> {
    let options = options(office).await?;
    tokio::task::spawn_blocking(move || validate_pdf(&bytes, &options))
        .await
        .map_err(Error::interrupted)
}

/// Integrity, changes and trust are judged; whom to trust is not asked as long as this installation keeps no anchors.
pub(crate) async fn options(office: &Office) -> Result<Options, Error> {
    let mut options = crate::outbound::trust::options(office).await?;
    options.trust = options.trust.filter(|store| !store.is_empty());
    options.renderer = Some(Arc::new(Drawn));
    Ok(options)
}

/// The stored code of a verdict.
#[must_use]
pub fn code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Indeterminate => "indeterminate",
        Verdict::Unreadable => "unreadable",
        Verdict::Unsigned => "unsigned",
    }
}

/// A verdict as officials read it.
#[must_use]
pub fn label(code: &str) -> &'static str {
    match code {
        "passed" => "Chữ ký số hợp lệ",
        "failed" => "Chữ ký số không hợp lệ",
        "indeterminate" => "Chưa đủ căn cứ kết luận chữ ký số",
        "unreadable" => "Không đọc được tệp để kiểm tra chữ ký số",
        _ => "Không có chữ ký số",
    }
}
