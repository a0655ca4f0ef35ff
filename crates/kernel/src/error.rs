use sea_orm::DbErr;

/// Why the foundation could not do what an area asked of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused a statement or could not be reached.
    #[error("storage failed")]
    Storage(#[from] DbErr),
    /// The change was not made durable, together with the changes it was grouped with.
    #[error("the change could not be committed: {0}")]
    Commit(String),
    /// A file could not be written to or read from the file store.
    #[error("the file store failed")]
    Files(#[from] object_store::Error),
    /// Bytes in the file store no longer have the name they were stored under.
    #[error("file {0} does not have the content its name promises")]
    FileDamaged(String),
    /// A value could not be read from or written as JSON.
    #[error("a stored value could not be read")]
    Json(#[from] serde_json::Error),
    /// A setting has a value that cannot be used.
    #[error("setting {name} from {origin}: {reason}")]
    Setting {
        /// Dotted name, as in the settings file.
        name: String,
        /// Where the value came from.
        origin: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A path on disk could not be prepared.
    #[error("{path}: {source}")]
    Path {
        /// The path.
        path: String,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
}

impl Error {
    /// Whether the statement met a unique constraint: the same thing exists already.
    #[must_use]
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Storage(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}

/// Whether some cause of an error is that there is no room left: on a disk, within a quota, or in the database's own files.
#[must_use]
pub fn is_storage_full(error: &(dyn std::error::Error + 'static)) -> bool {
    const SAID: [&str; 4] = [
        "database or disk is full",
        "No space left on device",
        "could not extend file",
        "Disk quota exceeded",
    ];
    let mut cause = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let is_full = matches!(
            kind,
            Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
        );
        // Drivers keep the reason of the engine as text only.
        let text = error.to_string();
        if is_full || SAID.iter().any(|said| text.contains(said)) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether some cause of an error is that the database had no connection free, or another kept it locked, for too long: nothing
/// was done, and the same may succeed a little later.
#[must_use]
pub fn is_storage_busy(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| error.source());
    causes.any(|cause| {
        matches!(cause.downcast_ref(), Some(DbErr::ConnectionAcquire(_)))
            || cause.to_string().contains("database is locked")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_in_vain_for_a_connection_is_told_from_a_failure() {
        let waited = Error::from(DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout));
        let refused = Error::from(DbErr::Custom("syntax error".to_owned()));
        assert_eq!(
            [is_storage_busy(&waited), is_storage_busy(&refused)],
            [true, false]
        );
    }
}
