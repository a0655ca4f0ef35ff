use axum::extract::State;
use documents::{book, inbound};
use serde::Deserialize;
use utoipa::IntoParams;

use super::list::ArrivalSummary;
use crate::{
    AppState,
    extract::{Json, Query},
    paging::{Page, Paging, cursor},
    problem::Problem,
    signed::Signed,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BookQuery {
    #[param(minimum = 1945, maximum = 2999)]
    year: i32,
    /// `common` or `secret`.
    series: Option<String>,
}

/// Sổ đăng ký văn bản đến của một năm, theo thứ tự số đến.
#[utoipa::path(
    get, path = "/api/v1/arrival-books", tag = "Văn bản đến", params(BookQuery, Paging),
    responses((status = 200, body = Page<ArrivalSummary>), (status = 400), (status = 401), (status = 403)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<BookQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<Page<ArrivalSummary>>, Problem> {
    let after: i32 = paging.after()?.unwrap_or_default();
    let series = query.series.as_deref().unwrap_or(book::COMMON);
    let page = inbound::book_page(
        &state.office,
        signed.actor(),
        query.year,
        series,
        after,
        paging.limit(),
    )
    .await?;
    Ok(Json(Page {
        items: page
            .lines
            .iter()
            .map(|line| ArrivalSummary::of(&line.arrival, &line.document))
            .collect(),
        next: page.next.map(|number| cursor(&number)),
    }))
}
