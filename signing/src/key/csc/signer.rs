//! Activating a remote key and letting it sign.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use der::Encode;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::Credential;
use super::message::{AuthorizeAnswer, SignAnswer};
use super::service::{CscService, CscVersion, read};
use crate::authority::signature_algorithm;
use crate::key::Signer;
use crate::key::pkcs11::ecdsa_der;
use crate::{Certificate, Error, Scheme, SchemePreference};

/// What the person gives to activate the key.
#[derive(Clone, Default)]
pub struct Authorisation {
    /// The PIN of the key.
    pub pin: Option<Zeroizing<String>>,
    /// The one-time password the service sent.
    pub otp: Option<Zeroizing<String>>,
    /// What the person reads on the phone.
    pub description: Option<String>,
}

/// How long to wait for a person to confirm on the phone.
#[derive(Clone)]
pub struct Patience {
    /// Between two questions.
    pub interval: Duration,
    /// How many times to ask.
    pub attempts: u32,
    /// Lets the time pass; answers false to give up, for a cancel button.
    pub pause: Arc<dyn Fn(Duration) -> bool + Send + Sync>,
}

/// A remote key, ready to sign.
#[derive(Clone)]
pub struct CscRemote {
    service: CscService,
    credential: Credential,
    authorisation: Authorisation,
    patience: Patience,
    scheme: Scheme,
    algorithm: &'static str,
}

impl CscRemote {
    /// Uses a credential of a service; PSS where it is preferred and the service can.
    ///
    /// # Errors
    /// [`Error::Key`] if the credential is disabled, [`Error::UnsupportedAlgorithm`] if nothing fits.
    pub fn new(
        service: &CscService,
        credential: Credential,
        authorisation: Authorisation,
        patience: Patience,
        preference: SchemePreference,
    ) -> Result<Self, Error> {
        if !credential.is_enabled {
            return Err(Error::Key(format!(
                "the credential {:?} is disabled",
                credential.id
            )));
        }
        let preferred = Scheme::choose(&credential.certificate, preference)?;
        let other = Scheme::choose(&credential.certificate, SchemePreference::Pkcs1)?;
        let found = [preferred, other]
            .into_iter()
            .find_map(|s| Some((s, credential.algorithm(s)?)));
        let (scheme, algorithm) =
            found.ok_or_else(|| Error::UnsupportedAlgorithm(format!("{preferred:?} at this service")))?;
        Ok(Self {
            service: service.clone(),
            credential,
            authorisation,
            patience,
            scheme,
            algorithm,
        })
    }

    /// Signs many messages; one authorisation covers as many as the service allows. In the order given.
    pub fn sign_all(&self, messages: &[&[u8]]) -> Result<Vec<Vec<u8>>, Error> {
        let digest = self.scheme.digest();
        let mut signatures = Vec::with_capacity(messages.len());
        for group in messages.chunks(self.credential.signatures_at_once) {
            let hashes: Vec<String> = group.iter().map(|m| STANDARD.encode(digest.hash(m))).collect();
            let sad = self.authorize(&hashes)?;
            let answers = self.sign_hashes(&hashes, sad.as_deref().map(String::as_str))?;
            if answers.len() != group.len() {
                return Err(Error::Key(
                    "the service answered another number of signatures".to_owned(),
                ));
            }
            for text in answers {
                let raw = STANDARD.decode(text).map_err(|e| Error::asn1("signature", e))?;
                signatures.push(self.normalised(raw)?);
            }
        }
        Ok(signatures)
    }

