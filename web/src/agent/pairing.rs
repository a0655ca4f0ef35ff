//! Pairing a page with the agent.
//!
//! The page makes a secret, shows a code that follows from the secret's hash, and leads the person here with that hash. Whoever
//! types the code the page shows has seen the page whose secret it is; a page that claims to be another shows another code. The
//! secret itself never passes through an address.

use std::sync::atomic::{AtomicU32, Ordering};

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use signing::Digest;

use super::{Agent, Paired, origin::Origin};

/// Wrong codes until the agent is started again: more than mistyping needs, far fewer than guessing does.
const MOST_WRONG: u32 = 20;

/// Wrong codes so far.
#[derive(Debug, Default)]
pub(super) struct Attempts(AtomicU32);

/// Who wants to be paired.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Wish {
    /// The page's origin, as it says.
    trang: String,
    /// SHA-256 of its secret.
    khoa: String,
    /// The code the person typed.
    #[serde(default)]
    ma: String,
}

/// Origin, code to be typed, what went wrong.
#[derive(Template, WebTemplate)]
#[template(path = "agent/pair.html")]
pub(super) struct PairPage {
    origin: String,
    key: String,
    mistake: Option<&'static str>,
}

/// It is paired.
#[derive(Template, WebTemplate)]
#[template(path = "agent/paired.html")]
pub(super) struct PairedPage {
    origin: String,
}

/// Six digits that follow from the hash of a page's secret.
pub(super) fn code(key: &str) -> String {
    let digest = Digest::Sha256.hash(format!("vanthu-agent {key}").as_bytes());
    let number = digest
        .iter()
        .take(4)
        .fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    format!("{:06}", number % 1_000_000)
}

fn read(wish: &Wish) -> Option<Origin> {
    let is_hash = BASE64_URL_SAFE_NO_PAD
        .decode(&wish.khoa)
        .is_ok_and(|hash| hash.len() == 32);
    wish.trang.parse().ok().filter(|_| is_hash)
}

/// `GET /ghep-noi`
pub(super) async fn ask(Query(wish): Query<Wish>) -> Response {
    match read(&wish) {
        Some(origin) => page(&origin, wish.khoa, None).into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn page(origin: &Origin, key: String, mistake: Option<&'static str>) -> PairPage {
    PairPage {
        origin: origin.to_string(),
        key,
        mistake,
    }
}

/// `POST /ghep-noi`
pub(super) async fn pair(State(agent): State<Agent>, Form(wish): Form<Wish>) -> Response {
    let Some(origin) = read(&wish) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if agent.pairing.0.load(Ordering::SeqCst) >= MOST_WRONG {
        let mistake = "Đã gõ sai quá nhiều lần. Tắt rồi chạy lại trình ký để ghép nối.";
        let page = page(&origin, wish.khoa, Some(mistake));
        return (StatusCode::TOO_MANY_REQUESTS, page).into_response();
    }
    let typed: String = wish.ma.chars().filter(char::is_ascii_digit).collect();
    if typed != code(&wish.khoa) {
        agent.pairing.0.fetch_add(1, Ordering::SeqCst);
        let mistake = "Mã không khớp với mã của trang này. Xem lại mã đang hiện trên trang ký văn bản.";
        let page = page(&origin, wish.khoa, Some(mistake));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    }
    let paired = Paired {
        origin: origin.clone(),
        key: wish.khoa,
        at: agent.clock.now(),
    };
    match agent.folder.pair(paired) {
        Ok(()) => PairedPage {
            origin: origin.to_string(),
        }
        .into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}
