use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
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
