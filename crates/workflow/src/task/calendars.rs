use async_trait::async_trait;
use kernel::{UnitOfWork, calendar::WorkingCalendar, id::AgencyId};

/// Where the working days of an agency are kept.
#[async_trait]
pub trait Calendars: Send + Sync {
    /// The agency's calendar, read inside a change.
    async fn calendar(&self, change: &UnitOfWork, agency: AgencyId)
    -> Result<WorkingCalendar, kernel::Error>;
}
