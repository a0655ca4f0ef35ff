use askama::Template;
use askama_web::WebTemplate;
use axum::{extract::State, response::Response};
use documents::{
    BookId,
    book::{self, Direction},
    entity::register_book,
    outbound::list::{self, Entry},
};

use crate::{
    AppState,
    chrome::{Chrome, Section, chrome},
    extract::{Path, Query},
    paging::{Paging, cursor},
    problem::Problem,
    sheet::{STRIDE, Sheet},
    show,
    signed::Signed,
};

/// The books of issued documents, by year.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/books.html")]
pub(crate) struct BooksPage {
    chrome: Chrome,
    books: Vec<register_book::Model>,
}

/// A book, with the ten columns of Annex IV.
#[derive(Template, WebTemplate)]
#[template(path = "outbound/book.html")]
pub(crate) struct BookPage {
    chrome: Chrome,
    book: register_book::Model,
    entries: Vec<Entry>,
    next: Option<String>,
}

/// `GET /van-ban-di/so`
pub(crate) async fn books(State(state): State<AppState>, signed: Signed) -> Result<BooksPage, Problem> {
    let books = book::of_agency(
        state.office.database.read(),
        signed.actor().agency,
        Direction::Issue,
    )
    .await?;
    Ok(BooksPage {
        chrome: chrome(&state, &signed, Section::Issued, "Sổ đăng ký văn bản đi").await?,
        books,
    })
}

/// `GET /van-ban-di/so/{book}`
pub(crate) async fn book(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BookId>,
    Query(paging): Query<Paging>,
) -> Result<BookPage, Problem> {
    let after = paging.after::<i32>()?;
    let (book, entries, next) = list::book(
        state.office.database.read(),
        signed.actor(),
        id,
        after,
        paging.limit(),
    )
    .await?;
    let title = format!("Sổ đăng ký văn bản đi năm {}", book.year);
    Ok(BookPage {
        chrome: chrome(&state, &signed, Section::Issued, title).await?,
        book,
        entries,
        next: next.map(|key| cursor(&key)),
    })
}

/// `GET /van-ban-di/so/{book}/xuat`: the whole book.
pub(crate) async fn export(
    State(state): State<AppState>,
    signed: Signed,
    Path(id): Path<BookId>,
) -> Result<Response, Problem> {
    const HEADINGS: &[&str] = &[
        "Số, ký hiệu văn bản",
        "Ngày tháng văn bản",
        "Tên loại và trích yếu nội dung văn bản",
        "Người ký",
        "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu",
        "Số lượng bản",
        "Ngày chuyển",
        "Ký nhận",
        "Ghi chú",
    ];
    let mut sheet = Sheet::new("so-van-ban-di", HEADINGS);
    let mut after = Some(0);
    while let Some(from) = after.filter(|_| !sheet.is_full()) {
        let connection = state.office.database.read();
        let (_, entries, next) = list::book(connection, signed.actor(), id, Some(from), STRIDE).await?;
        for entry in entries {
            sheet.push(vec![
                entry.document.number_symbol_text(),
                show::date_or_blank(entry.document.date),
                format!("{}: {}", entry.document.kind.label(), entry.document.subject),
                entry.document.signer_name.clone(),
                entry.recipients.join("; "),
                entry.keeper,
                entry.copies.to_string(),
                entry
                    .sent
                    .map(|at| show::date(at.vietnam().date()))
                    .unwrap_or_default(),
                String::new(),
                entry.remark,
            ]);
        }
        after = next;
    }
    sheet.answer().await
}
