use askama::Template;
use askama_web::WebTemplate;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::{Permission, Require as _, entity, holiday};
use kernel::{FieldError, calendar::DayKind};
use serde::Deserialize;
use time::Date;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    entered,
    extract::{Form, Path, Query},
    problem::Problem,
    show,
    signed::Signed,
};

/// The days of a year that differ from their weekday.
#[derive(Template, WebTemplate)]
#[template(path = "administration/days.html")]
pub(crate) struct DaysPage {
    chrome: Chrome,
    year: i32,
    days: Vec<entity::holiday::Model>,
    form: DayForm,
    errors: Vec<FieldError>,
    may_manage: bool,
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct DayForm {
    date: String,
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Year {
    nam: Option<i32>,
}

async fn page(
    state: &AppState,
    signed: &Signed,
    year: i32,
    form: DayForm,
    errors: Vec<FieldError>,
) -> Result<DaysPage, Problem> {
    Ok(DaysPage {
        chrome: chrome(state, signed, Section::Administration, "Ngày nghỉ, ngày làm bù").await?,
        days: holiday::of_year(&state.office, year).await?,
        may_manage: signed.actor().may(Permission::ManageCalendar),
        year,
        form,
        errors,
    })
}

/// `GET /quan-tri/ngay-nghi`
pub(crate) async fn list(
    State(state): State<AppState>,
    signed: Signed,
    Query(year): Query<Year>,
) -> Result<DaysPage, Problem> {
    let year = year
        .nam
        .unwrap_or_else(|| state.office.today().year())
        .clamp(2000, 2200);
    page(&state, &signed, year, DayForm::default(), Vec::new()).await
}

/// `POST /quan-tri/ngay-nghi`
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Form(form): Form<DayForm>,
) -> Result<Response, Problem> {
    let outcome = async {
        let date = entered::date(&form.date, "date")?;
        let date = date.ok_or_else(|| directory::Error::field("date", "Chọn ngày."))?;
        let kind = if form.kind == "worked" {
            DayKind::Worked
        } else {
            DayKind::Off
        };
        holiday::set(&state.office, signed.actor(), date, (kind, &form.name), None)
            .await
            .map(|_| date.year())
    };
    match outcome.await {
        Ok(year) => Ok(Redirect::to(&format!("/quan-tri/ngay-nghi?nam={year}&da=luu")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            let page = page(&state, &signed, state.office.today().year(), form, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /quan-tri/ngay-nghi/{date}/xoa`
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(date): Path<String>,
) -> Result<Redirect, Problem> {
    let date: Date = entered::date(&date, "date")?.ok_or_else(|| Problem::new("not_found"))?;
    holiday::remove(&state.office, signed.actor(), date, None).await?;
    Ok(Redirect::to(&format!(
        "/quan-tri/ngay-nghi?nam={}&da=xoa",
        date.year()
    )))
}
