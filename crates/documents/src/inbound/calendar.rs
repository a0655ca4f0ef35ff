use kernel::Office;
use time::Date;

use crate::Error;

/// The date so many working days from today.
///
/// # Errors
/// When the database cannot be read.
pub async fn due_after(office: &Office, working_days: u32) -> Result<Date, Error> {
    Ok(directory::holiday::calendar(office)
        .await?
        .add_working_days(office.today(), working_days))
}
