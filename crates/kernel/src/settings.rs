//! Settings: defaults, then a TOML file, then the environment; each value remembers where it came from.

use std::{fmt, net::SocketAddr, path::PathBuf};

use crate::{Error, egress::Policy};

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

/// Name, default and purpose of every setting.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "data",
        "./data",
        "thư mục dữ liệu: cơ sở dữ liệu SQLite, tệp, chỉ mục",
    ),
    ("listen", "127.0.0.1:8080", "địa chỉ và cổng phục vụ"),
    (
        "public_url",
        "",
        "địa chỉ người dùng gõ, ví dụ https://vanthu.ninhbinh.gov.vn; trống thì suy từ listen",
    ),
    (
        "database",
        "",
        "postgres://… ; trống thì dùng SQLite trong thư mục dữ liệu",
    ),
    (
        "files",
        "",
        "nơi lưu tệp: trống là thư mục files trong thư mục dữ liệu; s3://KHO hoặc s3://KHO/THƯ-MỤC là kho S3",
    ),
    ("s3_endpoint", "", "địa chỉ kho S3, ví dụ https://s3.noibo:9000"),
    ("s3_region", "us-east-1", "vùng của kho S3"),
    ("s3_access_key", "", "mã khóa truy cập kho S3"),
    ("s3_secret_key", "", "khóa bí mật của kho S3"),
    (
        "upload_limit_mb",
        "100",
        "dung lượng tối đa của một tệp tải lên, MB",
    ),
    ("session_hours", "12", "một phiên đăng nhập sống tối đa, giờ"),
    (
        "lockout_attempts",
        "5",
        "số lần sai mật khẩu liên tiếp thì khóa tạm",
    ),
    ("lockout_minutes", "15", "thời gian khóa tạm, phút"),
    (
        "demonstration",
        "true",
        "lập tỉnh mẫu khi thư mục dữ liệu còn trống",
    ),
    (
        "timestamp_urls",
        "",
        "máy chủ dấu thời gian (RFC 3161), ưu tiên từ trái sang, cách nhau bằng dấu cách; trống thì chữ ký không có dấu thời gian",
    ),
    (
        "egress_allow",
        "",
        "máy chủ ngoài được hỏi (trạng thái chứng thư, ký số từ xa): \"ca.gov.vn *.vnpt.vn may:8080\"; * là mọi máy chủ công cộng",
    ),
    (
        "egress_private",
        "",
        "máy chủ được hỏi dù ở mạng nội bộ của cơ quan, viết như egress_allow",
    ),
    (
        "egress_this_machine",
        "false",
        "cho máy chủ trong egress_private nằm trên chính máy này; chỉ để thử nghiệm",
    ),
    (
        "egress_roots",
        "",
        "tệp PEM các chứng thư gốc tin cậy khi hỏi ra ngoài qua HTTPS; trống thì dùng danh sách của Mozilla",
    ),
    (
        "rsa_padding",
        "pss",
        "cách ký của khóa RSA: pss (Thông tư 15/2025), hoặc pkcs1 cho nơi nhận dùng phần mềm kiểm tra đời cũ",
    ),
    (
        "ocr",
        "tesseract",
        "chương trình nhận dạng chữ trên trang quét, tên hoặc đường dẫn; trống thì tắt; không cài thì văn bản quét chỉ được tìm theo thông tin đăng ký",
    ),
    (
        "ocr_pages",
        "200",
        "số trang quét tối đa được nhận dạng trong một tệp",
    ),
    ("log", "info", "mức ghi nhật ký: error, warn, info, debug"),
];

/// Settings whose values are never shown.
const SECRET: [&str; 1] = ["s3_secret_key"];

/// An S3-compatible store for files.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Store {
    /// Where it answers.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The folder inside the bucket; empty for all of it.
    pub folder: String,
    /// Who asks.
    pub access_key: String,
    /// What proves it.
    pub secret_key: String,
}

impl fmt::Debug for S3Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Store")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// How RSA keys sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RsaPadding {
    /// RSASSA-PSS.
    Pss,
    /// PKCS#1 v1.5.
    Pkcs1,
}

