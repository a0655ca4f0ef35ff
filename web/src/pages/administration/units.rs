use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{
    Permission, Require as _,
    agency::require_administered,
    entity, post,
    unit::{self, UnitFields},
};
use kernel::{
    FieldError,
    id::{AgencyId, UnitId},
};
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::{Form, Path},
    problem::Problem,
    show,
    signed::Signed,
};

/// One unit with the people in it, or the mistakes in a new one.
#[derive(Template, WebTemplate)]
#[template(path = "administration/unit.html")]
pub(crate) struct UnitPage {
    chrome: Chrome,
    agency: AgencyId,
    id: Option<UnitId>,
    form: UnitForm,
    units: Vec<(usize, entity::unit::Model)>,
    posts: Vec<post::Held>,
    errors: Vec<FieldError>,
    may_manage: bool,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct UnitForm {
    parent: String,
    name: String,
    abbreviation: String,
    ordinal: String,
    closed: String,
    version: i64,
}

impl UnitForm {
    fn fields(&self) -> Result<UnitFields, directory::Error> {
        Ok(UnitFields {
            parent: entered::id(&self.parent, "parent")?,
            name: self.name.clone(),
            abbreviation: self.abbreviation.clone(),
            ordinal: self.ordinal.trim().parse().unwrap_or(1),
            closed: entered::date(&self.closed, "closed")?,
        })
    }
}

impl From<entity::unit::Model> for UnitForm {
    fn from(row: entity::unit::Model) -> Self {
        Self {
            parent: row.parent.map(|id| id.to_string()).unwrap_or_default(),
            name: row.name,
            abbreviation: row.abbreviation,
            ordinal: row.ordinal.to_string(),
            closed: row.closed.map(show::date_value).unwrap_or_default(),
            version: row.version,
        }
    }
}

async fn page(
    state: &AppState,
    signed: &Signed,
    (agency, id): (AgencyId, Option<UnitId>),
    form: UnitForm,
    errors: Vec<FieldError>,
) -> Result<UnitPage, Problem> {
    require_administered(state.office.database.read(), signed.actor(), agency).await?;
    let title = if id.is_some() && !form.name.is_empty() {
        form.name.as_str()
    } else {
        "Thêm đơn vị"
    };
    let posts = match id {
        Some(id) => post::of_unit(&state.office, id).await?,
        None => Vec::new(),
    };
    Ok(UnitPage {
        chrome: chrome(state, signed, Section::Administration, title).await?,
        units: unit::of_agency(&state.office, agency).await?,
        may_manage: signed.actor().may(Permission::ManageDirectory),
        agency,
        id,
        form,
        posts,
        errors,
    })
}

/// `POST /quan-tri/co-quan/{id}/don-vi`
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(agency): Path<AgencyId>,
    Form(form): Form<UnitForm>,
) -> Result<Response, Problem> {
    let outcome = async { unit::add(&state.office, signed.actor(), agency, form.fields()?).await };
    match outcome.await {
        Ok(_) => Ok(Redirect::to(&format!("/quan-tri/co-quan/{agency}?da=them")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = page(&state, &signed, (agency, None), form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /quan-tri/don-vi/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UnitId>,
) -> Result<UnitPage, Problem> {
    let row = unit::find(state.office.database.read(), id).await?;
    page(&state, &signed, (row.agency, Some(id)), row.into(), Vec::new()).await
}

/// `POST /quan-tri/don-vi/{id}`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<UnitId>,
    Form(form): Form<UnitForm>,
) -> Result<Response, Problem> {
    let agency = unit::find(state.office.database.read(), id).await?.agency;
    let outcome =
        async { unit::change(&state.office, signed.actor(), id, form.version, form.fields()?).await };
    match outcome.await {
        Ok(_) => Ok(Redirect::to(&format!("/quan-tri/don-vi/{id}?da=luu")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = page(&state, &signed, (agency, Some(id)), form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
