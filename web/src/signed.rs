//! Who sent the request: the extractor every handler behind the gate uses.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, Uri, header, request::Parts},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use directory::{Identity, Secret, api_token, identity, identity::Through, session};
use kernel::Actor;

use crate::{AppState, problem::Problem};

/// A session or token is noted to be in use at most this often.
const NOTED_EVERY: time::Duration = time::Duration::minutes(5);

/// The signed-in sender of a request.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// Who.
    pub(crate) identity: Identity,
    /// What forms of this session carry to prove that they are ours.
    pub(crate) csrf: String,
    /// Code of what the previous page has done, to be said on this one.
    pub(crate) notice: Option<&'static str>,
}

impl Signed {
    /// The person in the post.
    pub(crate) fn actor(&self) -> &Actor {
        &self.identity.actor
    }

    /// Reads the cookie or the token of a request.
    pub(crate) async fn of(
        state: &AppState,
        headers: &HeaderMap,
        uri: &Uri,
    ) -> Result<Option<Self>, Problem> {
        let notice = crate::chrome::notice(uri.query().unwrap_or_default());
        let (identity, csrf) = if let Some(secret) = bearer(headers)? {
            (identity::of_token(&state.office, &secret).await?, String::new())
        } else {
            let Some(secret) = session_secret(state, headers) else {
                return Ok(None);
            };
            (
                identity::of_session(&state.office, &secret).await?,
                secret.derive("csrf"),
            )
        };
        if let Some(identity) = &identity {
            note_use(state, identity);
        } else if headers.contains_key(header::AUTHORIZATION) {
            return Err(Problem::new("token_refused"));
        }
        Ok(identity.map(|identity| Self {
            identity,
            csrf,
            notice,
        }))
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<Secret>, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let text = value.to_str().ok().and_then(|text| text.split_once(' '));
    match text {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => api_token::secret(token.trim())
            .map(Some)
            .ok_or_else(|| Problem::new("token_refused")),
        _ => Err(Problem::new("token_refused")),
    }
}

/// Notes the use in the background: no page waits for it.
fn note_use(state: &AppState, identity: &Identity) {
    let now = state.office.now();
    if identity
        .last_seen
        .is_some_and(|seen| seen.plus(NOTED_EVERY) > now)
    {
        return;
    }
    let office = state.office.clone();
    let through = identity.through;
    tokio::spawn(async move {
        let outcome = match through {
            Through::Session(id) => session::touch(&office, id).await,
            Through::Token(id) => api_token::touch(&office, id, now).await,
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, "the use of a session could not be noted");
        }
    });
}

/// Name of the session cookie. The `__Host-` prefix ties it to this host and to TLS (RFC 6265bis 4.1.3.2).
pub(crate) fn cookie_name(state: &AppState) -> &'static str {
    if state.is_secure() {
        "__Host-vanthu"
    } else {
        "vanthu"
    }
}

/// The secret in the session cookie.
pub(crate) fn session_secret(state: &AppState, headers: &HeaderMap) -> Option<Secret> {
    CookieJar::from_headers(headers)
        .get(cookie_name(state))?
        .value()
        .parse()
        .ok()
}

/// A cookie that scripts cannot read and other sites cannot send along.
pub(crate) fn cookie(
    state: &AppState,
    name: &'static str,
    value: String,
    age: time::Duration,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.is_secure())
        .max_age(age)
        .build()
}

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::new("unauthenticated"))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Signed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
