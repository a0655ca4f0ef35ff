use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use documents::search::{
    self,
    export::{Export, Format, export as make},
};
use serde::Deserialize;

use super::address::Asked;
use crate::{AppState, extract::Query, problem::Problem, signed::Signed};

/// As what.
#[derive(Debug, Deserialize)]
pub(crate) struct As {
    dang: String,
}

/// `GET /tim-kiem/xuat`
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
    Query(wanted): Query<As>,
) -> Result<Response, Problem> {
    let format = wanted.dang.parse().map_err(|_| Problem::new("not_found"))?;
    let columns = match asked.columns() {
        Some(columns) => columns,
        None => search::columns(&state.office, signed.actor()).await?,
    };
    let wanted = Export {
        question: asked.question(),
        is_exact: asked.is_exact(),
        order: asked.order(),
        columns,
        format,
    };
    let file = make(&state.office, signed.actor(), &state.index, wanted).await?;
    Ok(answer(format, file))
}

/// The file under a name that programs of every system take.
pub(crate) fn answer(format: Format, file: Vec<u8>) -> Response {
    let name = format!("attachment; filename=\"ket-qua-tim-kiem.{}\"", format.code());
    (
        [
            (header::CONTENT_TYPE, format.media_type().to_owned()),
            (header::CONTENT_DISPOSITION, name),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        file,
    )
        .into_response()
}
