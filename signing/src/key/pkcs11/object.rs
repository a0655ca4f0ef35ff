//! Finding the key and its certificate among the objects of a token.

use cryptoki::error::Error as P11;
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

use crate::{Certificate, Error};

/// Which of a token's keys to use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChoice {
    /// The only key with a certificate; several are an error.
    Only,
    /// The key whose certificate has this SHA-256 fingerprint (lower-case hexadecimal).
    Certificate(String),
    /// The key with this label.
    Label(String),
}

/// Every readable certificate with its `CKA_ID`.
pub(super) fn certificates(session: &Session) -> Result<Vec<(Vec<u8>, Certificate)>, Error> {
    let template = [
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
    ];
    let mut found = Vec::new();
    for handle in session.find_objects(&template).map_err(unreadable)? {
        let attributes = session
            .get_attributes(handle, &[AttributeType::Id, AttributeType::Value])
            .map_err(unreadable)?;
        let (mut id, mut certificate) = (Vec::new(), None);
        for attribute in attributes {
            match attribute {
                Attribute::Id(value) => id = value,
                // Tokens also hold things that only look like certificates; those are passed over.
                Attribute::Value(value) => certificate = Certificate::from_der(&value).ok(),
                _ => {}
            }
        }
        found.extend(certificate.map(|c| (id, c)));
    }
    Ok(found)
}

/// The private key that was asked for, with the certificate that has the same `CKA_ID`.
pub(super) fn choose_key(
    session: &Session,
    certificates: &[(Vec<u8>, Certificate)],
    choice: &KeyChoice,
) -> Result<(ObjectHandle, Certificate), Error> {
    let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Sign(true)];
    let mut fitting = Vec::new();
    for handle in session.find_objects(&template).map_err(unreadable)? {
        let attributes = session
            .get_attributes(handle, &[AttributeType::Id, AttributeType::Label])
            .map_err(unreadable)?;
        let (mut id, mut label) = (Vec::new(), Vec::new());
        for attribute in attributes {
            match attribute {
                Attribute::Id(value) => id = value,
                Attribute::Label(value) => label = value,
                _ => {}
            }
        }
        let own = certificates
            .iter()
            .filter(|(other, _)| *other == id)
            .map(|(_, c)| c);
        fitting.extend(
            own.filter(|c| fits(choice, c, &label))
                .map(|c| (handle, c.clone())),
        );
    }
    match (fitting.pop(), fitting.is_empty()) {
        (Some(key), true) => Ok(key),
        (Some(_), false) => Err(Error::Key("the token holds several such keys".to_owned())),
        (None, _) => Err(Error::Key(
            "the token holds no such key with its certificate".to_owned(),
        )),
    }
}

fn fits(choice: &KeyChoice, certificate: &Certificate, label: &[u8]) -> bool {
    match choice {
        KeyChoice::Only => true,
        KeyChoice::Certificate(fingerprint) => certificate.fingerprint_sha256() == *fingerprint,
        KeyChoice::Label(wanted) => label == wanted.as_bytes(),
    }
}

/// Whether the key wants the PIN before every single signature; old tokens do not know the question.
pub(super) fn asks_every_time(session: &Session, key: ObjectHandle) -> bool {
    session
        .get_attributes(key, &[AttributeType::AlwaysAuthenticate])
        .is_ok_and(|a| a.contains(&Attribute::AlwaysAuthenticate(true)))
}

#[expect(clippy::needless_pass_by_value, reason = "made for map_err")]
fn unreadable(error: P11) -> Error {
    Error::Key(format!("the token cannot be read: {error}"))
}
