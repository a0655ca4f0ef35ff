use std::sync::Arc;

use crate::{Clock, Database, Timestamp, files::Files, id, settings::Settings};

/// What every use-case works with: the database, the files, the clock, the settings. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Office {
    /// Rows.
    pub database: Database,
    /// Files.
    pub files: Files,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Settings.
    pub settings: Arc<Settings>,
}

impl Office {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Today's date in Vietnam.
    #[must_use]
    pub fn today(&self) -> time::Date {
        self.clock.today()
    }

    /// A new id of the type asked for.
    #[must_use]
    pub fn new_id<T: id::Id>(&self) -> T {
        id::Ids.next(self.now())
    }
}
