//! `Idempotency-Key`: a creation sent again gets the first answer again instead of a second creation.

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use directory::stored_answer::{self, Answer, Begun, Key};

use crate::{AppState, problem::Problem, signed::Signed};

/// Most bytes of a request or an answer that is compared or kept; requests with files are known by their key alone.
const LARGEST: usize = 2 * 1024 * 1024;

/// Headers of an answer that are given again.
const KEPT: [HeaderName; 4] = [
    header::CONTENT_TYPE,
    header::LOCATION,
    header::ETAG,
    header::CACHE_CONTROL,
];

/// Fields of requests that are kept nowhere, not even as a hash.
const SECRET: [&str; 4] = ["pin", "password", "present", "new"];

/// How an answer is marked that shows a password or token, once.
const SHOWN_ONCE: &str = "no-store";

/// Gives the stored answer, or lets the request through and stores its answer.
pub(crate) async fn remember(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let signed = request.extensions().get::<Signed>().cloned();
    match (key, signed) {
        (Some(key), Some(signed)) if *request.method() == Method::POST => {
            once(&state, &signed, &key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn once(
    state: &AppState,
    signed: &Signed,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let text = key.to_str().ok().filter(|text| (1..=200).contains(&text.len()));
    let text = text
        .ok_or_else(|| Problem::new("malformed").detail("Idempotency-Key dài từ 1 đến 200 ký tự ASCII."))?;
    let key = Key {
        account: signed.actor().account,
        key: text.to_owned(),
        path: request.uri().path().to_owned(),
    };
    let (parts, body) = request.into_parts();
    let is_upload = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
    let (body, seen) = if is_upload {
        (body, Vec::new())
    } else {
        let bytes = to_bytes(body, LARGEST)
            .await
            .map_err(|_| Problem::new("too_large"))?;
        let seen = without_secrets(&bytes);
        (Body::from(bytes), seen)
    };
    match stored_answer::begin(&state.office, &key, &seen).await? {
        Begun::First => {}
        Begun::Answered(answer) if answer.headers.iter().any(|(_, value)| value == SHOWN_ONCE) => {
            let detail = "Yêu cầu này đã được thực hiện; mật khẩu hoặc mã truy cập chỉ hiện một lần.";
            return Err(Problem::new("idempotency_conflict").detail(detail));
        }
        Begun::Answered(answer) => return Ok(replay(answer)),
        Begun::OtherRequest => return Err(Problem::new("idempotency_conflict")),
        Begun::InProgress => return Err(Problem::new("idempotency_in_progress")),
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if !response.status().is_success() {
        // Nothing was created: the same key may try again.
        stored_answer::forget(&state.office, &key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LARGEST)
        .await
        .map_err(|error| Problem::new("internal").caused_by(error))?;
    let headers = KEPT.iter().filter_map(|name| {
        Some((
            name.to_string(),
            parts.headers.get(name)?.to_str().ok()?.to_owned(),
        ))
    });
    // A password or token is shown once: it must not lie in the database until the key is forgotten.
    let is_secret = parts
        .headers
        .get(header::CACHE_CONTROL)
        .is_some_and(|value| value == SHOWN_ONCE);
    let answer = Answer {
        status: parts.status.as_u16(),
        headers: headers.collect(),
        body: if is_secret { Vec::new() } else { body.to_vec() },
    };
    stored_answer::finish(&state.office, &key, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// What of a request is compared: a hash of a PIN or password that lay in the database could be tried against all of them.
fn without_secrets(body: &[u8]) -> Vec<u8> {
    let Ok(serde_json::Value::Object(mut fields)) = serde_json::from_slice(body) else {
        return body.to_vec();
    };
    fields.retain(|name, _| !SECRET.contains(&name.as_str()));
    serde_json::Value::Object(fields).to_string().into_bytes()
}

fn replay(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse()) {
            response.headers_mut().insert(name, value);
        }
    }
    response
        .headers_mut()
        .insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}
