use kernel::Office;

/// What every handler can reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// Database, files, clock, settings.
    pub office: Office,
}

impl AppState {
    /// The state of a service over this office.
    #[must_use]
    pub fn new(office: Office) -> Self {
        Self { office }
    }

    /// Whether people reach the service over TLS, so that cookies can insist on it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.office.settings.public_url().starts_with("https://")
    }
}
