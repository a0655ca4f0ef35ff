use directory::{Permission, Require as _};
use kernel::{Actor, Office};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::{
    Error,
    book::{self, Direction},
    entity::{arrival, assignment, document, register_book},
};

/// A line of the register of arrivals, with its ten columns (Decree 30/2020, Annex IV).
#[derive(Debug, Clone, PartialEq)]
pub struct BookLine {
    /// The arrival.
    pub arrival: arrival::Model,
    /// Its document.
    pub document: document::Model,
    /// The units and persons it went to.
    pub receivers: Vec<String>,
    /// When it went to them.
    pub handed_on: Option<kernel::Timestamp>,
}

/// A page of the register.
#[derive(Debug, Clone, PartialEq)]
pub struct BookPage {
    /// Every book of the agency, newest first.
    pub books: Vec<register_book::Model>,
    /// The book shown.
    pub book: Option<register_book::Model>,
    /// Its lines in the order of their numbers.
    pub lines: Vec<BookLine>,
    /// The number after which the next page starts, when there is one.
    pub next: Option<i32>,
}

/// A page of the agency's register of arrivals: of a year and a series, after a number.
///
/// # Errors
/// When the actor may not read the books, or the database cannot be read.
pub async fn book_page(
    office: &Office,
    actor: &Actor,
    year: i32,
    series: &str,
    after: i32,
    limit: u64,
) -> Result<BookPage, Error> {
    actor.require(Permission::ReadBooks)?;
    let connection = office.database.read();
    let books = book::of_agency(connection, actor.agency, Direction::Arrival).await?;
    let Some(book) = books
        .iter()
        .find(|book| book.year == year && book.series == series)
        .cloned()
    else {
        return Ok(BookPage {
            books,
            book: None,
            lines: Vec::new(),
            next: None,
        });
    };
    let rows = arrival::Entity::find()
        .filter(arrival::Column::BookId.eq(book.id))
        .filter(arrival::Column::Number.gt(after))
        .find_also_related(document::Entity)
        .order_by_asc(arrival::Column::Number)
        .limit(limit + 1)
        .all(connection)
        .await?;
    let more = u64::try_from(rows.len()).unwrap_or(u64::MAX) > limit;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let ids: Vec<_> = rows.iter().take(shown).map(|(arrival, _)| arrival.id).collect();
    let parts = assignment::Entity::find()
        .filter(assignment::Column::ArrivalId.is_in(ids))
        .filter(assignment::Column::ParentId.is_null())
        .order_by_asc(assignment::Column::At)
        .all(connection)
        .await?;
    let lines: Vec<BookLine> = rows
        .into_iter()
        .take(shown)
        .filter_map(|(arrival, document)| {
            let mine = || parts.iter().filter(|part| part.arrival_id == arrival.id);
            let receivers = mine().map(|part| part.holder_name.clone()).collect();
            let handed_on = mine().map(|part| part.at).min();
            Some(BookLine {
                document: document?,
                receivers,
                handed_on,
                arrival,
            })
        })
        .collect();
    let next = lines.last().filter(|_| more).and_then(|line| line.arrival.number);
    Ok(BookPage {
        books,
        book: Some(book),
        lines,
        next,
    })
}
