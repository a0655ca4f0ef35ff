mod draft;
mod work;

use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Actor, FixedClock, Office, Timestamp, actor::Role, calendar::WorkingCalendar};
use time::{Date, OffsetDateTime, Time};

use super::{matters::Matters, province::Acting};

/// Of the last drafts, one is left standing at each stage.
const LEFT_STANDING: usize = 7;

/// Everybody who acts in the demonstration.
pub(super) struct Cast<'a> {
    acting: &'a [Acting],
    pin: &'a str,
}

impl Cast<'_> {
    fn all(&self) -> impl Iterator<Item = &Actor> {
        self.acting.iter().map(|one| &one.actor)
    }

    /// Whoever carries the role in the agency, the first of them.
    fn role(&self, agency: &str, role: Role) -> anyhow::Result<&Actor> {
        let found = self
            .acting
            .iter()
            .find(|one| one.agency == agency && one.actor.has(role));
        found
            .map(|one| &one.actor)
            .with_context(|| format!("{agency} has nobody for {role:?}"))
    }

    /// The colleague who settles what `actor`'s agency is asked.
    fn officer_beside(&self, actor: &Actor) -> Option<&Actor> {
        self.all()
            .find(|other| other.agency == actor.agency && other.has(Role::Officer))
    }
}

/// Lets two years pass, day by day, until about `documents` documents went out and came in.
pub(super) async fn make(
    past: &Office,
    clock: &Arc<FixedClock>,
    end: Timestamp,
    acting: &[Acting],
    (pin, documents): (&str, usize),
    progress: impl Fn(&str, usize, usize),
) -> anyhow::Result<()> {
    let cast = Cast { acting, pin };
    let matters = Matters::read()?;
    let calendar = directory::holiday::calendar(past).await?;
    // A document sent to two agencies here is one issued and two received.
    let drafts = documents.div_ceil(3).max(LEFT_STANDING);
    let days = days(&calendar, past.today(), end.vietnam().date(), drafts);
    for (index, day) in days.iter().enumerate() {
        progress("Hai năm văn bản", index, drafts);
        let standing = (index + LEFT_STANDING).checked_sub(drafts);
        at(clock, *day, 8);
        work::everybody(past, &cast, index, standing.is_some()).await?;
        at(clock, *day, 9);
        let matter = &matters.all[index % matters.all.len()];
        let id = draft::write(past, &cast, matter, index).await?;
        draft::carry(past, &cast, clock, *day, id, standing).await?;
    }
    progress("Hai năm văn bản", drafts, drafts);
    Ok(())
}

/// The working days on which drafts are written, spread evenly.
fn days(calendar: &WorkingCalendar, first: Date, last: Date, drafts: usize) -> Vec<Date> {
    let mut working = Vec::new();
    let mut day = first;
    while day < last {
        if calendar.is_working_day(day) {
            working.push(day);
        }
        day = day.saturating_add(time::Duration::DAY);
    }
    let count = working.len().max(1);
    (0..drafts)
        .filter_map(|index| working.get(index * count / drafts).copied())
        .collect()
}

/// Sets the clock to this hour of the day, in Vietnam.
fn at(clock: &FixedClock, day: Date, hour: u8) {
    let time = Time::from_hms(hour, 15, 0).unwrap_or(Time::MIDNIGHT);
    clock.set(OffsetDateTime::new_in_offset(day, time, kernel::VIETNAM));
}
