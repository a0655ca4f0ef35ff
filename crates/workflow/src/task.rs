//! The work list: one row for each thing that waits for somebody, whoever put it there.
//!
//! A task is held by a post, by whoever carries a role in a unit, or by whoever carries a role in an agency. It ends once:
//! whoever comes second learns what happened meanwhile.

mod change;
mod entity;
mod error;
mod holder;
mod list;

pub use change::{Ending, NewTask, cancel_all, end, extend_all, open};
pub use entity::task;
pub use error::Error;
pub use holder::{Holder, holders_of};
pub use list::{Count, Key, Page, counts, list, load, of_subject};

kernel::typed_id! {
    /// A task of the work list.
    TaskId,
}

/// Where a task is in its life.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    sea_orm::EnumIter,
    sea_orm::DeriveActiveEnum,
)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum TaskState {
    /// It waits.
    #[sea_orm(string_value = "open")]
    Open,
    /// It was done.
    #[sea_orm(string_value = "done")]
    Done,
    /// It is no longer asked for.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

/// The key of "no due date": after every date.
pub const NEVER: i32 = i32::MAX;

/// A due date as the number it is sorted by.
#[must_use]
pub fn due_key(due: Option<time::Date>) -> i32 {
    due.map_or(NEVER, time::Date::to_julian_day)
}
