use axum::{extract::State, http::StatusCode, response::IntoResponse};
use directory::holiday;
use kernel::calendar::DayKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::required_date;
use crate::{
    AppState,
    etag::{IfMatch, etag},
    extract::{Json, Path, Query},
    problem::Problem,
    show,
    signed::Signed,
};

/// Years the calendar tells.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DayQuery {
    /// The present year when absent.
    #[param(minimum = 2000, maximum = 2200)]
    year: Option<i32>,
}

/// A day that differs from its weekday.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Day {
    #[schema(format = Date)]
    date: String,
    /// `off` or `worked`.
    kind: String,
    name: String,
    /// Counts changes; stands in the `ETag`.
    version: i64,
}

/// Ngày nghỉ, ngày làm bù của một năm.
#[utoipa::path(
    get, path = "/api/v1/days", tag = "Quản trị", params(DayQuery),
    responses((status = 200, body = Vec<Day>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    _: Signed,
    Query(query): Query<DayQuery>,
) -> Result<Json<Vec<Day>>, Problem> {
    let year = query.year.unwrap_or_else(|| state.office.today().year());
    if !YEARS.contains(&year) {
        return Err(Problem::new("malformed").detail("Năm từ 2000 đến 2200."));
    }
    let rows = holiday::of_year(&state.office, year).await?;
    let days = rows.into_iter().map(|row| Day {
        date: show::date_value(row.date),
        kind: row.kind,
        name: row.name,
        version: row.version,
    });
    Ok(Json(days.collect()))
}

/// What a day is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct DayBody {
    /// Whether it is worked although a Saturday or Sunday.
    #[serde(default)]
    worked: bool,
    #[schema(example = "Quốc khánh")]
    name: String,
}

/// Nhập một ngày nghỉ hoặc ngày làm bù; ngày đã có thì thay.
#[utoipa::path(
    put, path = "/api/v1/days/{date}", tag = "Quản trị",
    params(("date" = String, Path, format = Date), ("If-Match" = Option<String>, Header)), request_body = DayBody,
    responses((status = 204)),
)]
pub(crate) async fn set(
    State(state): State<AppState>,
    signed: Signed,
    Path(date): Path<String>,
    seen: Option<IfMatch>,
    Json(body): Json<DayBody>,
) -> Result<impl IntoResponse, Problem> {
    let kind = if body.worked {
        DayKind::Worked
    } else {
        DayKind::Off
    };
    let date = required_date("date", &date)?;
    if !YEARS.contains(&date.year()) {
        return Err(directory::Error::field("date", "Năm từ 2000 đến 2200.").into());
    }
    let (day, seen) = ((kind, body.name.as_str()), seen.map(|seen| seen.0));
    let version = holiday::set(&state.office, signed.actor(), date, day, seen).await?;
    Ok((StatusCode::NO_CONTENT, etag(version)))
}

/// Bỏ một ngày đã nhập.
#[utoipa::path(
    delete, path = "/api/v1/days/{date}", tag = "Quản trị",
    params(("date" = String, Path, format = Date), ("If-Match" = Option<String>, Header)),
    responses((status = 204)),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    signed: Signed,
    Path(date): Path<String>,
    seen: Option<IfMatch>,
) -> Result<StatusCode, Problem> {
    let date = required_date("date", &date).map_err(|_| Problem::new("not_found"))?;
    holiday::remove(&state.office, signed.actor(), date, seen.map(|seen| seen.0)).await?;
    Ok(StatusCode::NO_CONTENT)
}
