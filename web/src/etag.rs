//! Versions of rows as `ETag` and `If-Match` (RFC 9110 8.8.3, 13.1.1), against lost updates.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderName, header, request::Parts},
};

use crate::problem::Problem;

/// The header that tells a row's version.
pub(crate) fn etag(version: i64) -> [(HeaderName, String); 1] {
    [(header::ETAG, format!("\"{version}\""))]
}

/// The version the client has seen; a change without one is refused.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub(crate) i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let value = parts
            .headers
            .get(header::IF_MATCH)
            .ok_or_else(|| Problem::new("precondition_required"))?;
        let version = value
            .to_str()
            .ok()
            .and_then(|text| text.trim().trim_matches('"').parse().ok());
        // A tag we never gave matches nothing.
        version.map(Self).ok_or_else(|| Problem::new("stale"))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    /// Where a version is honoured but not asked for.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Ok(None);
        }
        <Self as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(Some)
    }
}
