//! Settings: defaults, then a TOML file, then the environment; each value remembers where it came from.

mod known;
mod rsa_padding;
mod s3;
mod setting;
#[cfg(test)]
mod tests;
mod values;

use std::{net::SocketAddr, path::PathBuf};

use known::KNOWN;
pub use rsa_padding::RsaPadding;
pub use s3::S3Store;
pub use setting::{Origin, Setting};

use crate::Error;

/// Every setting, with where its value came from.
#[derive(Debug, Clone)]
pub struct Settings {
    all: Vec<Setting>,
}

impl Settings {
    /// Reads the file, if one is given, and the environment (`VANTHU_DATA`, `VANTHU_LISTEN`, …).
    ///
    /// # Errors
    /// When the file cannot be read, or names a setting that does not exist, or a value cannot be used.
    pub fn load(file: Option<PathBuf>, environment: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let table = match &file {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|source| Error::Path {
                    path: path.display().to_string(),
                    source,
                })?;
                text.parse::<toml::Table>().map_err(|error| Error::Setting {
                    name: path.display().to_string(),
                    origin: "tệp".to_owned(),
                    reason: error.message().to_owned(),
                })?
            }
            None => toml::Table::new(),
        };
        let path = file.unwrap_or_default();
        if let Some(unknown) = table
            .keys()
            .find(|key| KNOWN.iter().all(|(name, ..)| name != key))
        {
            return Err(Error::Setting {
                name: unknown.clone(),
                origin: Origin::File(path).to_string(),
                reason: "không có thiết lập này".to_owned(),
            });
        }
        let all = KNOWN
            .iter()
            .map(|&(name, default, purpose)| {
                let variable = format!("VANTHU_{}", name.to_uppercase());
                let (value, origin) = if let Some(value) = environment(&variable) {
                    (value, Origin::Environment(variable))
                } else if let Some(value) = table.get(name) {
                    let text = value
                        .as_str()
                        .map_or_else(|| value.to_string(), ToOwned::to_owned);
                    (text, Origin::File(path.clone()))
                } else {
                    (default.to_owned(), Origin::Default)
                };
                Setting {
                    name,
                    value,
                    origin,
                    purpose,
                }
            })
            .collect();
        let settings = Self { all };
        settings.check()?;
        Ok(settings)
    }

    /// The built-in values, with the data folder replaced.
    #[must_use]
    pub fn for_folder(folder: &std::path::Path) -> Self {
        let all = KNOWN
            .iter()
            .map(|&(name, default, purpose)| {
                let value = if name == "data" {
                    folder.display().to_string()
                } else {
                    default.to_owned()
                };
                Setting {
                    name,
                    value,
                    origin: Origin::Default,
                    purpose,
                }
            })
            .collect();
        Self { all }
    }

    /// Every setting, in the order of the documentation.
    #[must_use]
    pub fn all(&self) -> &[Setting] {
        &self.all
    }

    fn setting(&self, name: &str) -> &Setting {
        self.all
            .iter()
            .find(|setting| setting.name == name)
            .expect("only known settings are asked for")
    }

    fn text(&self, name: &str) -> &str {
        &self.setting(name).value
    }

    fn parsed<T: std::str::FromStr>(&self, name: &str) -> Result<T, Error> {
        let setting = self.setting(name);
        setting.value.parse().map_err(|_| Error::Setting {
            name: name.to_owned(),
            origin: setting.origin.to_string(),
            reason: format!("giá trị {:?} không dùng được", setting.shown()),
        })
    }

    fn number(&self, name: &str) -> u64 {
        self.parsed(name)
            .expect("numbers are checked when settings are read")
    }

    fn check(&self) -> Result<(), Error> {
        for name in [
            "upload_limit_mb",
            "session_hours",
            "lockout_attempts",
            "lockout_minutes",
            "ocr_pages",
        ] {
            self.parsed::<u64>(name)?;
        }
        self.parsed::<SocketAddr>("listen")?;
        self.parsed::<bool>("demonstration")?;
        self.parsed::<bool>("egress_this_machine")?;
        self.parsed::<RsaPadding>("rsa_padding")?;
        self.check_files()
    }

    fn check_files(&self) -> Result<(), Error> {
        let unusable = |name: &str, reason: &str| {
            let setting = self.setting(name);
            Err(Error::Setting {
                name: name.to_owned(),
                origin: setting.origin.to_string(),
                reason: reason.to_owned(),
            })
        };
        if self.text("files").is_empty() {
            return Ok(());
        }
        let Some(store) = self.s3() else {
            return unusable("files", "phải có dạng s3://KHO hoặc s3://KHO/THƯ-MỤC");
        };
        let is_address = url::Url::parse(&store.endpoint)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !is_address {
            return unusable("s3_endpoint", "phải là địa chỉ http:// hoặc https:// của kho S3");
        }
        for (name, value) in [
            ("s3_access_key", &store.access_key),
            ("s3_secret_key", &store.secret_key),
        ] {
            if value.is_empty() {
                return unusable(name, "còn trống, trong khi files trỏ đến kho S3");
            }
        }
        Ok(())
    }
}
