use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use documents::{
    DocumentKind, Secrecy, Urgency,
    entity::{arrival::ArrivalState, document::DocumentState},
    inbound,
    search::Fields,
};
use kernel::FieldError;
use serde::Deserialize;

use super::address::Asked;
use crate::{
    AppState,
    api::search::FieldsQuery,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    signed::Signed,
};

/// The advanced form.
#[derive(Template, WebTemplate)]
#[template(path = "search/advanced.html")]
pub(crate) struct AdvancedPage {
    chrome: Chrome,
    fields: Fields,
    errors: Vec<FieldError>,
    kinds: Vec<String>,
    urgencies: Vec<String>,
    secrecies: Vec<String>,
    states: Vec<String>,
    units: Vec<String>,
}

/// What the address says: the box to be read, or the form that was sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Given {
    q: String,
    gui: String,
}

/// `GET /tim-kiem/nang-cao`: shows what the box says field by field, or writes the fields into the box.
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(given): Query<Given>,
    Query(sent): Query<FieldsQuery>,
) -> Result<Response, Problem> {
    if given.gui.is_empty() {
        let question = Asked::of(given.q).question();
        let fields = Fields::of(&question, state.office.today());
        return Ok(page(&state, &signed, fields, Vec::new()).await?.into_response());
    }
    let fields = Fields::from(sent);
    match fields.question() {
        Ok(question) => Ok(Redirect::to(&Asked::of(question).address()).into_response()),
        Err(errors) => {
            let page = page(&state, &signed, fields, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    fields: Fields,
    errors: Vec<FieldError>,
) -> Result<AdvancedPage, Problem> {
    let units = inbound::units(&state.office, signed.actor()).await?;
    let arrivals = ArrivalState::ALL.iter().map(|state| state.label());
    let states = arrivals.chain(DocumentState::ALL.iter().map(|state| state.label()));
    Ok(AdvancedPage {
        chrome: chrome(state, signed, Section::Search, "Tìm nâng cao").await?,
        kinds: offered(DocumentKind::ALL.iter().map(|kind| kind.label()), &fields.kind),
        urgencies: offered(Urgency::ALL.iter().map(|word| word.label()), &fields.urgency),
        secrecies: offered(Secrecy::ALL.iter().map(|word| word.label()), &fields.secrecy),
        states: offered(states, &fields.state),
        units: offered(units.iter().map(|unit| unit.name.as_str()), &fields.unit),
        fields,
        errors,
    })
}

/// The words a field can be chosen from; what was typed stays among them.
fn offered<'a>(words: impl Iterator<Item = &'a str>, chosen: &str) -> Vec<String> {
    let mut offered: Vec<String> = words.map(str::to_owned).collect();
    if !chosen.is_empty() && !offered.iter().any(|word| word == chosen) {
        offered.insert(0, chosen.to_owned());
    }
    offered
}
