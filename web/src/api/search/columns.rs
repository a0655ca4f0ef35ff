use axum::extract::State;
use documents::search::{self, Column};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AppState, extract::Json, problem::Problem, signed::Signed};

/// Columns of a list of what was found, beside the subject.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchColumns {
    /// Codes in the order in which they stand.
    columns: Vec<&'static str>,
    /// Every column there is.
    known: Vec<KnownColumn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KnownColumn {
    code: &'static str,
    label: &'static str,
}

/// Columns to be shown.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ChosenColumns {
    /// Codes.
    columns: Vec<String>,
}

fn answer(columns: &[Column]) -> Json<SearchColumns> {
    let known = Column::ALL.iter().map(|column| KnownColumn {
        code: column.code(),
        label: column.label(),
    });
    Json(SearchColumns {
        columns: columns.iter().map(|column| column.code()).collect(),
        known: known.collect(),
    })
}

/// Các cột kết quả tìm kiếm mà tài khoản này đã chọn.
#[utoipa::path(
    get, path = "/api/v1/search/columns", tag = "Tìm kiếm",
    responses((status = 200, body = SearchColumns), (status = 401)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
) -> Result<Json<SearchColumns>, Problem> {
    Ok(answer(&search::columns(&state.office, signed.actor()).await?))
}

/// Chọn các cột kết quả tìm kiếm cho tài khoản này.
#[utoipa::path(
    put, path = "/api/v1/search/columns", tag = "Tìm kiếm", request_body = ChosenColumns,
    responses((status = 200, body = SearchColumns), (status = 400), (status = 401)),
)]
pub(crate) async fn choose(
    State(state): State<AppState>,
    signed: Signed,
    Json(chosen): Json<ChosenColumns>,
) -> Result<Json<SearchColumns>, Problem> {
    let columns: Result<Vec<Column>, _> = chosen.columns.iter().map(|code| code.parse()).collect();
    columns.map_err(|_| {
        documents::Error::field(
            "columns",
            "Có cột không nằm trong danh sách; xem known của GET cùng địa chỉ.",
        )
    })?;
    let columns = Column::named(chosen.columns.iter().map(String::as_str));
    search::choose_columns(&state.office, signed.actor(), &columns).await?;
    Ok(answer(&columns))
}
