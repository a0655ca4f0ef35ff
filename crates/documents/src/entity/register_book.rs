//! A yearly register book.

use kernel::{Timestamp, id::AgencyId};
use sea_orm::entity::prelude::*;

use crate::{BookId, book::Direction};

/// A book.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "register_book")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BookId,
    /// Whose book.
    pub agency_id: AgencyId,
    /// Which way its documents go.
    pub direction: Direction,
    /// The series of numbers.
    pub series: String,
    /// The year.
    pub year: i32,
    /// The last number given; 0 at the start of the year.
    pub last_number: i32,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// Related rows.
#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
