//! What can stop a document from being composed.

use crate::markup::MarkupError;

/// Why a document could not be composed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The body breaks the grammar of [`crate::markup`]; every place is listed.
    #[error("the body cannot be read: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Markup(Vec<MarkupError>),
    /// Signs the serif face cannot print.
    #[error("these signs cannot be printed: {0}")]
    Unprintable(String),
    /// The document is larger than official documents are.
    #[error("the document has more than {0} characters")]
    TooLong(usize),
    /// The typesetter refused the document.
    #[error("typesetting failed: {0}")]
    Typesetting(String),
    /// The typesetter did not report a place the template must mark.
    #[error("the place of {0} was not found")]
    MissingPlace(&'static str),
}
