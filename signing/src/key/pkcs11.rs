//! Keys on tokens and in hardware modules, through PKCS#11 (v2.40 and later).

mod failure;
mod mechanism;
mod module;
mod object;

use std::sync::Mutex;

use cryptoki::object::ObjectHandle;
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;

pub(crate) use mechanism::ecdsa_der;
pub use module::{Pkcs11Module, Token};
pub use object::KeyChoice;

use super::Signer;
use super::pkcs12::chain_of;
use crate::{Certificate, Error, Scheme, SchemePreference};
use failure::{is_session_lost, named};
use mechanism::Plan;

/// A key on a token, unlocked for as long as this value lives.
///
/// One session serves all signatures. If the token is pulled out, signing fails with [`Error::TokenRemoved`]; once
/// it is back, the next call opens a new session by itself with the PIN given at first.
pub struct Pkcs11 {
    module: Pkcs11Module,
    token: Token,
    pin: Option<AuthPin>,
    certificate: Certificate,
    chain: Vec<Certificate>,
    scheme: Scheme,
    plan: Plan,
    open: Mutex<Option<Open>>,
}

/// A session that is logged in, and the key in it.
struct Open {
    session: Session,
    key: ObjectHandle,
    asks_every_time: bool,
}

impl Pkcs11 {
    /// Logs in to a token and picks a key with its certificate.
    ///
    /// Without a PIN the token's own keypad asks for it.
    ///
    /// # Errors
    /// [`Error::TokenRemoved`] if the token is not there, [`Error::WrongPin`], [`Error::PinLocked`],
    /// [`Error::Key`] if it holds no such key.
    pub fn open(
        module: &Pkcs11Module,
        token: &Token,
        pin: Option<&str>,
        choice: &KeyChoice,
        preference: SchemePreference,
    ) -> Result<Self, Error> {
        let pin = pin.map(AuthPin::from);
        let session = log_in(module, token, pin.as_ref())?;
        let certificates = object::certificates(&session)?;
        let (key, certificate) = object::choose_key(&session, &certificates, choice)?;
        let pool: Vec<Certificate> = certificates.into_iter().map(|(_, c)| c).collect();
        let chain = chain_of(&certificate, &pool);
        let asks_every_time = object::asks_every_time(&session, key);
        let mechanisms = module.mechanisms(token)?;
        let (scheme, plan) = mechanism::choose(&certificate, preference, &mechanisms, asks_every_time)?;
        let open = Mutex::new(Some(Open {
            session,
            key,
            asks_every_time,
        }));
        Ok(Self {
            module: module.clone(),
            token: token.clone(),
            pin,
            certificate,
            chain,
            scheme,
            plan,
            open,
        })
    }

    /// The token the key lies on.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    fn reopen(&self) -> Result<Open, Error> {
        let session = log_in(&self.module, &self.token, self.pin.as_ref())?;
        let certificates = object::certificates(&session)?;
        let choice = KeyChoice::Certificate(self.certificate.fingerprint_sha256());
        let (key, _) = object::choose_key(&session, &certificates, &choice)?;
        let asks_every_time = object::asks_every_time(&session, key);
        Ok(Open {
            session,
            key,
            asks_every_time,
        })
    }

    fn sign_in(&self, open: &Open, message: &[u8]) -> Result<Vec<u8>, cryptoki::error::Error> {
        let mechanism = self.plan.mechanism(self.scheme);
        let input = self.plan.input(self.scheme, message);
        if open.asks_every_time {
            // PKCS#11 v2.40 4.9: such a key wants the PIN again between initialising and signing.
            open.session.sign_init(&mechanism, open.key)?;
            open.session.login(UserType::ContextSpecific, self.pin.as_ref())?;
            open.session.sign_update(&input)?;
            return open.session.sign_final();
        }
        open.session.sign(&mechanism, open.key, &input)
    }
}

impl Signer for Pkcs11 {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut open = self
            .open
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(session) = open.as_ref() {
            match self.sign_in(session, message) {
                Ok(raw) => return mechanism::signature(self.scheme, raw),
                Err(error) if is_session_lost(&error) => *open = None,
                Err(error) => return Err(named(error, &self.token)),
            }
        }
        let session = self.reopen()?;
        let raw = self
            .sign_in(&session, message)
            .map_err(|e| named(e, &self.token))?;
        *open = Some(session);
        mechanism::signature(self.scheme, raw)
    }
}

impl std::fmt::Debug for Pkcs11 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pkcs11")
            .field("token", &self.token)
            .field("certificate", &self.certificate)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

fn log_in(module: &Pkcs11Module, token: &Token, pin: Option<&AuthPin>) -> Result<Session, Error> {
    use cryptoki::error::{Error as P11, RvError};
    let slot = module.slot_of(token)?;
    let session = module
        .context()
        .open_ro_session(slot)
        .map_err(|e| named(e, token))?;
    let mut answer = session.login(UserType::User, pin);
    if let Err(P11::Pkcs11(RvError::UserAlreadyLoggedIn, _)) = answer {
        // PKCS#11 logs in the whole process: without this, a second caller would get in with any PIN. A key that
        // is in use elsewhere notices and logs in again with its own PIN.
        session.logout().map_err(|e| named(e, token))?;
        answer = session.login(UserType::User, pin);
    }
    answer.map_err(|e| named(e, token))?;
    Ok(session)
}
