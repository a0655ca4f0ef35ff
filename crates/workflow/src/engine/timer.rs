use serde_json::Value;
use time::{Date, OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::well_known::Iso8601};

use crate::definition::{Expression, Timer};

/// A moment in microseconds of UTC.
pub type Moment = i64;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

/// A date, duration or cycle that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("không đọc được thời gian {0:?}")]
pub struct Unreadable(pub String);

/// Which days count where a time is given in days.
pub trait Days {
    /// The moment so many days after another.
    fn after(&self, from: Moment, days: i64) -> Moment;
}

/// Every day counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct EveryDay;

impl Days for EveryDay {
    fn after(&self, from: Moment, days: i64) -> Moment {
        from.saturating_add(days.saturating_mul(DAY))
    }
}

/// A length of time as it is written: whole days, which a calendar counts, and the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Length {
    days: i64,
    rest: i64,
}

impl Length {
    fn after(self, from: Moment, days: &dyn Days) -> Moment {
        let day = if self.days == 0 {
            from
        } else {
            days.after(from, self.days)
        };
        day.saturating_add(self.rest)
    }

    /// As a plain length, every day counting.
    fn plain(self) -> i64 {
        self.rest.saturating_add(self.days.saturating_mul(DAY))
    }
}

/// Until when a task is to be done: a date, or a duration from `now`. The days of a duration are counted by `days`.
///
/// # Errors
/// When the text is neither.
pub fn due_date(text: &str, now: Moment, days: &dyn Days) -> Result<Moment, Unreadable> {
    let text = text.trim();
    if text.starts_with('P') {
        Ok(duration(text)?.after(now, days))
    } else {
        date(text)
    }
}

/// How often a timer fires again (none: for ever), and after how long.
pub(super) type Again = (Option<u32>, i64);

/// When a timer set at `now` fires, and how it repeats: how often (none: for ever) and after how long.
pub(super) fn due(
    timer: &Timer,
    find: &dyn Fn(&str) -> Option<Value>,
    now: Moment,
    days: &dyn Days,
) -> Result<(Moment, Option<Again>), String> {
    let text = |expression: &Expression| {
        expression.value_where(find).map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), ToOwned::to_owned)
        })
    };
    match timer {
        Timer::Date(expression) => Ok((date(&text(expression)?).map_err(|error| error.to_string())?, None)),
        Timer::Duration(expression) => {
            let length = duration(&text(expression)?).map_err(|error| error.to_string())?;
            Ok((length.after(now, days), None))
        }
        Timer::Cycle(expression) => {
            let source = text(expression)?;
            let (repeats, length) = cycle(&source).map_err(|error| error.to_string())?;
            let length = length.plain();
            Ok((
                now.saturating_add(length),
                Some((repeats.map(|repeats| repeats.saturating_sub(1)), length)),
            ))
        }
    }
}

/// Reads an ISO 8601 date, or date and time; without an offset it is Vietnamese time.
fn date(text: &str) -> Result<Moment, Unreadable> {
    let unreadable = || Unreadable(text.to_owned());
    let vietnam = UtcOffset::from_hms(7, 0, 0).map_err(|_| unreadable())?;
    let moment = OffsetDateTime::parse(text, &Iso8601::DEFAULT)
        .or_else(|_| {
            PrimitiveDateTime::parse(text, &Iso8601::DEFAULT).map(|moment| moment.assume_offset(vietnam))
        })
        .or_else(|_| Date::parse(text, &Iso8601::DEFAULT).map(|day| day.midnight().assume_offset(vietnam)))
        .map_err(|_| unreadable())?;
    i64::try_from(moment.unix_timestamp_nanos() / 1_000).map_err(|_| unreadable())
}

/// Reads an ISO 8601 duration. A month counts 30 days and a year 365; only days themselves are left to a calendar.
fn duration(text: &str) -> Result<Length, Unreadable> {
    let unreadable = || Unreadable(text.to_owned());
    let body = text.trim().strip_prefix('P').ok_or_else(unreadable)?;
    if body.is_empty() {
        return Err(unreadable());
    }
    let (date, hours) = body.split_once('T').unwrap_or((body, ""));
    let long = [('Y', 365 * DAY), ('M', 30 * DAY), ('W', 7 * DAY), ('D', 0)];
    let long = sum(date, &long).ok_or_else(unreadable)?;
    let days = sum(date, &[('Y', 0), ('M', 0), ('W', 0), ('D', DAY)]).ok_or_else(unreadable)?;
    let short =
        sum(hours, &[('H', 3_600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)]).ok_or_else(unreadable)?;
    Ok(Length {
        days: days / DAY,
        rest: long.saturating_add(short).saturating_add(days % DAY),
    })
}

fn sum(text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut total: i64 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() || c == '.' {
            digits.push(c);
            continue;
        }
        let (_, length) = units.iter().find(|(unit, _)| *unit == c)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
        let fraction: String = format!("{fraction:0<6}").chars().take(6).collect();
        let part = whole.parse::<i64>().ok()?.checked_mul(*length)?;
        let rest = fraction.parse::<i64>().ok()?.checked_mul(*length)? / SECOND;
        total = total.checked_add(part)?.checked_add(rest)?;
        digits.clear();
    }
    digits.is_empty().then_some(total)
}

/// Reads an ISO 8601 repetition such as `R3/PT1H`, or `R/P1D` for one without end.
fn cycle(text: &str) -> Result<(Option<u32>, Length), Unreadable> {
    let unreadable = || Unreadable(text.to_owned());
    let (times, length) = text
        .trim()
        .strip_prefix('R')
        .and_then(|rest| rest.split_once('/'))
        .ok_or_else(unreadable)?;
    let times = if times.is_empty() {
        None
    } else {
        Some(times.parse().map_err(|_| unreadable())?)
    };
    // A start or end date may stand beside the duration; the duration is what repeats.
    let length = length
        .split('/')
        .find(|part| part.starts_with('P'))
        .ok_or_else(unreadable)?;
    Ok((times, duration(length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let plain = |text| duration(text).map(Length::plain);
        assert_eq!(plain("PT4H").unwrap(), 4 * 3_600 * SECOND);
        assert_eq!(plain("P1DT0.5S").unwrap(), DAY + 500_000);
        assert_eq!(plain("P1.5D").unwrap(), DAY + DAY / 2);
        let (times, length) = cycle("R3/PT10S").unwrap();
        assert_eq!((times, length.plain()), (Some(3), 10 * SECOND));
        assert!(duration("4 giờ").is_err());
        assert!(duration("P").is_err());
    }

    #[test]
    fn only_days_are_left_to_the_calendar() {
        struct TwiceAsLong;
        impl Days for TwiceAsLong {
            fn after(&self, from: Moment, days: i64) -> Moment {
                from + 2 * days * DAY
            }
        }
        let due = |text| due_date(text, 0, &TwiceAsLong).unwrap();
        assert_eq!(due("P3DT1H"), 6 * DAY + 3_600 * SECOND);
        assert_eq!(due("P1W"), 7 * DAY);
    }

    #[test]
    fn a_date_without_offset_is_vietnamese() {
        assert_eq!(
            date("2026-11-21T07:00:00").unwrap(),
            date("2026-11-21T00:00:00Z").unwrap()
        );
    }
}
