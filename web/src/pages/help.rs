use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    problem::Problem,
    signed::Signed,
};

/// The keys, and who does what with a document.
#[derive(Template, WebTemplate)]
#[template(path = "help.html")]
pub(crate) struct HelpPage {
    chrome: Chrome,
}

/// `GET /tro-giup`
pub(crate) async fn show(State(state): State<AppState>, signed: Signed) -> Result<HelpPage, Problem> {
    Ok(HelpPage {
        chrome: chrome(&state, &signed, Section::Account, "Trợ giúp").await?,
    })
}