impl std::str::FromStr for RsaPadding {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "pss" => Ok(Self::Pss),
            "pkcs1" => Ok(Self::Pkcs1),
            _ => Err(()),
        }
    }
}

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

    /// The S3-compatible store files are kept in; none where they are kept in the data folder.
    #[must_use]
    pub fn s3(&self) -> Option<S3Store> {
        let place = self.text("files").strip_prefix("s3://")?;
        let (bucket, folder) = place.split_once('/').unwrap_or((place, ""));
        (!bucket.is_empty()).then(|| S3Store {
            endpoint: self.text("s3_endpoint").trim_end_matches('/').to_owned(),
            region: self.text("s3_region").to_owned(),
            bucket: bucket.to_owned(),
            folder: folder.trim_matches('/').to_owned(),
            access_key: self.text("s3_access_key").to_owned(),
            secret_key: self.text("s3_secret_key").to_owned(),
        })
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        PathBuf::from(self.text("data"))
    }

    /// The address to serve on.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the address is checked when settings are read"
    )]
    pub fn listen(&self) -> SocketAddr {
        self.parsed("listen")
            .expect("the address is checked when settings are read")
    }

    /// The address people type, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> String {
        match self.text("public_url") {
            "" => format!("http://{}", self.text("listen")),
            url => url.trim_end_matches('/').to_owned(),
        }
    }

    /// The database's address.
    #[must_use]
    pub fn database(&self) -> String {
        match self.text("database") {
            "" => format!("sqlite:{}", self.data().join("vanthu.sqlite").display()),
            url => url.to_owned(),
        }
    }

    /// Most bytes of an uploaded file.
    #[must_use]
    pub fn upload_limit(&self) -> u64 {
        self.number("upload_limit_mb") * 1024 * 1024
    }

    /// How long a session lives.
    #[must_use]
    pub fn session_lifetime(&self) -> time::Duration {
        time::Duration::hours(i64::try_from(self.number("session_hours")).unwrap_or(12))
    }

    /// Wrong passwords in a row before an account is locked for a while.
    #[must_use]
    pub fn lockout_attempts(&self) -> u64 {
        self.number("lockout_attempts")
    }

    /// How long an account stays locked.
    #[must_use]
    pub fn lockout(&self) -> time::Duration {
        time::Duration::minutes(i64::try_from(self.number("lockout_minutes")).unwrap_or(15))
    }

    /// Whether an empty data folder is given the demonstration province.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the flag is checked when settings are read"
    )]
    pub fn demonstration(&self) -> bool {
        self.parsed("demonstration")
            .expect("the flag is checked when settings are read")
    }

    /// Time stamping authorities, the preferred first.
    #[must_use]
    pub fn timestamp_urls(&self) -> Vec<&str> {
        self.list("timestamp_urls")
    }

    /// Which addresses may be asked: those of the time stamping authorities and the hosts that are listed.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the flag is checked when settings are read"
    )]
    pub fn egress(&self) -> Policy {
        let public_hosts = self.list("egress_allow");
        let mut policy = if public_hosts.contains(&"*") {
            Policy::public()
        } else {
            Policy::closed()
        };
        for url in self.timestamp_urls() {
            policy = policy.allow_url(url);
        }
        for host in public_hosts {
            policy = policy.allow(host);
        }
        for host in self.list("egress_private") {
            policy = policy.allow_private(host);
        }
        let reaches_this_machine: bool = self
            .parsed("egress_this_machine")
            .expect("the flag is checked when settings are read");
        if reaches_this_machine {
            policy = policy.reaching_this_machine();
        }
        policy
    }

    /// How RSA keys sign.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "the value is checked when settings are read"
    )]
    pub fn rsa_padding(&self) -> RsaPadding {
        self.parsed("rsa_padding")
            .expect("the value is checked when settings are read")
    }

    /// The file of root certificates for https; none for the built-in ones.
    #[must_use]
    pub fn egress_roots(&self) -> Option<PathBuf> {
        let path = self.text("egress_roots");
        (!path.is_empty()).then(|| PathBuf::from(path))
    }

    fn list(&self, name: &str) -> Vec<&str> {
        self.text(name)
            .split([' ', ',', '\n'])
            .filter(|part| !part.is_empty())
            .collect()
    }

    /// The program that recognises letters on scanned pages, unless that is switched off.
    #[must_use]
    pub fn ocr(&self) -> Option<PathBuf> {
        let program = self.text("ocr");
        (!program.is_empty()).then(|| PathBuf::from(program))
    }

    /// Most scanned pages recognised in one file.
    #[must_use]
    pub fn ocr_pages(&self) -> usize {
        usize::try_from(self.number("ocr_pages")).unwrap_or(usize::MAX)
    }

    /// The log filter.
    #[must_use]
    pub fn log(&self) -> &str {
        self.text("log")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("vanthu.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nsession_hours = 8\n").unwrap();

        let settings = Settings::load(Some(file.clone()), |name| {
            (name == "VANTHU_SESSION_HOURS").then(|| "4".to_owned())
        })
        .unwrap();

        assert_eq!(settings.session_lifetime(), time::Duration::hours(4));
        assert_eq!(
            settings.setting("session_hours").origin,
            Origin::Environment("VANTHU_SESSION_HOURS".into())
        );
        assert_eq!(settings.setting("listen").origin, Origin::File(file));
        assert_eq!(settings.setting("log").origin, Origin::Default);
    }

    #[test]
    fn a_value_that_cannot_be_used_is_named() {
        let error = Settings::load(None, |name| {
            (name == "VANTHU_LISTEN").then(|| "cổng 80".to_owned())
        })
        .unwrap_err();
        assert!(matches!(error, Error::Setting { name, .. } if name == "listen"));
    }

    #[test]
    fn files_in_an_s3_store_need_its_address_and_its_keys_and_no_secret_is_shown() {
        let read = |without: &'static str| {
            Settings::load(None, move |name| {
                let value = match name {
                    "VANTHU_FILES" => "s3://vanthu/tep/2026/",
                    "VANTHU_S3_ENDPOINT" => "https://s3.noibo:9000/",
                    "VANTHU_S3_ACCESS_KEY" => "vanthu",
                    "VANTHU_S3_SECRET_KEY" => "bi-mat",
                    _ => return None,
                };
                (name != without).then(|| value.to_owned())
            })
        };
        let settings = read("").unwrap();
        let store = settings.s3().unwrap();
        assert_eq!(
            (store.bucket.as_str(), store.folder.as_str()),
            ("vanthu", "tep/2026")
        );
        assert_eq!(store.endpoint, "https://s3.noibo:9000");
        assert_eq!(settings.setting("s3_secret_key").shown(), "***");
        assert!(!format!("{store:?}").contains("bi-mat"));
        for missing in [
            "VANTHU_S3_ENDPOINT",
            "VANTHU_S3_ACCESS_KEY",
            "VANTHU_S3_SECRET_KEY",
        ] {
            let error = read(missing).unwrap_err();
            assert!(matches!(&error, Error::Setting { name, .. } if missing.ends_with(&name.to_uppercase())));
        }
    }

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        let settings = Settings::load(None, |name| {
            (name == "VANTHU_DATABASE").then(|| "postgres://u:p@h/d".to_owned())
        })
        .unwrap();
        assert_eq!(settings.setting("database").shown(), "postgres://***@h/d");
    }
}
