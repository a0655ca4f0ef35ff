use axum::{extract::State, response::Redirect};
use documents::search::{self, Column};
use serde::Deserialize;

use super::address::Asked;
use crate::{AppState, extract::Form, problem::Problem, signed::Signed};

/// The columns ticked, and the search they are for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    q: String,
    xep: String,
    dung: String,
    column: Vec<String>,
}

/// `POST /tim-kiem/cot`
pub(crate) async fn choose(
    State(state): State<AppState>,
    signed: Signed,
    Form(chosen): Form<Chosen>,
) -> Result<Redirect, Problem> {
    let columns = Column::named(chosen.column.iter().map(String::as_str));
    search::choose_columns(&state.office, signed.actor(), &columns).await?;
    let asked = Asked {
        q: chosen.q,
        xep: chosen.xep,
        dung: chosen.dung,
        cot: Column::codes(&columns),
        sau: String::new(),
    };
    Ok(Redirect::to(&asked.address()))
}
