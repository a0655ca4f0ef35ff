//! Register books (sổ đăng ký văn bản): one for each agency, direction, series and year, each with its own numbers.
//!
//! A number is taken by changing the book's row inside the unit of work that uses it. So it is never given twice, and a
//! change that fails gives it back: none is skipped.

use kernel::{Office, UnitOfWork, id::AgencyId};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};

use crate::{BookId, Error, Number, entity::register_book, vocabulary::vocabulary};

vocabulary! {
    /// Which way the documents of a book go.
    Direction {
        /// Documents that arrive.
        Arrival = "arrival", "Sổ đăng ký văn bản đến";
        /// Documents that are issued.
        Issue = "issue", "Sổ đăng ký văn bản đi";
    }
}

/// The one common series.
pub const COMMON: &str = "common";
/// The series of state secrets, which is kept apart (Decree 30/2020, Article 15).
pub const SECRET: &str = "secret";
/// The one series of all certified copies.
pub const COPIES: &str = "copies";

/// A number taken from a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The book.
    pub book: BookId,
    /// The number.
    pub number: Number,
}

/// Takes the next number of a book, opening the book when the year begins.
///
/// # Errors
/// When the book is closed or the database refuses.
pub async fn take_number(
    office: &Office,
    change: &UnitOfWork,
    agency: AgencyId,
    direction: Direction,
    series: &str,
    year: i32,
) -> Result<Taken, Error> {
    open(office, change, agency, direction, series, year).await?;
    let rows = register_book::Entity::update_many()
        .col_expr(
            register_book::Column::LastNumber,
            Expr::col(register_book::Column::LastNumber).add(1),
        )
        .filter(register_book::Column::AgencyId.eq(agency))
        .filter(register_book::Column::Direction.eq(direction))
        .filter(register_book::Column::Series.eq(series))
        .filter(register_book::Column::Year.eq(year))
        .filter(register_book::Column::ClosedAt.is_null())
        .exec_with_returning(change.connection())
        .await?;
    let row = rows
        .first()
        .ok_or_else(|| Error::Conflict(format!("{} năm {year} đã khóa.", direction.label())))?;
    let number = Number::from_stored(row.last_number)
        .ok_or_else(|| Error::Conflict("Sổ đăng ký đã hết số.".to_owned()))?;
    Ok(Taken { book: row.id, number })
}

async fn open(
    office: &Office,
    change: &UnitOfWork,
    agency: AgencyId,
    direction: Direction,
    series: &str,
    year: i32,
) -> Result<(), Error> {
    let row = register_book::ActiveModel {
        id: Set(office.new_id()),
        agency_id: Set(agency),
        direction: Set(direction),
        series: Set(series.to_owned()),
        year: Set(year),
        last_number: Set(0),
        closed_at: Set(None),
    };
    let key = [
        register_book::Column::AgencyId,
        register_book::Column::Direction,
        register_book::Column::Series,
        register_book::Column::Year,
    ];
    register_book::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

/// The books of an agency, newest year first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_agency(
    connection: &impl ConnectionTrait,
    agency: AgencyId,
    direction: Direction,
) -> Result<Vec<register_book::Model>, Error> {
    Ok(register_book::Entity::find()
        .filter(register_book::Column::AgencyId.eq(agency))
        .filter(register_book::Column::Direction.eq(direction))
        .order_by_desc(register_book::Column::Year)
        .order_by_asc(register_book::Column::Series)
        .all(connection)
        .await?)
}
