use axum::extract::State;
use documents::search;
use search_index::{Condition, Suggestion, SuggestionKind};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    AppState,
    extract::{Json, Query},
    problem::Problem,
    signed::Signed,
};

/// Suggestions shown below a box.
const SHOWN: usize = 8;

/// Longest beginning that is completed, in characters.
const LONGEST: usize = 120;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Begun {
    /// What was typed so far.
    q: String,
}

/// Ways to complete what was typed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Suggestions {
    items: Vec<SuggestionBody>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub(crate) struct SuggestionBody {
    /// `title`, `symbol` or `issuer`.
    kind: &'static str,
    /// The kind in words.
    label: &'static str,
    text: String,
    /// What stands in the box when it is chosen.
    question: String,
}

impl From<Suggestion> for SuggestionBody {
    fn from(one: Suggestion) -> Self {
        let (kind, label) = match one.kind {
            SuggestionKind::Title => ("title", "trích yếu"),
            SuggestionKind::Symbol => ("symbol", "số, ký hiệu"),
            SuggestionKind::Issuer => ("issuer", "cơ quan ban hành"),
        };
        let question = match one.kind {
            SuggestionKind::Issuer => Condition::IssuerIs(one.text.clone()).written(),
            // As a plain text its kinds and years would be read as conditions.
            SuggestionKind::Title => Condition::Title(one.text.clone()).written(),
            SuggestionKind::Symbol => one.text.clone(),
        };
        Self {
            kind,
            label,
            text: one.text,
            question,
        }
    }
}

/// Gợi ý khi đang gõ, từ văn bản chức vụ hiện tại được xem.
#[utoipa::path(
    get, path = "/api/v1/search/suggestions", tag = "Tìm kiếm", params(Begun),
    responses((status = 200, body = Suggestions), (status = 400), (status = 401), (status = 503)),
)]
pub(crate) async fn suggest(
    State(state): State<AppState>,
    signed: Signed,
    Query(begun): Query<Begun>,
) -> Result<Json<Suggestions>, Problem> {
    let prefix: String = begun.q.chars().take(LONGEST).collect();
    let found = search::suggest(&state.office, signed.actor(), &state.index, prefix, SHOWN).await?;
    Ok(Json(Suggestions {
        items: found.into_iter().map(SuggestionBody::from).collect(),
    }))
}
