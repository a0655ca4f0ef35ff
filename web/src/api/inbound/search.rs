use axum::extract::State;
use documents::search;
use search_index::Query as Question;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    AppState,
    extract::{Json, Query},
    problem::Problem,
    show,
    signed::Signed,
};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// What stands in the search box.
    q: String,
    /// `next` of the page before.
    after: Option<String>,
    /// Hits wanted, at most 200.
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    items: Vec<SearchHit>,
    /// "128", "hơn 10.000".
    total: String,
    /// What was searched instead of what was typed.
    notice: Option<String>,
    next: Option<String>,
}

/// A document that was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchHit {
    /// The arrival, when it is one.
    arrival: Option<Uuid>,
    document: Uuid,
    number_symbol: String,
    issuer: String,
    date: Option<String>,
    subject: String,
    /// Escaped, matches in `<mark>`.
    snippet_html: String,
    page: Option<u32>,
}

/// Tìm trong văn bản chức vụ hiện tại được xem.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "Tìm kiếm", params(SearchQuery),
    responses((status = 200, body = SearchAnswer), (status = 400), (status = 401)),
)]
pub(crate) async fn search(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SearchQuery>,
) -> Result<Json<SearchAnswer>, Problem> {
    let text: String = query.q.chars().take(300).collect();
    let mut question = Question::new(text, state.office.today());
    let wrong = |_| Problem::new("malformed");
    question.after = query
        .after
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(wrong)?;
    question.limit = query.limit.unwrap_or(question.limit);
    let found = search::ask(&state.office, signed.actor(), &state.index.0, question).await?;
    let items = found.hits.into_iter().map(|hit| SearchHit {
        arrival: hit.arrival.map(|arrival| arrival.id.0),
        document: hit.document.id.0,
        number_symbol: hit.document.number_symbol_text(),
        date: hit.document.date.map(show::date_value),
        issuer: hit.document.issuer_name,
        subject: hit.document.subject,
        snippet_html: hit.snippet_html,
        page: hit.page,
    });
    Ok(Json(SearchAnswer {
        items: items.collect(),
        total: found.total.label(),
        notice: found.notice,
        next: found.next,
    }))
}
