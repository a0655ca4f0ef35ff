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

/// How often a timer fires again (none: for ever), and after how long.
pub(super) type Again = (Option<u32>, i64);

/// When a timer set at `now` fires, and how it repeats: how often (none: for ever) and after how long.
pub(super) fn due(
    timer: &Timer,
    find: &dyn Fn(&str) -> Option<Value>,
    now: Moment,
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
            Ok((now.saturating_add(length), None))
        }
        Timer::Cycle(expression) => {
            let source = text(expression)?;
            let (repeats, length) = cycle(&source).map_err(|error| error.to_string())?;
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

/// Reads an ISO 8601 duration. A month counts 30 days and a year 365.
fn duration(text: &str) -> Result<i64, Unreadable> {
    let unreadable = || Unreadable(text.to_owned());
    let body = text.trim().strip_prefix('P').ok_or_else(unreadable)?;
    let (days, hours) = body.split_once('T').unwrap_or((body, ""));
    let before = sum(
        days,
        &[('Y', 365 * DAY), ('M', 30 * DAY), ('W', 7 * DAY), ('D', DAY)],
    )
    .ok_or_else(unreadable)?;
    let after =
        sum(hours, &[('H', 3_600 * SECOND), ('M', 60 * SECOND), ('S', SECOND)]).ok_or_else(unreadable)?;
    if body.is_empty() {
        Err(unreadable())
    } else {
        Ok(before.saturating_add(after))
    }
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
fn cycle(text: &str) -> Result<(Option<u32>, i64), Unreadable> {
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
        assert_eq!(duration("PT4H").unwrap(), 4 * 3_600 * SECOND);
        assert_eq!(duration("P1DT0.5S").unwrap(), DAY + 500_000);
        assert_eq!(cycle("R3/PT10S").unwrap(), (Some(3), 10 * SECOND));
        assert!(duration("4 giờ").is_err());
        assert!(duration("P").is_err());
    }

    #[test]
    fn a_date_without_offset_is_vietnamese() {
        assert_eq!(
            date("2026-11-21T07:00:00").unwrap(),
            date("2026-11-21T00:00:00Z").unwrap()
        );
    }
}
