//! What happened to a thing, in words, from the audit trail.

use kernel::{
    Timestamp,
    audit::{self, Subject, audit_entry},
};
use sea_orm::ConnectionTrait;
use serde_json::Value;

use crate::Error;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// Who, in words.
    pub who: String,
    /// What was done: the verb in the trail.
    pub action: String,
    /// The same in Vietnamese.
    pub what: String,
    /// A reason, an opinion or a result that was given with it.
    pub note: Option<String>,
}

/// What happened to the subjects, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of(connection: &impl ConnectionTrait, subjects: &[Subject]) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for subject in subjects {
        let entries = audit::of_subject(connection, subject).await?;
        events.extend(entries.into_iter().map(event));
    }
    events.sort_by_key(|event| event.at);
    Ok(events)
}

fn event(entry: audit_entry::Model) -> Event {
    let details: Value = serde_json::from_str(&entry.details).unwrap_or(Value::Null);
    let text = |name: &str| {
        details
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    };
    let what = match (in_words(&entry.action), text("what")) {
        (words, Some(more)) => format!("{words} {more}"),
        (words, None) => words.to_owned(),
    };
    let note = text("note").map(ToOwned::to_owned);
    Event {
        at: entry.at,
        who: entry.actor_name,
        what,
        note,
        action: entry.action,
    }
}

/// The verb of an audit entry as officials read it; entries of a later version show their verb.
#[must_use]
pub fn in_words(action: &str) -> &str {
    match action {
        "received" => "tiếp nhận",
        "file_attached" => "thêm tệp kèm theo",
        "file_removed" => "bỏ tệp kèm theo",
        "recognised" => "nhận dạng chữ trên trang quét",
        "registered" => "đăng ký",
        "register_corrected" => "sửa thông tin đăng ký",
        "returned_to_sender" => "trả lại nơi gửi",
        "submitted" => "trình",
        "directed" => "chỉ đạo",
        "assigned" => "giao",
        "reported" => "báo cáo đã xử lý",
        "sent_back" => "trả lại",
        "extension_asked" => "xin gia hạn",
        "extension_granted" => "đồng ý gia hạn",
        "extension_refused" => "không đồng ý gia hạn",
        "step_done" => "xong bước",
        "reminded" => "nhắc việc sắp đến hạn:",
        "reminded_late" => "nhắc việc đã quá hạn:",
        "escalated" => "báo cấp trên việc quá hạn:",
        "completed" => "hoàn thành",
        "read" => "đã xem",
        "drafted" => "soạn dự thảo",
        "revised" => "sửa dự thảo",
        "commented" => "góp ý",
        "sent_for_review" => "trình duyệt",
        "approved" => "duyệt",
        "initialled" => "ký nháy",
        "signed" => "ký số",
        "numbered" => "cấp số",
        "sealed" => "ký số cơ quan",
        "batch_begun" => "ký nhiều văn bản",
        "preserved" => "bổ sung bằng chứng để chữ ký kiểm tra được lâu dài",
        "preserving_waits" => "chưa bổ sung được bằng chứng lâu dài, sẽ thử lại sau một ngày:",
        "preserving_stopped" => "thôi thử bổ sung bằng chứng lâu dài sau nhiều ngày không được:",
        "report_sealed" => "ký số báo cáo kiểm tra chữ ký của tệp",
        "issued" => "phát hành",
        "delivered" => "chuyển đến nơi nhận",
        "recalled" => "thu hồi",
        "reported_back" => "ghi nhận",
        "discarded" => "hủy",
        "urged" => "đôn đốc",
        "handed_over" => "bàn giao việc",
        "process_case_moved" => "chuyển quy trình",
        other => other,
    }
}
