use crate::definition::Issue;

/// Why a definition could not be read or a command not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not BPMN 2.0 XML.
    #[error("dòng {line}: không đọc được XML: {reason}")]
    NotXml {
        /// Line, from 1.
        line: u32,
        /// What the XML reader says.
        reason: String,
    },
    /// The file holds no process.
    #[error("tệp không có quy trình (bpmn:process) nào")]
    NoProcess,
    /// Elements that cannot be run.
    #[error("quy trình có {} chỗ không chạy được", .0.len())]
    Unsupported(Vec<Issue>),
    /// The instance has ended, or is suspended.
    #[error("quy trình {0}")]
    NotRunning(&'static str),
    /// The task is not open: somebody did it, or it was withdrawn.
    #[error("việc này không còn mở")]
    TaskNotOpen,
    /// Nobody waits for the message, or the timer is not set.
    #[error("không có bước nào đang chờ {0}")]
    NothingWaits(String),
    /// An expression could not be computed.
    #[error("{element}: không tính được điều kiện: {reason}")]
    Expression {
        /// The element with the expression.
        element: String,
        /// What the expression engine says.
        reason: String,
    },
    /// A decision with no way out: every condition is false and there is no default.
    #[error("{0}: không điều kiện nào đúng và không có nhánh mặc định")]
    NoWayOut(String),
    /// The process went on without ever waiting for a person, a message or a time.
    #[error("quy trình chạy vòng mà không dừng ở bước nào")]
    Runaway,
}
