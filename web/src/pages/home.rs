use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    problem::Problem,
    signed::Signed,
};

/// What waits for me.
#[derive(Template, WebTemplate)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    chrome: Chrome,
}

/// `GET /`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<HomePage, Problem> {
    Ok(HomePage {
        chrome: chrome(&state, &signed, Section::Work, "Việc của tôi").await?,
    })
}
