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
    pages::inbound::fields::{Word, kinds},
    problem::Problem,
    signed::Signed,
};

/// The agency's own patterns of symbols.
#[derive(Template, WebTemplate)]
#[template(path = "administration/symbols.html")]
pub(crate) struct SymbolsPage {
    chrome: Chrome,
    rules: Vec<entity::symbol_rule::Model>,
    kinds: Vec<Word>,
    form: SymbolForm,
    errors: Vec<FieldError>,
}

impl SymbolsPage {
    /// The kind's name.
    fn kind<'a>(&self, code: &'a str) -> &'a str {
        let known = self.kinds.iter().find(|kind| kind.code == code);
        known.map_or(code, |kind| kind.label)
    }

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
        kinds: kinds(),
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
    if form.kind.parse::<documents::DocumentKind>().is_err() {
        let errors = vec![FieldError::new("kind", "Chọn loại văn bản.")];
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&state, &signed, form, errors).await?,
        )
            .into_response());
    }
    let agency = signed.actor().agency;
    let rule = (form.kind.as_str(), form.pattern.as_str());
    match symbol::set(&state.office, signed.actor(), agency, rule, None).await {
        Ok(_) => Ok(Redirect::to("/quan-tri/ky-hieu?da=luu").into_response()),
        Err(directory::Error::Invalid(errors)) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            page(&state, &signed, form, errors).await?,
        )
            .into_response()),
        Err(error) => Err(error.into()),
    }
}
