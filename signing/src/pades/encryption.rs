//! The standard security handler (ISO 32000-2, 7.6): what an update to an encrypted file has to encrypt.
//!
//! lopdf knows the password algorithms; values that are not changed stay as they are, still encrypted.

use std::sync::Arc;

use lopdf::encryption::DecryptionError;
use lopdf::encryption::crypt_filters::CryptFilter;
use lopdf::{Document, EncryptionState};

use super::foreign;
use super::lexer::{skip_space, value_end};
use super::value::{Dict, Id, name, string};
use crate::Error;

/// An unlocked file.
pub(super) struct Encryption {
    state: EncryptionState,
}

impl Encryption {
    /// Unlocks a file with a user or owner password.
    pub(super) fn open(encrypt: &Dict, id: Option<&[u8]>, password: &str) -> Result<Self, Error> {
        if encrypt.get("Filter").and_then(name).as_deref() != Some(b"Standard") {
            return Err(Error::Encrypted("only password encryption is supported"));
        }
        let unreadable = || Error::Encrypted("the encryption dictionary cannot be read");
        let mut document = Document::new();
        // lopdf looks for the dictionary behind a reference only.
        let place = (1, 0);
        document.set_object(place, foreign::dictionary(encrypt).ok_or_else(unreadable)?);
        document.trailer.set("Encrypt", place);
        if let Some(id) = id {
            document
                .trailer
                .set("ID", foreign::object(id).ok_or_else(unreadable)?);
        }
        // Revision 6 of the handler holds the password in UTF-8; older ones in PDFDocEncoding, which agrees
        // for Latin letters. lopdf tries it as the user's and as the owner's.
        let state =
            EncryptionState::decode(&document, password).or_else(|_| EncryptionState::decode(&document, ""));
        let state = state.map_err(|error| {
            Error::Encrypted(match error {
                lopdf::Error::Decryption(DecryptionError::IncorrectPassword) if password.is_empty() => {
                    "a password is needed"
                }
                lopdf::Error::Decryption(DecryptionError::IncorrectPassword) => "the password is wrong",
                _ => "an algorithm that is not supported",
            })
        })?;
        Ok(Self { state })
    }

    pub(super) fn decrypt_string(&self, owner: Id, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let (filter, key) = self.keyed(self.state.get_string_filter(), owner)?;
        filter
            .decrypt(&key, bytes)
            .map_err(|_| Error::Encrypted("a string cannot be decrypted"))
    }

    pub(super) fn decrypt_stream(&self, owner: Id, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let (filter, key) = self.keyed(self.state.get_stream_filter(), owner)?;
        filter
            .decrypt(&key, bytes)
            .map_err(|_| Error::Encrypted("a stream cannot be decrypted"))
    }

    pub(super) fn encrypt_string(&self, owner: Id, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let (filter, key) = self.keyed(self.state.get_string_filter(), owner)?;
        filter
            .encrypt(&key, bytes)
            .map_err(|_| Error::Encrypted("a string cannot be encrypted"))
    }

    pub(super) fn encrypt_stream(&self, owner: Id, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let (filter, key) = self.keyed(self.state.get_stream_filter(), owner)?;
        filter
            .encrypt(&key, bytes)
            .map_err(|_| Error::Encrypted("a stream cannot be encrypted"))
    }

    /// Encrypts every string in a value that comes out of an object stream, where strings are plain.
    pub(super) fn encrypt_strings_within(&self, owner: Id, raw: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let is_string = raw[at] == b'(' || (raw[at] == b'<' && raw.get(at + 1) != Some(&b'<'));
            if is_string {
                let end = value_end(raw, at).ok_or(Error::NeedsRepair("a string does not end"))?;
                let plain = string(&raw[at..end]).unwrap_or_default();
                write_hex(&mut out, &self.encrypt_string(owner, &plain)?);
                at = end;
            } else if raw[at..].starts_with(b"<<") {
                out.extend_from_slice(b"<<");
                at += 2;
            } else if raw[at] == b'%' {
                at = skip_space(raw, at);
                out.push(b'\n');
            } else {
                out.push(raw[at]);
                at += 1;
            }
        }
        Ok(out)
    }

    fn keyed(
        &self,
        filter: Arc<dyn CryptFilter>,
        owner: Id,
    ) -> Result<(Arc<dyn CryptFilter>, Vec<u8>), Error> {
        let key = filter.compute_key(self.state.file_encryption_key(), (owner.number, owner.generation));
        Ok((
            filter,
            key.map_err(|_| Error::Encrypted("an object key cannot be computed"))?,
        ))
    }
}

/// Writes a string in hexadecimal.
pub(super) fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    out.push(b'<');
    out.extend_from_slice(hex::encode(bytes).as_bytes());
    out.push(b'>');
}
