use kernel::{Office, calendar::{DayKind, WorkingCalendar}};
use sea_orm::EntityTrait as _;
use time::Date;

use crate::Error;

/// The working-day calendar as the directory keeps it.
///
/// # Errors
/// When the database cannot be read.
pub async fn working_calendar(office: &Office) -> Result<WorkingCalendar, Error> {
    let rows = directory::entity::holiday::Entity::find().all(office.database.read()).await?;
    Ok(WorkingCalendar::new(rows.into_iter().map(|row| {
        let kind = if row.kind == "worked" { DayKind::Worked } else { DayKind::Off };
        (row.date, kind)
    })))
}

/// The date so many working days from today.
///
/// # Errors
/// When the database cannot be read.
pub async fn due_after(office: &Office, working_days: u32) -> Result<Date, Error> {
    Ok(working_calendar(office).await?.add_working_days(office.today(), working_days))
}
