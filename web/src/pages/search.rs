use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::search::{self, Found, Hit};
use search_index::Query as Question;
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    show,
    signed::Signed,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    sau: String,
}

/// What was found.
#[derive(Template, WebTemplate)]
#[template(path = "search.html")]
pub(crate) struct SearchPage {
    chrome: Chrome,
    asked: String,
    found: Option<Found>,
    next: String,
}

impl SearchPage {
    fn address(hit: &Hit) -> String {
        match &hit.arrival {
            Some(arrival) => format!("/den/{}", arrival.id),
            None => format!("/du-thao/{}", hit.document.id),
        }
    }
}

/// `GET /tim-kiem`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<SearchPage, Problem> {
    let text: String = asked.q.trim().chars().take(300).collect();
    let found = if text.is_empty() {
        None
    } else {
        let mut question = Question::new(text.clone(), state.office.today());
        question.after = asked.sau.parse().ok();
        Some(search::ask(&state.office, signed.actor(), &state.index.0, question).await?)
    };
    let next = found.as_ref().and_then(|found| found.next.clone()).map(|after| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!(
            "/tim-kiem?{}",
            query.append_pair("q", &text).append_pair("sau", &after).finish()
        )
    });
    Ok(SearchPage {
        chrome: chrome(&state, &signed, Section::Search, "Tìm kiếm").await?,
        asked: text,
        found,
        next: next.unwrap_or_default(),
    })
}
