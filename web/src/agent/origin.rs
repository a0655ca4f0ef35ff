//! Origins of pages (RFC 6454), as browsers send them.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Scheme, host and port of a page. Plain HTTP is taken from this machine only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Origin(String);

/// The text is no origin that may be paired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("địa chỉ trang phải có dạng https://tên-miền")]
pub(crate) struct NoOrigin;

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let url = url::Url::parse(text).map_err(|_| NoOrigin)?;
        let host = url.host_str().ok_or(NoOrigin)?;
        let is_here = matches!(host, "127.0.0.1" | "localhost");
        let is_safe = url.scheme() == "https" || url.scheme() == "http" && is_here;
        let origin = url.origin().ascii_serialization();
        if is_safe && text == origin {
            Ok(Self(origin))
        } else {
            Err(NoOrigin)
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = NoOrigin;

    fn try_from(text: String) -> Result<Self, NoOrigin> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_origins_of_safe_pages_are_taken() {
        for good in [
            "https://vanthu.ninhbinh.gov.vn",
            "https://a.vn:8443",
            "http://127.0.0.1:8080",
        ] {
            assert_eq!(
                good.parse::<Origin>().map(|origin| origin.to_string()),
                Ok(good.to_owned())
            );
        }
        for bad in [
            "null",
            "https://a.vn/",
            "https://a.vn/x",
            "http://a.vn",
            "https://a.vn@b.vn",
            "https://a.vn:443",
            "ftp://a.vn",
            "",
        ] {
            assert!(bad.parse::<Origin>().is_err(), "{bad}");
        }
    }
}
