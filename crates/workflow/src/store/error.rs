use kernel::FieldError;
use sea_orm::DbErr;

use crate::{definition::Issue, engine::Fault};

/// Why something about stored processes could not be done. Texts carried inside are Vietnamese, for officials.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it is another agency's.
    #[error("not found")]
    NotFound,
    /// The actor's post may not do this.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Fields have mistakes.
    #[error("wrong fields: {}", kernel::field_error::in_one_line(.0))]
    Invalid(Vec<FieldError>),
    /// The process cannot be published: every reason with its place.
    #[error("the process has {} faults", .0.len())]
    Faulty(Vec<Issue>),
    /// The case cannot be put under the other version: every reason with its element.
    #[error("the case cannot be moved: {} reasons", .0.len())]
    Unmovable(Vec<Fault>),
    /// The present state forbids it.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The actor saw an older revision than there is.
    #[error("somebody else changed it meanwhile")]
    Stale,
    /// Somebody else was faster; the text says who did what and when, in Vietnamese.
    #[error("overtaken: {0}")]
    Overtaken(String),
    /// The engine refused.
    #[error(transparent)]
    Workflow(#[from] crate::Error),
    /// Work on another thread ended without an answer.
    #[error("the work was interrupted: {0}")]
    Interrupted(String),
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
            Self::Forbidden(_) => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Faulty(_) => "process_faulty",
            Self::Conflict(_) | Self::Overtaken(_) | Self::Unmovable(_) | Self::Workflow(_) => "conflict",
            Self::Stale => "stale",
            Self::Interrupted(_) | Self::Kernel(_) => "internal",
        }
    }

    /// One field with a mistake.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Kernel(error.into())
    }
}
