use askama::Template;
use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse as _, Redirect, Response},
};
use kernel::FieldError;
use serde::Serialize;
use tracing::error;

use super::{Problem, code};
use crate::{assets, observe::RequestId};

/// RFC 9457.
#[derive(Debug, Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [FieldError],
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    assets: &'static str,
    title: &'a str,
    detail: Option<&'a str>,
    advice: &'a str,
    fields: &'a [FieldError],
    request_id: &'a str,
}

/// Shows every problem, and every bare error status of the layers below, in one form.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let is_get = matches!(*request.method(), Method::GET | Method::HEAD);
    let target = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let id = request
        .extensions()
        .get::<RequestId>()
        .cloned()
        .unwrap_or_default();
    let is_large = carries_much(request.headers());
    let mut response = next.run(request).await;
    let problem = match response.extensions_mut().remove::<Problem>() {
        Some(problem) => problem,
        None if is_bare_error(&response) => Problem::of_status(response.status()),
        None => return response,
    };
    if problem.status().is_server_error() {
        let reason = problem.source.as_deref().map(chain).unwrap_or_default();
        error!(request_id = %id, code = problem.code, reason, "request failed");
    }
    let mut shown = if is_api {
        document(&problem, &id)
    } else {
        page(&problem, &id, &target, is_get)
    };
    if is_large {
        // The rest of the body is not read: the client is to stop sending it and to come back on another connection.
        shown
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    // Headers such as Allow of a 405 stay.
    for (name, value) in response.headers() {
        if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
            shown.headers_mut().append(name, value.clone());
        }
    }
    shown
}

/// Whether the body may be too long to have been read before the answer.
fn carries_much(headers: &HeaderMap) -> bool {
    const READ_ANYWAY: u64 = 64 * 1024;
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length > READ_ANYWAY)
}

fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let is_told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/problem+json")
    });
    (status.is_client_error() || status.is_server_error()) && !is_told
}

fn chain(error: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

fn document(problem: &Problem, id: &RequestId) -> Response {
    let known = code::known(problem.code);
    let document = Document {
        r#type: format!("urn:vanthu:problem:{}", known.code),
        title: known.title,
        status: known.status.as_u16(),
        code: known.code,
        detail: problem.detail.as_deref().unwrap_or(known.advice),
        request_id: id.as_str(),
        errors: &problem.fields,
    };
    let mut response = (known.status, Json(document)).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    if known.status == StatusCode::UNAUTHORIZED {
        headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer realm=\"vanthu\""),
        );
    }
    response
}

fn page(problem: &Problem, id: &RequestId, target: &str, is_get: bool) -> Response {
    match problem.code {
        "unauthenticated" => {
            let back = if is_get && target != "/" { target } else { "" };
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("tiep", back)
                .finish();
            let suffix = if back.is_empty() {
                String::new()
            } else {
                format!("?{query}")
            };
            return Redirect::to(&format!("/dang-nhap{suffix}")).into_response();
        }
        "password_change_required" => return Redirect::to("/tai-khoan/mat-khau").into_response(),
        _ => {}
    }
    let known = code::known(problem.code);
    let page = ProblemPage {
        assets: assets::prefix(),
        title: known.title,
        detail: problem.detail.as_deref(),
        advice: known.advice,
        fields: &problem.fields,
        request_id: id.as_str(),
    };
    match page.render() {
        Ok(html) => (known.status, Html(html)).into_response(),
        Err(error) => {
            error!(request_id = %id, %error, "the error page could not be drawn");
            (known.status, known.title).into_response()
        }
    }
}
