use axum::{extract::State, response::Response};
use documents::search::{
    self, Column, Order,
    export::{Export, export as make},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{AppState, extract::Query, pages::search::export_answer, problem::Problem, signed::Signed};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportQuery {
    /// What stands in the search box.
    q: String,
    /// `relevance`, `newest` or `oldest`.
    order: Option<String>,
    /// Whether only what was typed is looked for.
    exact: bool,
    /// Codes of the columns, with commas; those of the account without it.
    columns: Option<String>,
    /// `xlsx`, at most 5,000 rows, or `pdf`, at most 500.
    #[param(required = true)]
    format: String,
}

/// Xuất kết quả tìm kiếm ra tệp; được ghi vào nhật ký.
#[utoipa::path(
    get, path = "/api/v1/search/export", tag = "Tìm kiếm", params(ExportQuery),
    responses(
        (status = 200, description = "The file", content(
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/pdf"),
        )),
        (status = 400), (status = 401), (status = 503),
    ),
)]
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<ExportQuery>,
) -> Result<Response, Problem> {
    let malformed = || Problem::new("malformed");
    let format = query.format.parse().map_err(|_| malformed())?;
    let order: Option<Order> = query
        .order
        .map(|code| code.parse())
        .transpose()
        .map_err(|_| malformed())?;
    let columns = match query.columns {
        Some(codes) => Column::named(codes.split(',')),
        None => search::columns(&state.office, signed.actor()).await?,
    };
    let wanted = Export {
        question: query.q.trim().chars().take(search::LONGEST).collect(),
        is_exact: query.exact,
        order: order.unwrap_or(Order::Relevance),
        columns,
        format,
    };
    let file = make(&state.office, signed.actor(), &state.index, wanted).await?;
    Ok(export_answer(format, file))
}
