//! Calls to the service: who it is, signing in, which credentials there are.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::credential::Credential;
use super::message::{CredentialInfo, CredentialList, Info, Problem, TokenAnswer};
use crate::Error;
use crate::transport::{Answer, Request, Transport};

/// No service has more pages of credentials for one person.
const MAX_PAGES: usize = 100;

/// Which edition of the API the service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CscVersion {
    /// 1.0.x: paths under `csc/v1`.
    V1,
    /// 2.x: paths under `csc/v2`.
    V2,
}

/// How to get an access token from OAuth 2.0 (RFC 6749).
#[derive(Clone)]
pub enum Grant {
    /// The service's own account (4.4).
    ClientCredentials {
        /// Client identifier.
        client_id: String,
        /// Client secret.
        client_secret: String,
    },
    /// The code the person brought back from the authorisation page (4.1).
    AuthorizationCode {
        /// Client identifier.
        client_id: String,
        /// Client secret.
        client_secret: String,
        /// The code.
        code: String,
        /// The address the code was sent to.
        redirect_uri: String,
    },
    /// An earlier answer's refresh token (6).
    Refresh {
        /// Client identifier.
        client_id: String,
        /// Client secret.
        client_secret: String,
        /// The refresh token.
        refresh_token: String,
    },
}

/// What the service says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceInfo {
    /// Its name.
    pub name: String,
    /// The edition of the API, such as "1.0.4.0".
    pub specification: String,
    /// Ways to sign in: "external", "basic", "oauth2code", "oauth2client".
    pub authentication: Vec<String>,
    /// Where OAuth begins.
    pub oauth2: Option<String>,
    /// The calls it answers.
    pub methods: Vec<String>,
}

/// A remote signing service.
#[derive(Clone)]
pub struct CscService {
    base: String,
    pub(super) version: CscVersion,
    transport: Arc<dyn Transport>,
    access: Arc<Mutex<Access>>,
}

#[derive(Default)]
struct Access {
    token: Option<Zeroizing<String>>,
    refresh: Option<Zeroizing<String>>,
}

impl CscService {
    /// The service at `address` (without `/csc/v1`).
    #[must_use]
    pub fn new(address: &str, version: CscVersion, transport: Arc<dyn Transport>) -> Self {
        let path = match version {
            CscVersion::V1 => "csc/v1",
            CscVersion::V2 => "csc/v2",
        };
        Self {
            base: format!("{}/{path}", address.trim_end_matches('/')),
            version,
            transport,
            access: Arc::default(),
        }
    }

    /// Asks the service about itself.
    pub fn info(&self) -> Result<ServiceInfo, Error> {
        let info: Info = self.call("info", &json!({}))?;
        Ok(ServiceInfo {
            name: info.name,
            specification: info.specs,
            authentication: info.auth_type,
            oauth2: info.oauth2,
            methods: info.methods,
        })
    }

    /// Uses an access token obtained elsewhere.
    pub fn use_access_token(&self, token: &str) {
        self.access().token = Some(Zeroizing::new(token.to_owned()));
    }

    /// The refresh token of the last sign-in, to be kept encrypted.
    #[must_use]
    pub fn refresh_token(&self) -> Option<Zeroizing<String>> {
        self.access().refresh.clone()
    }

    /// Signs in with name and password (`auth/login`, HTTP Basic; version 1).
    ///
    /// # Errors
    /// [`Error::WrongPin`] if the service does not accept them.
    pub fn log_in(&self, user: &str, password: &str) -> Result<(), Error> {
        let credentials = Zeroizing::new(STANDARD.encode(format!("{user}:{password}")));
        let request = self.request("auth/login", &json!({ "rememberMe": true }));
        let request = request.header("Authorization", &format!("Basic {}", *credentials));
        let answer = self.transport.send(&request)?;
        if answer.status == 401 {
            return Err(Error::WrongPin);
        }
        self.keep(read(&answer)?);
        Ok(())
    }

