use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use directory::post::{self, PostFields};
use kernel::id::{PersonId, PostId};
use serde::Deserialize;

use super::people;
use crate::{
    AppState, entered,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(crate) struct PostForm {
    pub(super) unit: String,
    pub(super) title: String,
    pub(super) roles: Vec<String>,
    pub(super) ordinal: String,
    pub(super) starts: String,
    pub(super) ends: String,
    pub(super) version: i64,
    /// Whose post it is, when one is changed.
    pub(super) person: String,
}

impl PostForm {
    fn fields(&self) -> Result<PostFields, directory::Error> {
        let starts = entered::date(&self.starts, "starts")?;
        Ok(PostFields {
            unit: entered::required_id(&self.unit, "unit")?,
            title: self.title.clone(),
            roles: self.roles.iter().filter_map(|code| code.parse().ok()).collect(),
            ordinal: self.ordinal.trim().parse().unwrap_or(1),
            starts: starts.ok_or_else(|| directory::Error::field("starts", "Chọn ngày bắt đầu."))?,
            ends: entered::date(&self.ends, "ends")?,
        })
    }
}

/// `POST /quan-tri/nguoi/{id}/chuc-vu`
pub(crate) async fn add(
    State(state): State<AppState>,
    signed: Signed,
    Path(person): Path<PersonId>,
    Form(form): Form<PostForm>,
) -> Result<Response, Problem> {
    let outcome = async { post::add(&state.office, signed.actor(), person, form.fields()?).await };
    match outcome.await {
        Ok(_) => Ok(Redirect::to(&format!("/quan-tri/nguoi/{person}?da=them")).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            people::page_with_post(&state, &signed, person, form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /quan-tri/chuc-vu/{id}`
pub(crate) async fn change(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<PostId>,
    Form(form): Form<PostForm>,
) -> Result<Response, Problem> {
    let person: PersonId = form.person.parse().map_err(|_| Problem::new("not_found"))?;
    let outcome =
        async { post::change(&state.office, signed.actor(), id, form.version, form.fields()?).await };
    match outcome.await {
        Ok(row) => Ok(Redirect::to(&format!("/quan-tri/nguoi/{}?da=luu", row.person)).into_response()),
        Err(directory::Error::Invalid(errors)) => {
            people::page_with_post(&state, &signed, person, form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}
