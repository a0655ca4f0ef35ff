//! Reminders before and after a due date, and escalation: the rule of when, and the table of what comes next.
//!
//! Whatever was missed while nobody looked is told once: a service that stood still for a week sends one reminder for each
//! task, the newest that applies.

mod run;

use kernel::{Timestamp, UnitOfWork, VIETNAM, calendar::WorkingCalendar};
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait as _, sea_query::OnConflict};
use time::{Date, Duration, Time};

pub use run::{Herald, Notice, is_due, tell_due};

use super::{NEVER, TaskId, task_reminder};

/// What a reminder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// It falls due on the next working day.
    Soon,
    /// It is late.
    Late,
    /// It has been late for so long that the superior is told.
    Escalated,
}

/// When reminders are sent, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// How long before the due date the first comes.
    pub before: u32,
    /// How many working days lie between reminders of what is late.
    pub every: u32,
    /// After how many days of lateness the superior is told.
    pub escalate_after: u32,
    /// The time of day at which reminders come.
    pub morning: Time,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            before: 1,
            every: 2,
            escalate_after: 3,
            morning: Time::from_hms(8, 0, 0).unwrap_or(Time::MIDNIGHT),
        }
    }
}

impl Rhythm {
    fn on(&self, date: Date) -> Timestamp {
        date.with_time(self.morning).assume_offset(VIETNAM).into()
    }

    /// The last working day that lies `before` working days before the due date, or more where there is none.
    fn soon(&self, due: Date, calendar: &WorkingCalendar) -> Date {
        let mut day = due;
        let mut left = self.before;
        // Thirty days bound the walk over the longest holidays.
        for _ in 0..30 {
            if left == 0 {
                break;
            }
            day = day.saturating_sub(Duration::DAY);
            if calendar.is_working_day(day) {
                left -= 1;
            }
        }
        day
    }

    /// What is to be told now about a task with this due date, and when to look again.
    ///
    /// `told` is the sharpest tone it was told in, `since` is when the task came. Of several reminders that were missed only the newest is told.
    #[must_use]
    pub fn at(
        &self,
        due: Date,
        told: Option<Tone>,
        calendar: &WorkingCalendar,
        now: Timestamp,
        since: Timestamp,
    ) -> (Option<Tone>, Timestamp) {
        let soon = self.on(self.soon(due, calendar));
        let late = self.on(calendar.add_working_days(due, 1));
        let escalated = self.on(calendar.add_working_days(due, self.escalate_after));
        if now < soon {
            return (None, soon);
        }
        if now < late {
            return (Some(Tone::Soon).filter(|_| told.is_none() && since < soon), late);
        }
        let again = self.on(calendar.add_working_days(now.vietnam().date(), self.every.max(1)));
        if now < escalated {
            return (Some(Tone::Late), again.min(escalated));
        }
        let tone = if told == Some(Tone::Escalated) {
            Tone::Late
        } else {
            Tone::Escalated
        };
        (Some(tone), again)
    }
}

impl Tone {
    pub(super) fn stored(self) -> i32 {
        match self {
            Self::Soon => 1,
            Self::Late => 2,
            Self::Escalated => 3,
        }
    }

    pub(super) fn from_stored(told: i32) -> Option<Self> {
        match told {
            1 => Some(Self::Soon),
            2 => Some(Self::Late),
            3 => Some(Self::Escalated),
            _ => None,
        }
    }
}

/// Longest run of days off before a due date: from then on its calendar is asked.
const EARLIEST: i32 = 12;

/// Notes when tasks are looked at first. The calendar is asked then, not now.
pub(crate) async fn first(change: &UnitOfWork, tasks: &[(TaskId, i32)]) -> Result<(), DbErr> {
    let rows: Vec<_> = tasks
        .iter()
        .filter(|(_, due_key)| *due_key != NEVER)
        .filter_map(|(id, due_key)| {
            let day = Date::from_julian_day(due_key.saturating_sub(EARLIEST)).ok()?;
            Some(task_reminder::ActiveModel {
                task_id: Set(*id),
                at: Set(day.midnight().assume_offset(VIETNAM).into()),
                told: Set(0),
            })
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let replace = OnConflict::column(task_reminder::Column::TaskId)
        .update_columns([task_reminder::Column::At, task_reminder::Column::Told])
        .to_owned();
    task_reminder::Entity::insert_many(rows)
        .on_conflict(replace)
        .exec_without_returning(change.connection())
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
