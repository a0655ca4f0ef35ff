//! The working-day calendar: weekends, public holidays and swapped days (Labour Code 2019, Article 112).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::{Date, Duration, Weekday};

/// What a date is, where it differs from its weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A public holiday, or a day off in exchange.
    Off,
    /// A Saturday or Sunday that is worked in exchange.
    Worked,
}

/// Which days are worked. Holidays are data: the directory keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingCalendar {
    exceptions: BTreeMap<Date, DayKind>,
}

impl WorkingCalendar {
    /// A calendar with these exceptions from Monday to Friday.
    #[must_use]
    pub fn new(exceptions: impl IntoIterator<Item = (Date, DayKind)>) -> Self {
        Self {
            exceptions: exceptions.into_iter().collect(),
        }
    }

    /// Whether `date` is worked.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.exceptions.get(&date) {
            Some(DayKind::Off) => false,
            Some(DayKind::Worked) => true,
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// The date `days` working days after `date`; the first working day from `date` on when `days` is 0.
    #[must_use]
    pub fn add_working_days(&self, date: Date, days: u32) -> Date {
        let mut day = date;
        let mut left = days;
        // Ten years bound the walk should a calendar hold nothing but days off.
        for _ in 0..3_660 {
            if left == 0 && self.is_working_day(day) {
                return day;
            }
            day = day.saturating_add(Duration::DAY);
            if self.is_working_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }

    /// Working days from `from` (not counted) to `to` (counted); negative when `to` lies before.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (start, end, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut day = start;
        let mut count = 0;
        while day < end {
            day = day.saturating_add(Duration::DAY);
            if self.is_working_day(day) {
                count += 1;
            }
        }
        sign * count
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn new_year_2026() -> WorkingCalendar {
        WorkingCalendar::new([
            (date!(2026 - 01 - 01), DayKind::Off),
            (date!(2026 - 01 - 10), DayKind::Worked),
        ])
    }

    #[test]
    fn a_deadline_steps_over_the_weekend_and_the_holiday() {
        assert_eq!(
            new_year_2026().add_working_days(date!(2025 - 12 - 31), 1),
            date!(2026 - 01 - 02)
        );
        assert_eq!(
            new_year_2026().add_working_days(date!(2025 - 12 - 31), 2),
            date!(2026 - 01 - 05)
        );
    }

    #[test]
    fn a_swapped_saturday_counts() {
        assert_eq!(
            new_year_2026().add_working_days(date!(2026 - 01 - 09), 1),
            date!(2026 - 01 - 10)
        );
    }

    #[test]
    fn days_between_are_signed() {
        let calendar = new_year_2026();
        assert_eq!(
            calendar.working_days_between(date!(2025 - 12 - 31), date!(2026 - 01 - 05)),
            2
        );
        assert_eq!(
            calendar.working_days_between(date!(2026 - 01 - 05), date!(2025 - 12 - 31)),
            -2
        );
    }
}
