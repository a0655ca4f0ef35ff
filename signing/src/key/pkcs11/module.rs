//! The vendor's library and the tokens it sees.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11 as Context};
use cryptoki::error::{Error as P11, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::slot::Slot;

use super::failure::named;
use super::object;
use crate::{Certificate, Error};

/// A PKCS#11 library, loaded once per process and path.
///
/// `C_Initialize` and `C_Finalize` act on the whole process, so the library stays loaded until the end.
#[derive(Clone)]
pub struct Pkcs11Module {
    context: Arc<Context>,
    path: PathBuf,
}

/// A token that is plugged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The name given to the token.
    pub label: String,
    /// The manufacturer's serial number: tells tokens with the same label apart.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// The PIN was wrong too often.
    pub pin_locked: bool,
    /// One more wrong PIN locks the token.
    pub pin_last_try: bool,
    /// The PIN is typed on the token itself.
    pub has_keypad: bool,
}

impl Pkcs11Module {
    /// Loads the library at `path`.
    pub fn load(path: &Path) -> Result<Self, Error> {
        static LOADED: OnceLock<Mutex<BTreeMap<PathBuf, Arc<Context>>>> = OnceLock::new();
        let mut loaded = LOADED
            .get_or_init(Mutex::default)
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(context) = loaded.get(path) {
            return Ok(Self {
                context: Arc::clone(context),
                path: path.to_owned(),
            });
        }
        let context = Context::new(path).map_err(|e| unusable(path, &e))?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(P11::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(unusable(path, &error)),
        }
        let context = Arc::new(context);
        loaded.insert(path.to_owned(), Arc::clone(&context));
        Ok(Self {
            context,
            path: path.to_owned(),
        })
    }

    /// The tokens that are plugged in now.
    pub fn tokens(&self) -> Result<Vec<Token>, Error> {
        Ok(self.slots()?.into_iter().map(|(_, token)| token).collect())
    }

    /// The one token with this label or serial number.
    ///
    /// # Errors
    /// [`Error::TokenRemoved`] if there is none, [`Error::Key`] if the label fits several.
    pub fn token(&self, name: &str) -> Result<Token, Error> {
        let mut fitting: Vec<Token> = self
            .tokens()?
            .into_iter()
            .filter(|t| t.label == name || t.serial == name)
            .collect();
        match (fitting.pop(), fitting.is_empty()) {
            (Some(token), true) => Ok(token),
            (Some(_), false) => Err(Error::Key(format!(
                "several tokens are called {name:?}: name one by its serial number"
            ))),
            (None, _) => Err(Error::TokenRemoved(name.to_owned())),
        }
    }

    /// The certificates a token shows without a PIN.
    pub fn certificates(&self, token: &Token) -> Result<Vec<Certificate>, Error> {
        let session = self
            .context
            .open_ro_session(self.slot_of(token)?)
            .map_err(|e| named(e, token))?;
        Ok(object::certificates(&session)?
            .into_iter()
            .map(|(_, certificate)| certificate)
            .collect())
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Where the token is plugged in now; after pulling it out it may come back elsewhere.
    pub(super) fn slot_of(&self, token: &Token) -> Result<Slot, Error> {
        let slots = self.slots()?;
        let same = slots
            .into_iter()
            .find(|(_, t)| t.serial == token.serial && t.label == token.label);
        same.map(|(slot, _)| slot)
            .ok_or_else(|| Error::TokenRemoved(token.label.clone()))
    }

    pub(super) fn mechanisms(&self, token: &Token) -> Result<Vec<MechanismType>, Error> {
        self.context
            .get_mechanism_list(self.slot_of(token)?)
            .map_err(|e| named(e, token))
    }

    fn slots(&self) -> Result<Vec<(Slot, Token)>, Error> {
        let slots = self
            .context
            .get_slots_with_token()
            .map_err(|e| unusable(&self.path, &e))?;
        // A token that vanishes while being listed is simply not listed.
        let infos = slots
            .into_iter()
            .filter_map(|slot| Some((slot, self.context.get_token_info(slot).ok()?)));
        Ok(infos
            .filter(|(_, info)| info.token_initialized())
            .map(|(slot, info)| {
                let token = Token {
                    label: info.label().trim_end().to_owned(),
                    serial: info.serial_number().trim_end().to_owned(),
                    manufacturer: info.manufacturer_id().trim_end().to_owned(),
                    model: info.model().trim_end().to_owned(),
                    pin_locked: info.user_pin_locked(),
                    pin_last_try: info.user_pin_final_try(),
                    has_keypad: info.protected_authentication_path(),
                };
                (slot, token)
            })
            .collect())
    }
}

impl std::fmt::Debug for Pkcs11Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pkcs11Module")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn unusable(path: &Path, error: &P11) -> Error {
    Error::Key(format!("PKCS#11 library {}: {error}", path.display()))
}
