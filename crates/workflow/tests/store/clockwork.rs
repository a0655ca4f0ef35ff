use std::sync::Mutex;

use async_trait::async_trait;
use kernel::{UnitOfWork, calendar::DayKind, calendar::WorkingCalendar, id::AgencyId};
use time::macros::{date, datetime};
use workflow::{
    store::instances::fire_due,
    task::{
        Calendars,
        reminder::{Herald, Notice, Rhythm, Tone, tell_due},
    },
};

use crate::{desk::Desk, office::Fixture};

/// Monday to Friday, with one holiday.
struct Almanac;

fn calendar() -> WorkingCalendar {
    WorkingCalendar::new([(date!(2026 - 11 - 24), DayKind::Off)])
}

#[async_trait]
impl Calendars for Almanac {
    async fn calendar(&self, _: &UnitOfWork, _: AgencyId) -> Result<WorkingCalendar, kernel::Error> {
        Ok(calendar())
    }
}

#[derive(Default)]
struct Told(Mutex<Vec<(String, Tone)>>);

#[async_trait]
impl Herald for Told {
    async fn tell(&self, _: &mut UnitOfWork, notice: &Notice) -> Result<(), kernel::Error> {
        let told = (notice.task.action.clone(), notice.tone);
        self.0.lock().unwrap().push(told);
        Ok(())
    }
}

async fn tick(desk: &Desk, now: time::OffsetDateTime) -> usize {
    let change = desk.office.database.begin().await.unwrap();
    let fired = fire_due(&change, &Almanac, now.into(), 100).await.unwrap();
    assert!(fired.refused.is_empty(), "{:?}", fired.refused);
    change.commit().await.unwrap();
    fired.looked
}

async fn remind(desk: &Desk, told: &Told, now: time::OffsetDateTime) -> usize {
    let mut change = desk.office.database.begin().await.unwrap();
    let looked = tell_due(&mut change, &Rhythm::default(), &Almanac, told, now.into(), 100)
        .await
        .unwrap();
    change.commit().await.unwrap();
    looked
}

pub(crate) async fn a_timer_counts_working_days_and_fires_once(fixture: Fixture) {
    // It is Saturday the 21st; three working days on, over Tuesday's holiday, is Thursday the 26th.
    let mut desk = Desk::open(fixture).await;
    desk.calendar = calendar();
    desk.done("draft", &desk.drafter).await;

    assert_eq!(tick(&desk, datetime!(2026-11-26 7:59 +7)).await, 0);
    assert_eq!(desk.asked().await, ["check", "review"]);
    assert_eq!(tick(&desk, datetime!(2026-11-26 8:00 +7)).await, 1);
    assert_eq!(desk.asked().await, ["check", "review", "urge"]);
    assert_eq!(tick(&desk, datetime!(2026-11-30 8:00 +7)).await, 0);
}

pub(crate) async fn a_timer_of_a_step_that_was_done_never_fires(fixture: Fixture) {
    let desk = Desk::open(fixture).await;
    desk.done("draft", &desk.drafter).await;
    desk.done("review", &desk.head).await;
    assert_eq!(tick(&desk, datetime!(2027-01-01 8:00 +7)).await, 0);
}

pub(crate) async fn a_week_of_silence_brings_one_reminder_each(fixture: Fixture) {
    let mut desk = Desk::open(fixture).await;
    desk.calendar = calendar();
    desk.done("draft", &desk.drafter).await;
    let told = Told::default();
    // The review is due in two working days, on Wednesday the 25th; the check has no due date.
    assert_eq!(remind(&desk, &told, datetime!(2026-11-21 9:00 +7)).await, 1);
    assert_eq!(*told.0.lock().unwrap(), []);
    remind(&desk, &told, datetime!(2026-11-23 8:00 +7)).await;
    assert_eq!(*told.0.lock().unwrap(), [("review".to_owned(), Tone::Soon)]);

    // Nobody looked for more than a week.
    for _ in 0..3 {
        remind(&desk, &told, datetime!(2026-12-07 10:00 +7)).await;
    }
    assert_eq!(
        *told.0.lock().unwrap(),
        [
            ("review".to_owned(), Tone::Soon),
            ("review".to_owned(), Tone::Escalated)
        ]
    );

    desk.done("review", &desk.head).await;
    remind(&desk, &told, datetime!(2026-12-20 10:00 +7)).await;
    assert_eq!(remind(&desk, &told, datetime!(2027-01-20 10:00 +7)).await, 0);
    assert_eq!(told.0.lock().unwrap().len(), 2);
}
