use axum::extract::State;

use crate::{AppState, problem::Problem};

/// `GET /healthz`: whether the database answers.
pub(crate) async fn show(State(state): State<AppState>) -> Result<&'static str, Problem> {
    let answer = state.office.database.read().ping().await;
    answer
        .map(|()| "ok\n")
        .map_err(|error| Problem::new("internal").caused_by(error))
}
