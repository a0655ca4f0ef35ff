//! Signing in and out, and going on in another post.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use directory::{
    Secret, session,
    sign_in::{SignIn, sign_in},
};
use kernel::id::PostId;
use serde::Deserialize;

use crate::{
    AppState,
    access::Access,
    assets, csrf,
    extract::{Form, Query},
    problem::Problem,
    routes::Routes,
    signed::{self, Signed},
};

/// How long a visitor's cookie lives: the time to type a password.
const VISIT: time::Duration = time::Duration::hours(4);

/// The routes of signing in.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/dang-nhap", Access::Public, show)
        .post("/dang-nhap", Access::Public, begin)
        .post("/dang-xuat", Access::SignedIn, end)
        .post("/chuc-vu", Access::SignedIn, switch)
}

#[derive(Template, WebTemplate)]
#[template(path = "sign_in.html")]
struct SignInPage {
    assets: &'static str,
    csrf: String,
    login: String,
    back: String,
    is_refused: bool,
    lockout_minutes: i64,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
struct Back {
    #[serde(default)]
    tiep: String,
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    tiep: String,
}

/// Only paths of our own: anything else leads home.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if is_own { path } else { "/" }
}

fn page(state: &AppState, secret: &Secret, login: String, back: String, is_refused: bool) -> SignInPage {
    SignInPage {
        assets: assets::prefix(),
        csrf: secret.derive("csrf"),
        login,
        back,
        is_refused,
        lockout_minutes: state.office.settings.lockout().whole_minutes(),
    }
}

/// `GET /dang-nhap`
async fn show(
    State(state): State<AppState>,
    signed: Option<Signed>,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    if signed.is_some() {
        return Redirect::to(own_path(&back.tiep)).into_response();
    }
    let secret = csrf::visitor_secret(&headers).unwrap_or_else(Secret::visitor);
    let cookie = signed::cookie(&state, csrf::VISITOR_COOKIE, secret.text(), VISIT);
    (
        CookieJar::new().add(cookie),
        page(&state, &secret, String::new(), back.tiep, false),
    )
        .into_response()
}

/// `POST /dang-nhap`
async fn begin(
    State(state): State<AppState>,
    connection: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<Credentials>,
) -> Result<Response, Problem> {
    let device = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let attempt = SignIn {
        login: form.login.clone(),
        password: form.password,
        device: device.to_owned(),
        address: address(
            connection.map(|axum::Extension(ConnectInfo(peer))| peer.ip()),
            &headers,
        ),
    };
    match sign_in(&state.office, attempt).await {
        Ok(begun) => {
            let name = signed::cookie_name(&state);
            let cookie = signed::cookie(
                &state,
                name,
                begun.secret.text(),
                state.office.settings.session_lifetime(),
            );
            Ok((CookieJar::new().add(cookie), Redirect::to(own_path(&form.tiep))).into_response())
        }
        Err(directory::Error::SignInRefused) => {
            let secret = csrf::visitor_secret(&headers).ok_or_else(|| Problem::new("foreign_form"))?;
            let page = page(&state, &secret, form.login, form.tiep, true);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The sender's address: what a reverse proxy on this machine says, or the connection's own.
fn address(peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let Some(peer) = peer else { return String::new() };
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| peer.is_loopback())
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|last| last.trim().parse().ok());
    forwarded.unwrap_or(peer).to_string()
}

/// `POST /dang-xuat`
async fn end(State(state): State<AppState>, signed: Signed) -> Result<(CookieJar, Redirect), Problem> {
    session::sign_out(&state.office, &signed.identity).await?;
    let gone = signed::cookie(
        &state,
        signed::cookie_name(&state),
        String::new(),
        time::Duration::ZERO,
    );
    Ok((CookieJar::new().add(gone), Redirect::to("/dang-nhap")))
}

#[derive(Debug, Deserialize)]
struct Switch {
    post: PostId,
}

/// `POST /chuc-vu`
async fn switch(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<Switch>,
) -> Result<Redirect, Problem> {
    session::switch_post(&state.office, &signed.identity, form.post).await?;
    Ok(Redirect::to("/?da=doi-chuc-vu"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/van-ban-den?trang=2"), "/van-ban-den?trang=2");
        for foreign in [
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(own_path(foreign), "/");
        }
    }

    #[test]
    fn a_proxy_is_believed_only_on_this_machine() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 10.1.2.3".parse().unwrap());
        assert_eq!(address(Some("127.0.0.1".parse().unwrap()), &headers), "10.1.2.3");
        assert_eq!(address(Some("192.0.2.1".parse().unwrap()), &headers), "192.0.2.1");
    }
}
