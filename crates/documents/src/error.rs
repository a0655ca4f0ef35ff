use kernel::FieldError;
use sea_orm::DbErr;

/// Why something about documents could not be done. Texts carried inside are Vietnamese, for officials.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the actor may not read it.
    #[error("not found")]
    NotFound,
    /// The actor's post may not do this.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// No role of the actor's post carries the permission.
    #[error("not permitted to {0:?}")]
    NotPermitted(directory::Permission),
    /// Fields have mistakes.
    #[error("wrong fields: {}", kernel::field_error::in_one_line(.0))]
    Invalid(Vec<FieldError>),
    /// Somebody else was first, or the thing is in another state by now.
    #[error("conflict: {0}")]
    Conflict(String),
    /// The actor saw an older version than there is.
    #[error("somebody else changed it meanwhile")]
    Stale,
    /// The process of the case refuses.
    #[error(transparent)]
    Process(workflow::Error),
    /// The file is larger than the agency takes.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// Most bytes taken.
        limit: u64,
    },
    /// The file cannot be taken.
    #[error("the file cannot be taken: {0}")]
    BadFile(String),
    /// Work on another thread ended without an answer.
    #[error("the work was interrupted: {0}")]
    Interrupted(String),
    /// The office's rules refuse it.
    #[error(transparent)]
    Refused(#[from] crate::outbound::Refusal),
    /// The document could not be typeset.
    #[error("typesetting failed")]
    Composing(#[from] composer::Error),
    /// A PDF could not be read.
    #[error("the PDF cannot be read")]
    Pdf(#[from] pdf::Error),
    /// A signature or its field could not be made.
    #[error("signing failed")]
    Signing(#[from] signing::Error),
    /// An image of a signature or seal could not be made.
    #[error(transparent)]
    Image(#[from] crate::outbound::image::ImageError),
    /// The database refused.
    #[error("storage failed")]
    Storage(#[from] DbErr),
    /// A workbook could not be written.
    #[error("the workbook could not be written: {0}")]
    Workbook(String),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] search_index::Error),
    /// The foundation failed.
    #[error(transparent)]
    Kernel(#[from] kernel::Error),
}

impl Error {
    /// The stable public code: it decides the HTTP status.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden(_) | Self::NotPermitted(_) => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Conflict(_) | Self::Process(_) => "conflict",
            Self::Stale => "stale",
            Self::TooLarge { .. } => "too_large",
            Self::BadFile(_) | Self::Pdf(_) => "bad_file",
            Self::Refused(refusal) => refusal.code(),
            Self::Composing(_) => "not_typeset",
            Self::Signing(_) => "not_signed",
            Self::Index(_) => "index_unavailable",
            Self::Image(_)
            | Self::Interrupted(_)
            | Self::Workbook(_)
            | Self::Storage(_)
            | Self::Kernel(_) => "internal",
        }
    }

    /// What happened, for officials.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::NotFound => "Không tìm thấy, hoặc bạn không được xem.".to_owned(),
            Self::Forbidden(why) => (*why).to_owned(),
            Self::NotPermitted(permission) => {
                format!("Chức vụ của bạn không có quyền: {}.", permission.label())
            }
            Self::Invalid(fields) => fields
                .first()
                .map_or_else(String::new, |field| field.message.clone()),
            Self::Conflict(happened) => happened.clone(),
            Self::Process(refusal) => format!("Quy trình không cho làm việc này: {refusal}."),
            Self::Stale => "Người khác vừa thay đổi văn bản này. Hãy xem lại rồi làm tiếp.".to_owned(),
            Self::TooLarge { limit } => {
                format!(
                    "Tệp lớn hơn mức cho phép ({} MB). Hãy tách hoặc nén tệp rồi tải lại.",
                    limit / 1024 / 1024
                )
            }
            Self::BadFile(why) => why.clone(),
            Self::Refused(refusal) => refusal.message(),
            Self::Composing(error) => typesetting(error),
            Self::Pdf(error) => error.message().to_owned(),
            Self::Signing(error) => format!("Không ký được tệp này: {error}. Chưa có gì được lưu."),
            Self::Index(_) => {
                "Chỉ mục tìm kiếm đang được dựng lại. Sổ và danh sách văn bản vẫn dùng được; hãy tìm lại sau ít phút.".to_owned()
            }
            Self::Image(_) | Self::Interrupted(_) | Self::Workbook(_) | Self::Storage(_) | Self::Kernel(_) => {
                "Hệ thống chưa làm được việc này. Chưa có gì bị mất, hãy thử lại.".to_owned()
            }
        }
    }

    /// Work handed to another thread panicked or was cancelled.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "its one use is as a function given to map_err"
    )]
    pub fn interrupted(error: tokio::task::JoinError) -> Self {
        Self::Interrupted(error.to_string())
    }

    /// One field with a mistake.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

impl From<workflow::task::Error> for Error {
    fn from(error: workflow::task::Error) -> Self {
        match error {
            workflow::task::Error::NotFound => Self::NotFound,
            workflow::task::Error::Ended(happened) => {
                Self::Conflict(format!("Việc này đã xong: {happened}."))
            }
            workflow::task::Error::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<workflow::store::Error> for Error {
    fn from(error: workflow::store::Error) -> Self {
        use workflow::store::Error as Store;
        match error {
            Store::NotFound => Self::NotFound,
            Store::Forbidden(why) => Self::Forbidden(why),
            Store::Invalid(fields) => Self::Invalid(fields),
            Store::Conflict(why) => Self::Conflict(why.to_owned()),
            Store::Stale => Self::Stale,
            Store::Overtaken(happened) => Self::Conflict(format!("Việc này đã xong: {happened}.")),
            Store::Workflow(refusal) => Self::Process(refusal),
            Store::Interrupted(why) => Self::Interrupted(why),
            Store::Kernel(error) => Self::Kernel(error),
            Store::Unmovable(faults) => {
                let reasons: Vec<String> = faults.into_iter().map(|fault| fault.reason).collect();
                Self::Conflict(format!("Không chuyển được: {}.", reasons.join("; ")))
            }
            other @ Store::Faulty(_) => Self::Conflict(other.to_string()),
        }
    }
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::NotFound(_) => Self::NotFound,
            directory::Error::Forbidden(permission) => Self::NotPermitted(permission),
            directory::Error::Invalid(fields) => Self::Invalid(fields),
            directory::Error::Stale(_) => Self::Stale,
            directory::Error::Conflict(why) => Self::Conflict(why),
            directory::Error::Kernel(error) => Self::Kernel(error),
            other => Self::Conflict(other.to_string()),
        }
    }
}

/// Why a document could not be typeset, for whoever drafts it.
fn typesetting(error: &composer::Error) -> String {
    match error {
        composer::Error::Markup(places) => places.first().map_or_else(
            || "Nội dung chưa đúng quy cách.".to_owned(),
            |place| format!("Nội dung, dòng {}: {}.", place.line, place.problem),
        ),
        composer::Error::Unprintable(signs) => format!("Phông chữ của văn bản không có các ký tự: {signs}."),
        composer::Error::TooLong(most) => format!("Văn bản dài hơn {most} ký tự."),
        _ => "Không trình bày được văn bản này. Chưa có gì bị mất.".to_owned(),
    }
}
