//! Dates and stretches of time as people write them: "ngày 5/3", "tháng 3/2026", "từ 1/3 đến 15/3", "tuần trước".

use time::{Date, Duration, Month};

use super::chip::Condition;
use super::piece::Piece;

/// A stretch of days, both ends included.
type Days = (Date, Date);

/// Reads a date or a stretch of time at the beginning of the pieces; gives the condition and the pieces taken.
pub(super) fn read(text: &str, pieces: &[Piece], today: Date) -> Option<(Condition, usize)> {
    range(text, pieces, today)
        .or_else(|| open_range(text, pieces, today))
        .or_else(|| year(text, pieces, today))
        .or_else(|| {
            let ((from, to), taken) = named(pieces, today).or_else(|| days(text, pieces, today, false))?;
            Some((
                Condition::Dates {
                    from: Some(from),
                    to: Some(to),
                },
                taken,
            ))
        })
}

/// "từ ⟨date⟩ đến ⟨date⟩"
fn range(text: &str, pieces: &[Piece], today: Date) -> Option<(Condition, usize)> {
    word(pieces, 0).filter(|word| *word == "tu")?;
    let ((mut from, _), first) = days(text, pieces.get(1..)?, today, true)?;
    let middle = 1 + first;
    word(pieces, middle).filter(|word| *word == "den" || *word == "toi")?;
    let ((_, to), second) = days(text, pieces.get(middle + 1..)?, today, true)?;
    // "từ 20/12 đến 5/1": the first day takes the year in which it lies before the second.
    while from > to {
        from = from.replace_year(from.year() - 1).ok()?;
    }
    Some((
        Condition::Dates {
            from: Some(from),
            to: Some(to),
        },
        middle + 1 + second,
    ))
}

/// "từ ⟨date⟩", "sau ⟨date⟩", "đến ⟨date⟩", "trước ⟨date⟩", with "ngày", "tháng" or a whole date.
fn open_range(text: &str, pieces: &[Piece], today: Date) -> Option<(Condition, usize)> {
    let bound = word(pieces, 0)?;
    if !matches!(bound, "tu" | "sau" | "den" | "truoc") {
        return None;
    }
    let ((first, last), taken) = days(text, pieces.get(1..)?, today, false)?;
    let (from, to) = match bound {
        "tu" => (Some(first), None),
        "sau" => (Some(last.next_day()?), None),
        "den" => (None, Some(last)),
        _ => (None, Some(first.previous_day()?)),
    };
    Some((Condition::Dates { from, to }, 1 + taken))
}

/// "năm 2026", "năm nay", "năm ngoái"; "năm 2024-2026" is a stretch.
fn year(text: &str, pieces: &[Piece], today: Date) -> Option<(Condition, usize)> {
    word(pieces, 0).filter(|word| *word == "nam")?;
    match word(pieces, 1)? {
        "nay" => return Some((Condition::Year(today.year()), 2)),
        "ngoai" | "truoc" => return Some((Condition::Year(today.year() - 1), 2)),
        _ => {}
    }
    let first = year_number(pieces.get(1)?)?;
    if let Some(last) = pieces.get(2).and_then(year_number)
        && matches!(text[pieces[1].to..pieces[2].from].trim(), "-" | "–")
        && last > first
    {
        let from = Date::from_calendar_date(first, Month::January, 1).ok();
        let to = Date::from_calendar_date(last, Month::December, 31).ok();
        return Some((Condition::Dates { from, to }, 3));
    }
    Some((Condition::Year(first), 2))
}

/// "hôm nay", "tuần trước", "tháng này" …
fn named(pieces: &[Piece], today: Date) -> Option<(Days, usize)> {
    let (unit, which) = (word(pieces, 0)?, word(pieces, 1)?);
    let monday = today - Duration::days(i64::from(today.weekday().number_days_from_monday()));
    let days = match (unit, which) {
        ("hom", "nay") => (today, today),
        ("hom", "qua") => (today.previous_day()?, today.previous_day()?),
        ("hom", "kia") => (today - Duration::days(2), today - Duration::days(2)),
        ("tuan", "nay") => (monday, monday + Duration::days(6)),
        ("tuan", "truoc" | "qua") => (monday - Duration::days(7), monday - Duration::days(1)),
        ("thang", "nay") => month_days(today.year(), today.month())?,
        ("thang", "truoc" | "qua") => {
            let last = today.replace_day(1).ok()?.previous_day()?;
            month_days(last.year(), last.month())?
        }
        ("quy", "nay") => quarter_days(today.year(), (u32::from(u8::from(today.month())) - 1) / 3 + 1)?,
        _ => return None,
    };
    Some((days, 2))
}

/// One date, month or quarter. Without "ngày" or "tháng" before it, a date needs its year unless `is_loose`.
fn days(text: &str, pieces: &[Piece], today: Date, is_loose: bool) -> Option<(Days, usize)> {
    match word(pieces, 0)? {
        "ngay" => day(text, pieces.get(1..)?, today, true).map(|(date, taken)| ((date, date), 1 + taken)),
        "thang" => month(text, pieces.get(1..)?, today).map(|(days, taken)| (days, 1 + taken)),
        "quy" => quarter(text, pieces.get(1..)?, today).map(|(days, taken)| (days, 1 + taken)),
        _ => day(text, pieces, today, is_loose).map(|(date, taken)| ((date, date), taken)),
    }
}

