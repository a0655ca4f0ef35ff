//! What PKCS#11 return codes mean to the person who signs.

use cryptoki::error::{Error as P11, RvError};

use super::Token;
use crate::Error;

/// The session or the login is gone, as after pulling the token out; a new session may help.
pub(super) fn is_session_lost(error: &P11) -> bool {
    let P11::Pkcs11(code, _) = error else { return false };
    matches!(
        code,
        RvError::DeviceRemoved
            | RvError::DeviceError
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed
            | RvError::UserNotLoggedIn
            | RvError::KeyHandleInvalid
            | RvError::ObjectHandleInvalid
            | RvError::SlotIdInvalid
            | RvError::GeneralError
    )
}

pub(super) fn named(error: P11, token: &Token) -> Error {
    match error {
        P11::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => Error::WrongPin,
        P11::Pkcs11(RvError::PinLocked, _) => Error::PinLocked,
        P11::Pkcs11(RvError::DeviceRemoved | RvError::TokenNotPresent | RvError::TokenNotRecognized, _) => {
            Error::TokenRemoved(token.label.clone())
        }
        other => Error::Key(format!("token {:?}: {other}", token.label)),
    }
}
