//! The one error type of handlers, and the one place where it becomes an answer.

mod code;
mod render;

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use kernel::FieldError;

pub(crate) use render::render;

/// Why a request was not served. Handlers return it; `render` shows it as a page or as `application/problem+json`.
#[derive(Debug, Clone)]
pub struct Problem {
    code: &'static str,
    detail: Option<String>,
    fields: Vec<FieldError>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Problem {
    /// A problem with this code from the table in `problem/code.rs`.
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            detail: None,
            fields: Vec::new(),
            source: None,
        }
    }

    /// What went wrong in this case, for people, in Vietnamese.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Which fields are wrong.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldError>) -> Self {
        self.fields = fields;
        self
    }

    /// The error behind it, which is logged and never shown.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        if self.code == "internal" && kernel::is_storage_full(&source) {
            self.code = "storage_full";
        } else if self.code == "internal" && kernel::is_storage_busy(&source) {
            self.code = "storage_busy";
        }
        self.source = Some(Arc::new(source));
        self
    }

    /// The problem a bare status stands for.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        Self::new(code::of_status(status))
    }

    /// The stable public code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        code::known(self.code).status
    }

    /// Mistakes in fields, when that is what is wrong: then the form is shown again.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<directory::Error> for Problem {
    fn from(error: directory::Error) -> Self {
        let problem = Self::new(error.code());
        match error {
            directory::Error::Invalid(fields) => problem.with_fields(fields),
            directory::Error::Conflict(reason) => problem.detail(reason),
            error => problem.caused_by(error),
        }
    }
}

impl From<documents::Error> for Problem {
    fn from(error: documents::Error) -> Self {
        let problem = Self::new(error.code());
        match error {
            documents::Error::NotFound => problem,
            documents::Error::Invalid(fields) => problem.with_fields(fields),
            documents::Error::Storage(_) | documents::Error::Kernel(_) => problem.caused_by(error),
            error => problem.detail(error.message()).caused_by(error),
        }
    }
}

impl From<workflow::store::Error> for Problem {
    fn from(error: workflow::store::Error) -> Self {
        use workflow::store::Error;
        let problem = Self::new(error.code());
        match error {
            Error::NotFound | Error::Stale => problem,
            Error::Invalid(fields) => problem.with_fields(fields),
            Error::Faulty(faults) => {
                let fields = faults.iter().map(|fault| {
                    let place = fault.name.as_deref().unwrap_or(&fault.element);
                    let message = format!("dòng {}, {place}: {}", fault.line, fault.reason);
                    FieldError::new(fault.element.clone(), message)
                });
                problem.with_fields(fields.collect())
            }
            Error::Forbidden(why) | Error::Conflict(why) => problem.detail(why),
            Error::Overtaken(happened) => problem.detail(happened),
            Error::Unmovable(faults) => {
                let reasons: Vec<String> = faults.into_iter().map(|fault| fault.reason).collect();
                problem.detail(reasons.join("; "))
            }
            Error::Workflow(error) => problem.detail(error.to_string()),
            error => problem.caused_by(error),
        }
    }
}

impl From<kernel::Error> for Problem {
    fn from(error: kernel::Error) -> Self {
        Self::new("internal").caused_by(error)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::new("internal").caused_by(error)
    }
}
