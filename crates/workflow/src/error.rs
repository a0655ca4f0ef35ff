use crate::{definition::Issue, engine::Person};

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
    /// A reason, question or answer is missing.
    #[error("phải nêu lý do hoặc nội dung")]
    NoReason,
    /// Somebody else has the task, or set the deadline.
    #[error("việc này thuộc về {0}")]
    HeldByAnother(Person),
    /// The person has no part in the task.
    #[error("{0} không tham gia việc này")]
    NotInvolved(Person),
    /// The person already has a part in the task.
    #[error("{0} đã tham gia việc này")]
    AlreadyInvolved(Person),
    /// There is exactly one lead.
    #[error("đã có người chủ trì: {0}")]
    SecondLead(Person),
    /// The task waits for its lead or a co-signer.
    #[error("còn chờ {0}")]
    AwaitsHelper(Person),
    /// Separation of duties.
    #[error("{person} đã làm bước {other:?}, không được làm bước này")]
    SeparateDuties {
        /// Who.
        person: Person,
        /// The step they did.
        other: String,
    },
    /// There is no such earlier step.
    #[error("không có bước trước đó như vậy")]
    NoEarlierStep,
    /// Nothing is open any more that came from the step.
    #[error("đã quá muộn để thu hồi")]
    TooLateToRecall,
    /// Nobody has asked.
    #[error("không có đề nghị nào chờ trả lời")]
    NothingAsked,
    /// The task has no deadline.
    #[error("việc này không có hạn")]
    NoDeadline,
    /// An extension must be later than the deadline.
    #[error("hạn mới phải sau hạn cũ")]
    NotLater,
}
