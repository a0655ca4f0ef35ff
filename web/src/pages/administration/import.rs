use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use directory::{
    agency::{self, require_administered},
    entity,
    import::{self, COLUMNS, Newcomer, Preview},
};
use kernel::{FieldError, id::AgencyId};
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// A list of people as text: pasted, or put there from a file by the page.
#[derive(Template, WebTemplate)]
#[template(path = "administration/import.html")]
pub(crate) struct ImportPage {
    chrome: Chrome,
    agency: entity::agency::Model,
    columns: String,
    text: String,
    preview: Option<Preview>,
    newcomers: Vec<Newcomer>,
    errors: Vec<FieldError>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ImportForm {
    text: String,
}

async fn page(
    state: &AppState,
    signed: &Signed,
    agency: AgencyId,
    text: String,
) -> Result<ImportPage, Problem> {
    require_administered(state.office.database.read(), signed.actor(), agency).await?;
    Ok(ImportPage {
        chrome: chrome(state, signed, Section::Administration, "Nhập danh sách người").await?,
        agency: agency::find(state.office.database.read(), agency).await?,
        columns: COLUMNS.join(";"),
        text,
        preview: None,
        newcomers: Vec::new(),
        errors: Vec::new(),
    })
}

/// `GET /quan-tri/co-quan/{id}/nhap`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
) -> Result<ImportPage, Problem> {
    page(&state, &signed, agency, String::new()).await
}

/// `POST /quan-tri/co-quan/{id}/nhap`: shows what would be taken over; changes nothing.
pub(crate) async fn preview(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Form(form): Form<ImportForm>,
) -> Result<Response, Problem> {
    let outcome = import::preview(&state.office, signed.actor(), agency, &form.text).await;
    let page = page(&state, &signed, agency, form.text).await?;
    match outcome {
        Ok(preview) => Ok(ImportPage {
            preview: Some(preview),
            ..page
        }
        .into_response()),
        Err(directory::Error::Invalid(errors)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, ImportPage { errors, ..page }).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /quan-tri/co-quan/{id}/nhap/thuc-hien`: the first passwords are on this one answer and nowhere else.
pub(crate) async fn take_over(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Form(form): Form<ImportForm>,
) -> Result<Response, Problem> {
    let outcome = import::take_over(&state.office, signed.actor(), agency, &form.text).await;
    match outcome {
        Ok(newcomers) => Ok(ImportPage {
            newcomers,
            ..page(&state, &signed, agency, String::new()).await?
        }
        .into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = ImportPage {
                errors,
                ..page(&state, &signed, agency, form.text).await?
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
