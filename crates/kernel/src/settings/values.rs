//! Each setting as the type its readers need.

use std::{net::SocketAddr, path::PathBuf};

use super::{RsaPadding, S3Store, Settings};
use crate::egress::Policy;

impl Settings {
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