    /// Gets an access token (`oauth2/token`).
    pub fn grant(&self, grant: &Grant) -> Result<(), Error> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        match grant {
            Grant::ClientCredentials {
                client_id,
                client_secret,
            } => {
                form.append_pair("grant_type", "client_credentials");
                form.append_pair("client_id", client_id)
                    .append_pair("client_secret", client_secret);
            }
            Grant::AuthorizationCode {
                client_id,
                client_secret,
                code,
                redirect_uri,
            } => {
                form.append_pair("grant_type", "authorization_code");
                form.append_pair("client_id", client_id)
                    .append_pair("client_secret", client_secret);
                form.append_pair("code", code)
                    .append_pair("redirect_uri", redirect_uri);
            }
            Grant::Refresh {
                client_id,
                client_secret,
                refresh_token,
            } => {
                form.append_pair("grant_type", "refresh_token");
                form.append_pair("client_id", client_id)
                    .append_pair("client_secret", client_secret);
                form.append_pair("refresh_token", refresh_token);
            }
        }
        let address = format!("{}/oauth2/token", self.base);
        let request = Request::post(
            &address,
            "application/x-www-form-urlencoded",
            form.finish().into_bytes(),
        );
        self.keep(read(&self.transport.send(&request)?)?);
        Ok(())
    }

    /// The address of the page where the person lets us in, or activates a key for given hashes when
    /// `credential` is named (CSC 1.0.4 8.3.2).
    #[must_use]
    pub fn authorization_page(
        &self,
        client_id: &str,
        redirect_uri: &str,
        state: &str,
        credential: Option<(&str, &[Vec<u8>])>,
    ) -> String {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("response_type", "code")
            .append_pair("client_id", client_id);
        form.append_pair("redirect_uri", redirect_uri)
            .append_pair("state", state);
        match credential {
            None => form.append_pair("scope", "service"),
            Some((id, hashes)) => {
                use base64::engine::general_purpose::URL_SAFE_NO_PAD;
                let encoded: Vec<String> = hashes.iter().map(|h| URL_SAFE_NO_PAD.encode(h)).collect();
                form.append_pair("scope", "credential")
                    .append_pair("credentialID", id);
                form.append_pair("numSignatures", &hashes.len().to_string())
                    .append_pair("hash", &encoded.join(","))
            }
        };
        format!("{}/oauth2/authorize?{}", self.base, form.finish())
    }

    /// The identifiers of the person's credentials, all pages.
    pub fn credentials(&self) -> Result<Vec<String>, Error> {
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let mut body = json!({});
            if let Some(token) = &next {
                body["pageToken"] = json!(token);
            }
            let page: CredentialList = self.call("credentials/list", &body)?;
            all.extend(page.ids);
            next = page.next.filter(|token| !token.is_empty());
            if next.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// One credential with its certificates.
    pub fn credential(&self, id: &str) -> Result<Credential, Error> {
        let body =
            json!({ "credentialID": id, "certificates": "chain", "certInfo": false, "authInfo": true });
        let info: CredentialInfo = self.call("credentials/info", &body)?;
        Credential::read(id, info)
    }

    /// Calls a method and reads its answer.
    pub(super) fn call<T: DeserializeOwned>(&self, method: &str, body: &Value) -> Result<T, Error> {
        read(&self.send(method, body)?)
    }

    /// Calls a method; an answer 202 ("not yet") is for the caller to judge.
    pub(super) fn send(&self, method: &str, body: &Value) -> Result<Answer, Error> {
        let mut request = self.request(method, body);
        if let Some(token) = &self.access().token {
            request = request.header("Authorization", &format!("Bearer {}", **token));
        }
        self.transport.send(&request)
    }

    fn request(&self, method: &str, body: &Value) -> Request {
        Request::post(
            &format!("{}/{method}", self.base),
            "application/json",
            body.to_string().into_bytes(),
        )
    }

    fn keep(&self, answer: TokenAnswer) {
        let mut access = self.access();
        access.token = Some(Zeroizing::new(answer.access_token));
        access.refresh = answer.refresh_token.map(Zeroizing::new);
    }

    fn access(&self) -> std::sync::MutexGuard<'_, Access> {
        self.access.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a successful answer, or names the problem in an unsuccessful one.
pub(super) fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    if !(200..300).contains(&answer.status) {
        let problem: Problem = serde_json::from_slice(&answer.body).unwrap_or_default();
        return Err(match problem.error.as_str() {
            "invalid_pin" | "invalid_otp" => Error::WrongPin,
            "" => Error::Remote {
                code: answer.status.to_string(),
                description: String::new(),
            },
            _ => Error::Remote {
                code: problem.error,
                description: problem.error_description,
            },
        });
    }
    serde_json::from_slice(&answer.body).map_err(|e| Error::Remote {
        code: "unreadable".to_owned(),
        description: e.to_string(),
    })
}

impl std::fmt::Debug for CscService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CscService")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self {
            Self::ClientCredentials { .. } => "ClientCredentials",
            Self::AuthorizationCode { .. } => "AuthorizationCode",
            Self::Refresh { .. } => "Refresh",
        };
        f.debug_struct(name).finish_non_exhaustive()
    }
}
