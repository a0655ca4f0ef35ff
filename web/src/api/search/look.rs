use axum::extract::State;
use documents::search::{self, Fields, LONGEST, Order, narrowed, without};
use search_index::Query as Question;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{FieldsQuery, hit::SearchHit};
use crate::{
    AppState,
    extract::{Json, Query},
    problem::Problem,
    signed::Signed,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchQuery {
    /// What stands in the search box.
    q: String,
    /// `relevance`, `newest` or `oldest`.
    order: Option<String>,
    /// Whether only what was typed is looked for.
    exact: bool,
    /// Whether facets are counted.
    facets: bool,
    /// `next` of the page before.
    after: Option<String>,
    /// Hits wanted, at most 200.
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchAnswer {
    /// The whole question, fields included, as it stands in the box.
    question: String,
    items: Vec<SearchHit>,
    /// "128", "hơn 10.000".
    total: String,
    /// What was searched instead of what was typed.
    notice: Option<String>,
    /// What was read from the question as a condition.
    chips: Vec<SearchChip>,
    /// Ways to narrow the question, most frequent first within each facet.
    facets: Vec<FacetCount>,
    next: Option<String>,
}

/// A condition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchChip {
    label: String,
    /// The question without it.
    without: String,
}

/// A value and how many documents have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FacetCount {
    facet: String,
    value: String,
    count: u64,
    /// The question narrowed to it.
    question: String,
}

/// Tìm trong văn bản chức vụ hiện tại được xem.
#[utoipa::path(
    get, path = "/api/v1/search", tag = "Tìm kiếm", params(SearchQuery, FieldsQuery),
    responses((status = 200, body = SearchAnswer), (status = 400), (status = 401), (status = 422), (status = 503)),
)]
pub(crate) async fn search(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<SearchQuery>,
    Query(fields): Query<FieldsQuery>,
) -> Result<Json<SearchAnswer>, Problem> {
    let malformed = || Problem::new("malformed");
    let today = state.office.today();
    let fields = Fields::from(fields)
        .question()
        .map_err(documents::Error::Invalid)?;
    let text: String = format!("{} {fields}", query.q)
        .trim()
        .chars()
        .take(LONGEST)
        .collect();
    let order: Option<Order> = query
        .order
        .map(|code| code.parse())
        .transpose()
        .map_err(|_| malformed())?;
    let after = query
        .after
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| malformed())?;
    let mut question = Question {
        after,
        is_exact: query.exact,
        facets: query.facets,
        sort: order.unwrap_or(Order::Relevance).into(),
        ..Question::new(text.clone(), today)
    };
    question.limit = query.limit.unwrap_or(question.limit);
    let found = search::ask(&state.office, signed.actor(), &state.index, question).await?;
    let chips = found.chips.iter().map(|chip| SearchChip {
        label: chip.label(),
        without: without(&text, chip),
    });
    let facets = found.facets.iter().map(|value| FacetCount {
        facet: value.facet.label().to_owned(),
        value: value.value.clone(),
        count: value.count,
        question: narrowed(&text, &value.chip.condition, today),
    });
    Ok(Json(SearchAnswer {
        chips: chips.collect(),
        facets: facets.collect(),
        items: found.hits.into_iter().map(SearchHit::from).collect(),
        total: found.total.label(),
        notice: found.notice,
        next: found.next,
        question: text,
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LookUpQuery {
    /// Number, symbol, words of the subject or the issuer.
    q: String,
    /// Rows wanted, at most 200.
    limit: Option<u64>,
}

/// What the registers hold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LookedUp {
    items: Vec<SearchHit>,
}

/// Tra sổ theo số, ký hiệu, trích yếu, cơ quan ban hành; không cần chỉ mục tìm kiếm.
#[utoipa::path(
    get, path = "/api/v1/search/registers", tag = "Tìm kiếm", params(LookUpQuery),
    responses((status = 200, body = LookedUp), (status = 400), (status = 401)),
)]
pub(crate) async fn look_up(
    State(state): State<AppState>,
    signed: Signed,
    Query(query): Query<LookUpQuery>,
) -> Result<Json<LookedUp>, Problem> {
    let text: String = query.q.chars().take(LONGEST).collect();
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let hits = search::look_up(&state.office, signed.actor(), &text, limit).await?;
    Ok(Json(LookedUp {
        items: hits.into_iter().map(SearchHit::from).collect(),
    }))
}
