//! Who may speak to the agent: the right host, a paired origin with its secret, and nobody else.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use signing::Digest;

use super::{Agent, answer::Trouble, origin::Origin};

/// Asked before a page on the internet reaches into this machine (W3C Private Network Access).
const ASKS_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Nothing runs on the agent's pages, and nobody frames them.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page that asks, once it has shown that it is paired.
#[derive(Debug, Clone)]
pub(super) struct Asking(pub(super) Origin);

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A name that was made to lead to this machine (DNS rebinding) stands in `Host`: only our own address is answered.
pub(super) async fn right_host(State(agent): State<Agent>, request: Request, next: Next) -> Response {
    let expected = format!("127.0.0.1:{}", agent.port);
    if text(request.headers(), header::HOST) != Some(expected.as_str()) {
        return StatusCode::MISDIRECTED_REQUEST.into_response();
    }
    next.run(request).await
}

/// Lets paired pages through, and tells browsers so; everybody else gets neither an answer nor a header.
pub(super) async fn paired_only(State(agent): State<Agent>, mut request: Request, next: Next) -> Response {
    let origin = text(request.headers(), header::ORIGIN).and_then(|text| text.parse::<Origin>().ok());
    let paired = agent.folder.paired().unwrap_or_default();
    let Some(origin) = origin.filter(|origin| paired.iter().any(|one| one.origin == *origin)) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    let asks_private = request.headers().contains_key(ASKS_PRIVATE);
    let mut response = if *request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let secret = text(request.headers(), header::AUTHORIZATION)
            .and_then(|value| value.strip_prefix("Bearer "))
            .and_then(|secret| BASE64_URL_SAFE_NO_PAD.decode(secret).ok());
        let key = secret.map(|secret| BASE64_URL_SAFE_NO_PAD.encode(Digest::Sha256.hash(&secret)));
        // Hashes are compared, so the time it takes tells nothing about the secret.
        let is_known = paired
            .iter()
            .any(|one| one.origin == origin && Some(&one.key) == key.as_ref());
        if is_known {
            request.extensions_mut().insert(Asking(origin.clone()));
            next.run(request).await
        } else {
            let message = "Trang này chưa được ghép nối trên trình duyệt này.";
            Trouble::new(StatusCode::UNAUTHORIZED, "not_paired", message).into_response()
        }
    };
    let headers = response.headers_mut();
    let Ok(origin) = HeaderValue::from_str(&origin.to_string()) else {
        return StatusCode::FORBIDDEN.into_response();
    };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "authorization, content-type",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if asks_private {
        headers.insert(ALLOWS_PRIVATE, HeaderValue::from_static("true"));
    }
    response
}

/// Forms of the agent's own pages come from the agent's own pages.
pub(super) async fn own_pages_only(State(agent): State<Agent>, request: Request, next: Next) -> Response {
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_reading && text(request.headers(), header::ORIGIN) != Some(agent.own().as_str()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Browsers would send `Origin: null` with forms under a stricter policy.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