    /// `credentials/authorize`: the signature activation data for these hashes.
    fn authorize(&self, hashes: &[String]) -> Result<Option<Zeroizing<String>>, Error> {
        let mut body = json!({ "credentialID": self.credential.id, "numSignatures": hashes.len() });
        let hash_oid = self.scheme.digest().oid().to_string();
        match self.service.version {
            CscVersion::V1 => {
                body["hash"] = json!(hashes);
                put(&mut body, "PIN", self.authorisation.pin.as_ref());
                put(&mut body, "OTP", self.authorisation.otp.as_ref());
            }
            CscVersion::V2 => {
                body["hashes"] = json!(hashes);
                body["hashAlgorithmOID"] = json!(hash_oid);
                let factors = [("PIN", &self.authorisation.pin), ("OTP", &self.authorisation.otp)];
                let given: Vec<Value> = factors
                    .iter()
                    .filter_map(|(id, value)| Some(json!({ "id": id, "value": value.as_ref()?.as_str() })))
                    .collect();
                if !given.is_empty() {
                    body["authData"] = json!(given);
                }
            }
        }
        if let Some(description) = &self.authorisation.description {
            body["description"] = json!(description);
        }
        let mut answer: AuthorizeAnswer = self.service.call("credentials/authorize", &body)?;
        for _ in 0..self.patience.attempts {
            match (answer.sad, answer.handle) {
                (Some(sad), _) => return Ok(Some(Zeroizing::new(sad))),
                (None, None) => return Ok(None),
                (None, Some(handle)) => {
                    self.wait()?;
                    let check = json!({ "handle": handle });
                    let response = self.service.send("credentials/authorizeCheck", &check)?;
                    answer = match response.status {
                        202 => AuthorizeAnswer {
                            sad: None,
                            handle: Some(handle),
                        },
                        _ => read(&response)?,
                    };
                }
            }
        }
        Err(no_answer())
    }

    /// `signatures/signHash`, followed by `signatures/signPolling` if the service answers later.
    fn sign_hashes(&self, hashes: &[String], sad: Option<&str>) -> Result<Vec<String>, Error> {
        let mut body = json!({ "credentialID": self.credential.id, "signAlgo": self.algorithm });
        let hash_oid = json!(self.scheme.digest().oid().to_string());
        if let Some(sad) = sad {
            body["SAD"] = json!(sad);
        }
        match self.service.version {
            CscVersion::V1 => {
                body["hash"] = json!(hashes);
                body["hashAlgo"] = hash_oid;
            }
            CscVersion::V2 => {
                body["hashes"] = json!(hashes);
                body["hashAlgorithmOID"] = hash_oid;
            }
        }
        if self.scheme.is_pss() {
            let parameters = signature_algorithm(self.scheme)?.parameters;
            let der = parameters
                .map(|p| p.to_der())
                .transpose()
                .map_err(|e| Error::asn1("PSS parameters", e))?;
            body["signAlgoParams"] = json!(STANDARD.encode(der.unwrap_or_default()));
        }
        let mut answer: SignAnswer = self.service.call("signatures/signHash", &body)?;
        for _ in 0..self.patience.attempts {
            let Some(id) = answer.response_id.filter(|_| answer.signatures.is_empty()) else {
                return Ok(answer.signatures);
            };
            self.wait()?;
            let response = self
                .service
                .send("signatures/signPolling", &json!({ "responseID": id }))?;
            answer = match response.status {
                202 => SignAnswer {
                    signatures: vec![],
                    response_id: Some(id),
                },
                _ => read(&response)?,
            };
        }
        if answer.signatures.is_empty() {
            Err(no_answer())
        } else {
            Ok(answer.signatures)
        }
    }

    fn wait(&self) -> Result<(), Error> {
        if (self.patience.pause)(self.patience.interval) {
            Ok(())
        } else {
            Err(Error::Cancelled)
        }
    }

    /// Services answer ECDSA as DER or as r and s side by side.
    fn normalised(&self, raw: Vec<u8>) -> Result<Vec<u8>, Error> {
        let size = match self.scheme {
            Scheme::EcdsaP256Sha256 => 32,
            Scheme::EcdsaP384Sha384 => 48,
            _ => return Ok(raw),
        };
        let is_der =
            raw.first() == Some(&0x30) && raw.get(1).is_some_and(|n| usize::from(*n) == raw.len() - 2);
        if is_der { Ok(raw) } else { ecdsa_der(&raw, size) }
    }
}

impl Signer for CscRemote {
    fn certificate(&self) -> &Certificate {
        &self.credential.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.credential.chain
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut signatures = self.sign_all(&[message])?;
        signatures.pop().ok_or_else(no_answer)
    }
}

fn put(body: &mut Value, name: &str, secret: Option<&Zeroizing<String>>) {
    if let Some(secret) = secret {
        body[name] = json!(secret.as_str());
    }
}

fn no_answer() -> Error {
    Error::Key("the remote key did not answer in time".to_owned())
}

impl std::fmt::Debug for CscRemote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CscRemote")
            .field("service", &self.service)
            .field("credential", &self.credential.id)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}
