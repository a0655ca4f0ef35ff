use kernel::FieldError;

use crate::Permission;

/// Why the directory refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this actor.
    #[error("{0} was not found")]
    NotFound(&'static str),
    /// The post's roles do not allow it.
    #[error("not allowed to {0:?}")]
    Forbidden(Permission),
    /// Fields hold mistakes.
    #[error("wrong fields: {}", kernel::field_error::in_one_line(.0))]
    Invalid(Vec<FieldError>),
    /// The login is unknown, the password wrong, or the account locked: one answer for all, so that nobody learns which.
    #[error("sign-in was refused")]
    SignInRefused,
    /// Somebody changed it in the meantime.
    #[error("{0} was changed by somebody else")]
    Stale(&'static str),
    /// The rules of the directory forbid it in the present state; the text says why, in Vietnamese.
    #[error("{0}")]
    Conflict(String),
    /// The foundation failed.
    #[error(transparent)]
    Kernel(#[from] kernel::Error),
    /// A password could not be hashed.
    #[error("password hashing failed: {0}")]
    Hashing(String),
}

impl Error {
    /// The stable public code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Forbidden(_) => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::SignInRefused => "sign_in_refused",
            Self::Stale(_) => "stale",
            Self::Conflict(_) => "conflict",
            Self::Kernel(_) | Self::Hashing(_) => "internal",
        }
    }

    /// Refuses when the caller has seen another version than there is; who has seen none is let through.
    pub(crate) fn unless_seen(seen: Option<i64>, present: i64, what: &'static str) -> Result<(), Self> {
        match seen {
            Some(seen) if seen != present => Err(Self::Stale(what)),
            _ => Ok(()),
        }
    }

    /// One wrong field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Kernel(error.into())
    }
}
