use kernel::calendar::DayKind;
use time::macros::{date, datetime};

use super::*;

/// Monday 9 March 2026 to Friday are worked; Thursday 12 is a holiday.
fn calendar() -> WorkingCalendar {
    WorkingCalendar::new([(date!(2026 - 03 - 12), DayKind::Off)])
}

fn at(now: time::OffsetDateTime, told: Option<Tone>) -> (Option<Tone>, time::OffsetDateTime) {
    let since = datetime!(2026-03-02 9:00 +7).into();
    let (tone, next) = Rhythm::default().at(date!(2026 - 03 - 13), told, &calendar(), now.into(), since);
    (tone, next.vietnam())
}

#[test]
fn the_first_comes_on_the_working_day_before() {
    let soon = datetime!(2026-03-11 8:00 +7);
    assert_eq!(at(datetime!(2026-03-02 9:00 +7), None), (None, soon));
    // Due on Friday the 13th, Thursday is off: Wednesday is the day before, Monday the first day late.
    assert_eq!(at(soon, None), (Some(Tone::Soon), datetime!(2026-03-16 8:00 +7)));
}

#[test]
fn lateness_is_told_every_other_working_day_and_then_to_the_superior() {
    let monday = datetime!(2026-03-16 8:00 +7);
    let wednesday = datetime!(2026-03-18 8:00 +7);
    assert_eq!(at(monday, Some(Tone::Soon)), (Some(Tone::Late), wednesday));
    let (tone, next) = at(wednesday, Some(Tone::Late));
    assert_eq!(
        (tone, next),
        (Some(Tone::Escalated), datetime!(2026-03-20 8:00 +7))
    );
    assert_eq!(at(next, Some(Tone::Escalated)).0, Some(Tone::Late));
}

#[test]
fn what_was_missed_for_weeks_is_told_once() {
    let (tone, next) = at(datetime!(2026-04-01 10:00 +7), None);
    assert_eq!(
        (tone, next),
        (Some(Tone::Escalated), datetime!(2026-04-03 8:00 +7))
    );
}

#[test]
fn a_task_that_came_on_its_last_day_is_not_reminded_of_at_once() {
    let since = datetime!(2026-03-13 9:00 +7).into();
    let now = datetime!(2026-03-13 9:01 +7).into();
    let (tone, next) = Rhythm::default().at(date!(2026 - 03 - 13), None, &calendar(), now, since);
    assert_eq!((tone, next.vietnam()), (None, datetime!(2026-03-16 8:00 +7)));
}
