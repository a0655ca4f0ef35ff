use askama::Template;
use askama_web::WebTemplate;
use axum::{extract::State, response::Response};
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
    sheet::{STRIDE, Sheet},
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

/// `GET /den/so/xuat`: the whole book, with the ten columns of Annex IV.
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    const HEADINGS: &[&str] = &[
        "Ngày đến",
        "Số đến",
        "Tác giả",
        "Số, ký hiệu",
        "Ngày tháng",
        "Tên loại và trích yếu nội dung",
        "Đơn vị hoặc người nhận",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ];
    let year = asked.nam.unwrap_or_else(|| state.office.today().year());
    let series = asked.so.unwrap_or_else(|| book::COMMON.to_owned());
    let mut sheet = Sheet::new("so-van-ban-den", HEADINGS);
    let mut after = Some(0);
    while let Some(from) = after.filter(|_| !sheet.is_full()) {
        let page = inbound::book_page(&state.office, signed.actor(), year, &series, from, STRIDE).await?;
        for line in page.lines {
            let (arrival, document) = (line.arrival, line.document);
            sheet.push(vec![
                show::date(arrival.arrived_on),
                arrival
                    .number
                    .map(|number| number.to_string())
                    .unwrap_or_default(),
                document.issuer_name.clone(),
                document.number_symbol_text(),
                show::date_or_blank(document.date),
                format!("{}: {}", document.kind.label(), document.subject),
                line.receivers.join("; "),
                line.handed_on.map(show::moment).unwrap_or_default(),
                String::new(),
                arrival.note,
            ]);
        }
        after = page.next;
    }
    sheet.answer().await
}
