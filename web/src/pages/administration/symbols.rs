use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{entity, symbol};
use kernel::FieldError;
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Form,
    problem::Problem,
    signed::Signed,
};

/// The agency's own patterns of symbols.
#[derive(Template, WebTemplate)]
#[template(path = "administration/symbols.html")]
pub(crate) struct SymbolsPage {
    chrome: Chrome,
    rules: Vec<entity::symbol_rule::Model>,
    form: SymbolForm,
    errors: Vec<FieldError>,
}

impl SymbolsPage {
    /// What a pattern looks like when it is filled in.
    fn example(pattern: &str) -> String {
        symbol::fill(pattern, "QĐ", "UBND", "VX")
    }
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct SymbolForm {
    kind: String,
    pattern: String,
}

async fn page(
    state: &AppState,
    signed: &Signed,
    form: SymbolForm,
    errors: Vec<FieldError>,
) -> Result<SymbolsPage, Problem> {
    Ok(SymbolsPage {
        chrome: chrome(state, signed, Section::Administration, "Ký hiệu văn bản").await?,
        rules: symbol::rules(&state.office, signed.actor(), signed.actor().agency).await?,
        form,
        errors,
    })
}

/// `GET /quan-tri/ky-hieu`
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<SymbolsPage, Problem> {
    page(&state, &signed, SymbolForm::default(), Vec::new()).await
}

/// `POST /quan-tri/ky-hieu`
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<SymbolForm>,
) -> Result<Response, Problem> {
    let agency = signed.actor().agency;
    match symbol::set(&state.office, signed.actor(), agency, &form.kind, &form.pattern).await {
        Ok(()) => Ok(Redirect::to("/quan-tri/ky-hieu?da=luu").into_response()),
        Err(directory::Error::Invalid(errors)) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&state, &signed, form, errors).await?,
        )
            .into_response()),
        Err(error) => Err(error.into()),
    }
}
