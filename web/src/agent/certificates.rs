use axum::{Json, extract::State};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::Serialize;

use super::{Agent, tokens::Held};
use crate::show;

/// A certificate a page can offer to sign with.
#[derive(Serialize)]
pub(super) struct View {
    fingerprint: String,
    subject: String,
    issuer: String,
    validity: String,
    is_current: bool,
    token: String,
    is_locked: bool,
    is_last_try: bool,
    certificate: String,
    chain: Vec<String>,
}

/// `GET /v1/certificates`
pub(super) async fn list(State(agent): State<Agent>) -> Json<Vec<View>> {
    let now = agent.clock.now().utc();
    let tokens = agent.tokens.clone();
    let found = tokio::task::spawn_blocking(move || tokens.certificates())
        .await
        .unwrap_or_default();
    let mut views: Vec<View> = found.into_iter().map(|held| view(held, now)).collect();
    views.sort_by_key(|view| !view.is_current);
    Json(views)
}

fn view(held: Held, now: time::OffsetDateTime) -> View {
    let encode = |one: &signing::Certificate| BASE64_STANDARD.encode(one.der());
    let (from, to) = (held.certificate.not_before(), held.certificate.not_after());
    let day = |moment: time::OffsetDateTime| show::date(moment.to_offset(kernel::VIETNAM).date());
    View {
        fingerprint: held.certificate.fingerprint_sha256(),
        subject: held.certificate.subject_common_name(),
        issuer: held.certificate.issuer(),
        validity: format!("{} – {}", day(from), day(to)),
        is_current: from <= now && now <= to,
        certificate: encode(&held.certificate),
        chain: held.chain.iter().map(encode).collect(),
        token: held.token.label,
        is_locked: held.token.pin_locked,
        is_last_try: held.token.pin_last_try,
    }
}
