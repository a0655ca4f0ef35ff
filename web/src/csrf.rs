//! Forms are taken from our own pages only: each carries a value derived from the session's secret.
//!
//! The value stands in the hidden field `csrf`, which is the first field of forms with files, or in the header
//! `X-CSRF-Token`. It is checked before the handler runs, so that no handler can forget it.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use axum_extra::extract::cookie::CookieJar;
use directory::Secret;
use futures::{StreamExt as _, TryStreamExt as _, stream};

use crate::problem::Problem;

/// Cookie of a visitor who has not signed in yet, for the sign-in form.
pub(crate) const VISITOR_COOKIE: &str = "vanthu_khach";

/// The hidden field.
const FIELD: &str = "csrf";

/// Most bytes of a form without files.
const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// The field has to stand within this many bytes of a form with files.
const PEEK: usize = 8 * 1024;

/// Refuses a request that does not prove to come from one of our pages.
pub(crate) async fn check(request: &mut Request, expected: &str) -> Result<(), Problem> {
    let refused = || Problem::new("foreign_form");
    let headers = request.headers();
    if headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "cross-site")
    {
        return Err(refused());
    }
    if let Some(sent) = headers.get("x-csrf-token") {
        return if same(sent.as_bytes(), expected.as_bytes()) {
            Ok(())
        } else {
            Err(refused())
        };
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    let sent = if kind.starts_with("application/x-www-form-urlencoded") {
        field_of_form(request).await?
    } else if kind.starts_with("multipart/form-data") {
        first_field_of_upload(request).await?
    } else {
        None
    };
    match sent {
        Some(sent) if same(&sent, expected.as_bytes()) => Ok(()),
        _ => Err(refused()),
    }
}

/// The same for visitors: their value is derived from the secret in their own cookie.
pub(crate) async fn check_anonymous(request: &mut Request) -> Result<(), Problem> {
    let secret = visitor_secret(request.headers()).ok_or_else(|| Problem::new("foreign_form"))?;
    check(request, &secret.derive(FIELD)).await
}

/// The secret in a visitor's cookie.
pub(crate) fn visitor_secret(headers: &HeaderMap) -> Option<Secret> {
    CookieJar::from_headers(headers)
        .get(VISITOR_COOKIE)?
        .value()
        .parse()
        .ok()
}

async fn field_of_form(request: &mut Request) -> Result<Option<Vec<u8>>, Problem> {
    let body = std::mem::take(request.body_mut());
    let bytes = to_bytes(body, LARGEST_FORM)
        .await
        .map_err(|_| Problem::new("too_large"))?;
    let field = form_pairs(&bytes)
        .find(|(name, _)| name == FIELD)
        .map(|(_, value)| value.into_bytes());
    *request.body_mut() = Body::from(bytes);
    Ok(field)
}

fn form_pairs(bytes: &Bytes) -> impl Iterator<Item = (String, String)> {
    url::form_urlencoded::parse(bytes).into_owned()
}

/// Reads the first field of a form with files and puts what was read back in front of the body.
async fn first_field_of_upload(request: &mut Request) -> Result<Option<Vec<u8>>, Problem> {
    let mut rest = std::mem::take(request.body_mut()).into_data_stream();
    let mut head = Vec::new();
    let mut field = None;
    while head.len() < PEEK && field.is_none() {
        let Some(chunk) = rest.next().await else { break };
        head.extend_from_slice(&chunk.map_err(|_| Problem::new("incomplete_request"))?);
        field = first_field(&head[..head.len().min(PEEK)]);
    }
    let whole = stream::once(async move { Ok(Bytes::from(head)) }).chain(rest.map_err(axum::Error::new));
    *request.body_mut() = Body::from_stream(whole);
    Ok(field)
}

/// The value of the first part, when it is our field and already complete (RFC 7578 4.2).
fn first_field(head: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(head);
    let (boundary, rest) = text.split_once("\r\n")?;
    let (part, value) = rest.split_once("\r\n\r\n")?;
    let (value, _) = value.split_once(&format!("\r\n{boundary}"))?;
    part.contains("name=\"csrf\"").then(|| value.as_bytes().to_vec())
}

/// Compares in a time that does not tell where the difference is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left
            .iter()
            .zip(right)
            .fold(0, |difference, (a, b)| difference | (a ^ b))
            == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_field_of_an_upload_is_read_once_it_is_complete() {
        let upload = "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nabc\r\n--x\r\nContent-";
        assert_eq!(first_field(upload.as_bytes()), Some(b"abc".to_vec()));
        assert_eq!(first_field(&upload.as_bytes()[..57]), None);
        assert_eq!(first_field(upload.replace("csrf", "file").as_bytes()), None);
    }

    #[test]
    fn values_are_compared_whole() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"abc", b"ab"));
    }
}
