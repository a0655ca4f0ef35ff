use serde::Serialize;
use utoipa::ToSchema;

/// `application/problem+json` (RFC 9457), for the description of the API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemDocument {
    /// `urn:vanthu:problem:` and the code.
    r#type: String,
    /// What happened, in Vietnamese.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable code for programs.
    code: String,
    /// This case in words.
    detail: String,
    /// Number to quote.
    request_id: String,
    /// Wrong fields.
    errors: Option<Vec<ProblemField>>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProblemField {
    /// Name of the field.
    pub(super) field: String,
    /// What is wrong, in Vietnamese.
    pub(super) message: String,
}
