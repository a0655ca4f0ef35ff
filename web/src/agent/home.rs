//! What the person sees of the agent: that it runs, with whom it is paired, which tokens are there.

use askama::Template;
use askama_web::WebTemplate;
use axum::{
    Extension, Form, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::{Deserialize, Serialize};

use super::{Agent, Paired, guard::Asking, origin::Origin};
use crate::{assets, show};

/// The agent's own front page.
#[derive(Template, WebTemplate)]
#[template(path = "agent/home.html")]
pub(super) struct HomePage {
    paired: Vec<Paired>,
    tokens: Vec<signing::key::Token>,
    modules: usize,
    problem: Option<String>,
}

/// `GET /`
pub(super) async fn show(State(agent): State<Agent>) -> HomePage {
    let (paired, problem) = match agent.folder.paired() {
        Ok(paired) => (paired, None),
        Err(error) => (Vec::new(), Some(format!("{error:#}"))),
    };
    let tokens = agent.tokens.clone();
    let modules = tokens.modules();
    let tokens = tokio::task::spawn_blocking(move || tokens.list())
        .await
        .unwrap_or_default();
    HomePage {
        paired,
        tokens,
        modules,
        problem,
    }
}

#[derive(Deserialize)]
pub(super) struct Revoked {
    origin: Origin,
}

/// `POST /bo`
pub(super) async fn revoke(State(agent): State<Agent>, Form(form): Form<Revoked>) -> Response {
    match agent.folder.revoke(&form.origin) {
        Ok(_) => Redirect::to("/").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

/// `GET /vanthu.css`
pub(super) async fn style() -> Response {
    let css = assets::text("vanthu.css").unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css).into_response()
}

#[derive(Serialize)]
pub(super) struct Status {
    name: &'static str,
    version: &'static str,
    origin: Origin,
    tokens: usize,
}

/// `GET /v1/status`
pub(super) async fn status(State(agent): State<Agent>, Extension(asking): Extension<Asking>) -> Json<Status> {
    let tokens = agent.tokens.clone();
    let tokens = tokio::task::spawn_blocking(move || tokens.list())
        .await
        .unwrap_or_default();
    Json(Status {
        name: "vanthu-agent",
        version: env!("CARGO_PKG_VERSION"),
        origin: asking.0,
        tokens: tokens.len(),
    })
}
