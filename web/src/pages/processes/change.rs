//! Putting a version in force and taking it out.

use axum::{extract::State, response::Redirect};
use serde::Deserialize;
use workflow::store::definitions::{self, DefinitionId};

use super::address;
use crate::{
    AppState,
    extract::{Form, Path},
    problem::Problem,
    signed::Signed,
};

/// The revision the page was drawn from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    revision: i64,
}

/// `POST /quan-tri/quy-trinh/ban/{id}/ban-hanh`
pub(crate) async fn publish(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Form(seen): Form<Seen>,
) -> Result<Redirect, Problem> {
    documents::processes::publish(&state.office, signed.actor(), id, seen.revision).await?;
    Ok(Redirect::to(&format!("{}?da=ban-hanh-quy-trinh", address(id))))
}

/// `POST /quan-tri/quy-trinh/ban/{id}/thoi-ap-dung`
pub(crate) async fn retire(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
    Form(seen): Form<Seen>,
) -> Result<Redirect, Problem> {
    definitions::retire(&state.office, signed.actor(), id, seen.revision).await?;
    Ok(Redirect::to(&format!("{}?da=thoi-ap-dung", address(id))))
}

/// `POST /quan-tri/quy-trinh/ban/{id}/xoa`
pub(crate) async fn discard(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<DefinitionId>,
) -> Result<Redirect, Problem> {
    definitions::discard(&state.office, signed.actor(), id).await?;
    Ok(Redirect::to("/quan-tri/quy-trinh?da=xoa-nhap"))
}
