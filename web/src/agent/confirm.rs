//! The agent's own page where the person says yes or no. Its address holds a secret that no other page learns.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::{
    Agent,
    ask::{Question, Reply, Shown},
};

/// What will be signed, for whom, and the PIN.
#[derive(Template, WebTemplate)]
#[template(path = "agent/confirm.html")]
pub(super) struct ConfirmPage {
    secret: String,
    question: Question,
}

/// How it ended.
#[derive(Template, WebTemplate)]
#[template(path = "agent/end.html")]
pub(super) struct EndPage {
    words: String,
}

fn over() -> Response {
    let words = "Yêu cầu ký này đã hết hiệu lực: đã trả lời rồi, hoặc trang yêu cầu đã đóng.".to_owned();
    (StatusCode::NOT_FOUND, EndPage { words }).into_response()
}

/// `GET /xac-nhan/{secret}`
pub(super) async fn show(State(agent): State<Agent>, Path(secret): Path<String>) -> Response {
    match agent.asker.waiting(&secret) {
        Some(waiting) => ConfirmPage {
            secret,
            question: waiting.question,
        }
        .into_response(),
        None => over(),
    }
}

/// `POST /xac-nhan/{secret}`
pub(super) async fn answer(State(agent): State<Agent>, Path(secret): Path<String>, body: Bytes) -> Response {
    // The body holds the PIN: what we copy of it is wiped.
    let body = Zeroizing::new(Vec::from(body));
    let mut pin = Zeroizing::new(String::new());
    let mut agrees = false;
    for (name, value) in url::form_urlencoded::parse(&body) {
        match name.as_ref() {
            "pin" => pin = Zeroizing::new(value.into_owned()),
            "ky" => agrees = true,
            _ => {}
        }
    }
    let Some(waiting) = agent.asker.waiting(&secret) else {
        return over();
    };
    let (told, shown) = oneshot::channel();
    let reply = Reply {
        pin: agrees.then_some(pin),
        told,
    };
    if waiting.reply.try_send(reply).is_err() {
        return over();
    }
    match shown.await {
        Ok(Shown::End(words)) => EndPage { words }.into_response(),
        Ok(Shown::Again) => Redirect::to(&format!("/xac-nhan/{secret}")).into_response(),
        Err(_) => over(),
    }
}
