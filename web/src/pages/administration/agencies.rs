use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{
    Permission, Require as _,
    agency::{self, AgencyFields},
    entity, unit,
};
use kernel::{FieldError, id::AgencyId};
use serde::Deserialize;
use time::Date;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// The tree of agencies.
#[derive(Template, WebTemplate)]
#[template(path = "administration/agencies.html")]
pub(crate) struct AgenciesPage {
    chrome: Chrome,
    agencies: Vec<(usize, entity::agency::Model)>,
    may_manage: bool,
}

/// One agency with its units.
#[derive(Template, WebTemplate)]
#[template(path = "administration/agency.html")]
pub(crate) struct AgencyPage {
    chrome: Chrome,
    id: Option<AgencyId>,
    form: AgencyForm,
    parents: Vec<(usize, entity::agency::Model)>,
    units: Vec<(usize, entity::unit::Model)>,
    errors: Vec<FieldError>,
    may_manage: bool,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct AgencyForm {
    code: String,
    parent: String,
    name: String,
    abbreviation: String,
    place: String,
    valid_from: String,
    valid_to: String,
    version: i64,
}

impl AgencyForm {
    fn fields(&self, today: Date) -> Result<AgencyFields, directory::Error> {
        Ok(AgencyFields {
            code: self.code.clone(),
            parent: entered::id(&self.parent, "parent")?,
            name: self.name.clone(),
            abbreviation: self.abbreviation.clone(),
            place: self.place.clone(),
            valid_from: entered::date(&self.valid_from, "valid_from")?.unwrap_or(today),
            valid_to: entered::date(&self.valid_to, "valid_to")?,
        })
    }
}

impl From<entity::agency::Model> for AgencyForm {
    fn from(row: entity::agency::Model) -> Self {
        Self {
            code: row.code,
            parent: row.parent.map(|id| id.to_string()).unwrap_or_default(),
            name: row.name,
            abbreviation: row.abbreviation,
            place: row.place,
            valid_from: show::date_value(row.valid_from),
            valid_to: row.valid_to.map(show::date_value).unwrap_or_default(),
            version: row.version,
        }
    }
}

/// `GET /quan-tri/co-quan`
pub(crate) async fn list(State(state): State<AppState>, signed: Signed) -> Result<AgenciesPage, Problem> {
    Ok(AgenciesPage {
        agencies: agency::administered(&state.office, signed.actor()).await?,
        may_manage: signed.actor().may(Permission::ManageDirectory),
        chrome: chrome(&state, &signed, Section::Administration, "Cơ quan").await?,
    })
}

async fn page(
    state: &AppState,
    signed: &Signed,
    id: Option<AgencyId>,
    form: AgencyForm,
    errors: Vec<FieldError>,
) -> Result<AgencyPage, Problem> {
    let parents = agency::administered(&state.office, signed.actor()).await?;
    let title = parents
        .iter()
        .find(|(_, row)| Some(row.id) == id)
        .map_or("Thêm cơ quan", |(_, row)| &row.name);
    let chrome = chrome(state, signed, Section::Administration, title).await?;
    let units = match id {
        Some(id) => unit::of_agency(&state.office, id).await?,
        None => Vec::new(),
    };
    let may_manage = signed.actor().may(Permission::ManageDirectory);
    Ok(AgencyPage {
        chrome,
        id,
        form,
        parents,
        units,
        errors,
        may_manage,
    })
}

/// `GET /quan-tri/co-quan/them`
pub(crate) async fn new(State(state): State<AppState>, signed: Signed) -> Result<AgencyPage, Problem> {
    let form = AgencyForm {
        parent: signed.actor().agency.to_string(),
        valid_from: show::date_value(state.office.today()),
        ..AgencyForm::default()
    };
    page(&state, &signed, None, form, Vec::new()).await
}

/// `POST /quan-tri/co-quan/them`
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<AgencyForm>,
) -> Result<Response, Problem> {
    let outcome =
        async { agency::add(&state.office, signed.actor(), form.fields(state.office.today())?).await };
    match outcome.await {
        Ok(row) => Ok(Redirect::to(&format!("/quan-tri/co-quan/{}?da=them", row.id)).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = page(&state, &signed, None, form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /quan-tri/co-quan/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AgencyId>,
) -> Result<AgencyPage, Problem> {
    agency::require_administered(state.office.database.read(), signed.actor(), id).await?;
    let row = agency::find(state.office.database.read(), id).await?;
    page(&state, &signed, Some(id), row.into(), Vec::new()).await
}

/// `POST /quan-tri/co-quan/{id}`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<AgencyId>,
    Form(form): Form<AgencyForm>,
) -> Result<Response, Problem> {
    let outcome = async {
        let fields = form.fields(state.office.today())?;
        agency::change(&state.office, signed.actor(), id, form.version, fields).await
    };
    match outcome.await {
        Ok(_) => Ok(Redirect::to(&format!("/quan-tri/co-quan/{id}?da=luu")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = page(&state, &signed, Some(id), form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
