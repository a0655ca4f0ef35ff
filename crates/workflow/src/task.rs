//! The work list: one row for each thing that waits for somebody, whoever put it there.
//!
//! A task is held by a post, by whoever carries a role in a unit, or by whoever carries a role in an agency. It ends once:
//! whoever comes second learns what happened meanwhile.

mod calendars;
mod change;
mod counts;
mod entity;
mod error;
mod holder;
mod list;
pub mod reminder;
pub mod urging;

pub use calendars::Calendars;
pub use change::{Ending, NewTask, cancel_all, end, extend_all, held, open, open_follow_up};
pub use counts::{Count, counted, counts, counts_within, together};
pub use entity::{task, task_reminder, task_urging};
pub use error::Error;
pub use holder::{Holder, holders_of};
pub(crate) use list::in_words;
pub use list::{Key, Line, Page, list, list_within, load, of_case, of_subject};

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

/// What a superior is asked about a task that is very late (đôn đốc).
pub const FOLLOW_UP: &str = "follow_up";

/// The key of "no due date": after every date.
pub const NEVER: i32 = i32::MAX;

/// A due date as the number it is sorted by.
#[must_use]
pub fn due_key(due: Option<time::Date>) -> i32 {
    due.map_or(NEVER, time::Date::to_julian_day)
}
