//! How RSA keys sign.

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