/// `5/3`, `05/03/2026`, `5-3-2026`, `05 tháng 3 năm 2026`.
fn day(text: &str, pieces: &[Piece], today: Date, may_lack_year: bool) -> Option<(Date, usize)> {
    let number = pieces.first()?.number()?;
    if word(pieces, 1) == Some("thang") {
        let month = pieces.get(2)?.number()?;
        let (year, taken) = match word(pieces, 3) {
            Some("nam") => (pieces.get(4).and_then(year_number), 5),
            _ => (None, 3),
        };
        return Some((
            date(number, month, year, today)?,
            if year.is_some() { taken } else { 3 },
        ));
    }
    let separator = between(text, pieces, 0)?;
    if !matches!(separator, "/" | "-" | ".") {
        return None;
    }
    let month = pieces.get(1)?.number()?;
    if between(text, pieces, 1) == Some(separator)
        && let Some(year) = pieces.get(2).and_then(year_number)
    {
        return Some((date(number, month, Some(year), today)?, 3));
    }
    let ends_here = !matches!(between(text, pieces, 1), Some("/" | "-"));
    (may_lack_year && separator != "." && ends_here)
        .then(|| date(number, month, None, today))
        .flatten()
        .map(|d| (d, 2))
}

/// `3`, `3/2026`, `3 năm 2026`.
fn month(text: &str, pieces: &[Piece], today: Date) -> Option<(Days, usize)> {
    let number = pieces.first()?.number()?;
    let (year, taken) = year_after(text, pieces);
    let year = year.unwrap_or_else(|| {
        if number > u32::from(u8::from(today.month())) {
            today.year() - 1
        } else {
            today.year()
        }
    });
    Some((month_days(year, month_numbered(number)?)?, taken))
}

/// `1`, `I/2026`, `2 năm 2026`.
fn quarter(text: &str, pieces: &[Piece], today: Date) -> Option<(Days, usize)> {
    let number = match word(pieces, 0)? {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        _ => pieces[0].number()?,
    };
    let (year, taken) = year_after(text, pieces);
    Some((quarter_days(year.unwrap_or(today.year()), number)?, taken))
}

/// The year after a month or quarter, and how many pieces both take.
fn year_after(text: &str, pieces: &[Piece]) -> (Option<i32>, usize) {
    let written = match (between(text, pieces, 0), word(pieces, 1)) {
        (_, Some("nam")) => pieces.get(2).and_then(year_number).map(|year| (year, 3)),
        (Some("/" | "-"), _) => pieces.get(1).and_then(year_number).map(|year| (year, 2)),
        _ => None,
    };
    written.map_or((None, 1), |(year, taken)| (Some(year), taken))
}

/// A day; without its year the latest that is not after today.
fn date(day: u32, month: u32, year: Option<i32>, today: Date) -> Option<Date> {
    let (day, month) = (u8::try_from(day).ok()?, month_numbered(month)?);
    if let Some(year) = year {
        return Date::from_calendar_date(year, month, day).ok();
    }
    (0..8)
        .filter_map(|ago| Date::from_calendar_date(today.year() - ago, month, day).ok())
        .find(|date| *date <= today)
}

fn month_numbered(number: u32) -> Option<Month> {
    Month::try_from(u8::try_from(number).ok()?).ok()
}

fn month_days(year: i32, month: Month) -> Option<Days> {
    let first = Date::from_calendar_date(year, month, 1).ok()?;
    let last = Date::from_calendar_date(year, month, month.length(year)).ok()?;
    Some((first, last))
}

fn quarter_days(year: i32, quarter: u32) -> Option<Days> {
    if !(1..=4).contains(&quarter) {
        return None;
    }
    let (from, _) = month_days(year, month_numbered(quarter * 3 - 2)?)?;
    let (_, to) = month_days(year, month_numbered(quarter * 3)?)?;
    Some((from, to))
}

fn year_number(piece: &Piece) -> Option<i32> {
    let number = piece.number()?;
    (1900..=2200)
        .contains(&number)
        .then(|| i32::try_from(number).ok())
        .flatten()
}

fn word(pieces: &[Piece], at: usize) -> Option<&str> {
    pieces.get(at)?.folded()
}

/// What stands between a piece and the next.
fn between<'a>(text: &'a str, pieces: &[Piece], at: usize) -> Option<&'a str> {
    Some(text[pieces.get(at)?.to..pieces.get(at + 1)?.from].trim())
}

/// Reads the value of a date field, where a date may lack its year: first day, last day, pieces taken.
pub(super) fn read_value(text: &str, pieces: &[Piece], today: Date) -> Option<(Date, Date, usize)> {
    let ((from, to), taken) = named(pieces, today).or_else(|| days(text, pieces, today, true))?;
    Some((from, to, taken))
}
