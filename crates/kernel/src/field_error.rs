//! A mistake in one field, told beside that field.

use serde::{Deserialize, Serialize};

/// A mistake in one field of what somebody sent, told so that it can stand beside that field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Name of the field, as in the form and in JSON.
    pub field: String,
    /// What is wrong and what to do, in Vietnamese.
    pub message: String,
}

impl FieldError {
    /// A mistake in `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// Mistakes in one line, for logs and the command line.
#[must_use]
pub fn in_one_line(mistakes: &[FieldError]) -> String {
    let each = mistakes
        .iter()
        .map(|mistake| format!("{}: {}", mistake.field, mistake.message));
    each.collect::<Vec<_>>().join("; ")
}
