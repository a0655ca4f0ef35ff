use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use documents::{
    book,
    inbound::{self, BookPage as Page},
};
use serde::Deserialize;

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::Query,
    problem::Problem,
    show,
    signed::Signed,
};

/// Lines on a page of the book.
const ON_PAGE: u64 = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    nam: Option<i32>,
    so: Option<String>,
    sau: Option<i32>,
}

/// The register of arrivals (Decree 30/2020, Annex IV).
#[derive(Template, WebTemplate)]
#[template(path = "inbound/book.html")]
pub(crate) struct BookPage {
    chrome: Chrome,
    agency: String,
    page: Page,
    year: i32,
    series: String,
    next: String,
}

/// `GET /den/so`
pub(crate) async fn show(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<BookPage, Problem> {
    let year = asked.nam.unwrap_or_else(|| state.office.today().year());
    let series = asked.so.unwrap_or_else(|| book::COMMON.to_owned());
    let after = asked.sau.unwrap_or_default();
    let page = inbound::book_page(&state.office, signed.actor(), year, &series, after, ON_PAGE).await?;
    Ok(BookPage {
        chrome: chrome(
            &state,
            &signed,
            Section::Arrivals,
            format!("Sổ đăng ký văn bản đến năm {year}"),
        )
        .await?,
        agency: signed.identity.agency.clone(),
        next: page
            .next
            .map(|after| format!("/den/so?nam={year}&so={series}&sau={after}"))
            .unwrap_or_default(),
        page,
        year,
        series,
    })
}
