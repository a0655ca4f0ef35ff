//! The JSON of the API.

use serde::Deserialize;

/// `info` (CSC 1.0.4 11.1).
#[derive(Debug, Deserialize)]
pub(super) struct Info {
    #[serde(default)]
    pub(super) specs: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default, rename = "authType")]
    pub(super) auth_type: Vec<String>,
    pub(super) oauth2: Option<String>,
    #[serde(default)]
    pub(super) methods: Vec<String>,
}

/// `credentials/list`, one page.
#[derive(Debug, Deserialize)]
pub(super) struct CredentialList {
    #[serde(default, rename = "credentialIDs")]
    pub(super) ids: Vec<String>,
    #[serde(rename = "nextPageToken")]
    pub(super) next: Option<String>,
}

/// `credentials/info`.
#[derive(Debug, Deserialize)]
pub(super) struct CredentialInfo {
    pub(super) key: KeyInfo,
    pub(super) cert: Option<CertificateInfo>,
    /// Version 1 says it as text, version 2 inside `auth`.
    #[serde(rename = "authMode")]
    pub(super) auth_mode: Option<String>,
    pub(super) auth: Option<AuthInfo>,
    /// Sole control assurance level; "2" binds the authorisation to the hashes.
    #[serde(rename = "SCAL")]
    pub(super) scal: Option<String>,
    #[serde(default)]
    pub(super) multisign: u32,
}

#[derive(Debug, Deserialize)]
pub(super) struct AuthInfo {
    pub(super) mode: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct KeyInfo {
    pub(super) status: String,
    #[serde(default)]
    pub(super) algo: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CertificateInfo {
    #[serde(default)]
    pub(super) certificates: Vec<String>,
}

/// `auth/login` and `oauth2/token`.
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
}

/// `credentials/authorize`: the signature activation data, or a handle to ask again with (version 2).
#[derive(Deserialize)]
pub(super) struct AuthorizeAnswer {
    #[serde(rename = "SAD")]
    pub(super) sad: Option<String>,
    pub(super) handle: Option<String>,
}

/// `signatures/signHash` and `signatures/signPolling`.
#[derive(Debug, Deserialize)]
pub(super) struct SignAnswer {
    #[serde(default)]
    pub(super) signatures: Vec<String>,
    #[serde(rename = "responseID")]
    pub(super) response_id: Option<String>,
}

/// What a refused call says (CSC 1.0.4 10.1).
#[derive(Debug, Default, Deserialize)]
pub(super) struct Problem {
    #[serde(default)]
    pub(super) error: String,
    #[serde(default)]
    pub(super) error_description: String,
}
