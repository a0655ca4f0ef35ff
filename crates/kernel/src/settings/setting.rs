//! One setting, and where its value came from.

use std::{fmt, path::PathBuf};

use super::known::SECRET;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A TOML file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("mặc định"),
            Self::File(path) => write!(f, "tệp {}", path.display()),
            Self::Environment(name) => write!(f, "biến môi trường {name}"),
        }
    }
}

/// One setting as shown by `vanthu settings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Dotted name, as in the file.
    pub name: &'static str,
    /// The value in force.
    pub value: String,
    /// Where it came from.
    pub origin: Origin,
    /// What it is for, in Vietnamese.
    pub purpose: &'static str,
}

impl Setting {
    /// The value, hidden where it is a secret or holds a password.
    #[must_use]
    pub fn shown(&self) -> String {
        if SECRET.contains(&self.name) && !self.value.is_empty() {
            return "***".to_owned();
        }
        match self
            .value
            .split_once("://")
            .and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?.1)))
        {
            Some((scheme, host)) => format!("{scheme}://***@{host}"),
            None => self.value.clone(),
        }
    }
}
