//! Reading encrypted files (ISO 32000-2, 7.6).
//!
//! lopdf derives the key and deciphers; what is signed are the bytes as they stand.

use lopdf::encryption::decrypt_object;
use lopdf::{EncryptionState, StringFormat};

use super::object::{Dictionary, Id, Object};

/// The key of an encrypted file.
#[derive(Debug)]
pub(crate) struct Decryption {
    state: EncryptionState,
    /// The encryption dictionary itself is not encrypted.
    own: Option<u32>,
}

impl Decryption {
    /// Opens with the empty password or one of these; the dictionary must hold no references.
    pub(crate) fn open(
        encrypt: &Dictionary,
        own: Option<u32>,
        identifier: Option<&Object>,
        passwords: &[String],
    ) -> Option<Self> {
        let mut document = lopdf::Document::new();
        let encrypt = document.add_object(convert_dictionary(encrypt, 0)?);
        document.trailer.set("Encrypt", encrypt);
        if let Some(identifier) = identifier {
            document.trailer.set("ID", convert(identifier, 0)?);
        }
        let mut passwords = std::iter::once("").chain(passwords.iter().map(String::as_str));
        let state =
            passwords.find_map(|password| EncryptionState::decode(&document, password.as_bytes()).ok())?;
        Some(Self { state, own })
    }

    /// A stream's bytes in clear.
    pub(crate) fn stream(&self, id: Id, dictionary: &Dictionary, data: &[u8]) -> Option<Vec<u8>> {
        let mut small = lopdf::Dictionary::new();
        for key in ["Type", "Filter", "DecodeParms"] {
            if let Some(value) = dictionary.get(key) {
                small.set(key, convert(value, 0)?);
            }
        }
        let mut object = lopdf::Object::Stream(lopdf::Stream::new(small, data.to_vec()));
        decrypt_object(&self.state, (id.number, id.generation), &mut object).ok()?;
        match object {
            lopdf::Object::Stream(stream) => Some(stream.content),
            _ => None,
        }
    }

    /// Puts every string of an object in clear, a signature's `/Contents` excepted (7.6.2).
    pub(crate) fn strings(&self, id: Id, object: &mut Object) {
        if self.own != Some(id.number) {
            self.strings_inside(id, object);
        }
    }

    fn strings_inside(&self, id: Id, object: &mut Object) {
        match object {
            Object::String(string) => {
                let mut clear = lopdf::Object::String(string.bytes.clone(), StringFormat::Literal);
                if decrypt_object(&self.state, (id.number, id.generation), &mut clear).is_ok()
                    && let lopdf::Object::String(bytes, _) = clear
                {
                    string.bytes = bytes;
                }
            }
            Object::Array(items) => items.iter_mut().for_each(|item| self.strings_inside(id, item)),
            Object::Dictionary(dictionary) => self.dictionary(id, dictionary),
            Object::Stream(stream)
                if !stream
                    .dictionary
                    .get("Type")
                    .is_some_and(|kind| kind.is_name("XRef")) =>
            {
                self.dictionary(id, &mut stream.dictionary);
            }
            _ => {}
        }
    }

    fn dictionary(&self, id: Id, dictionary: &mut Dictionary) {
        let is_signature = dictionary.has("ByteRange") && dictionary.has("Contents");
        for (key, value) in &mut dictionary.entries {
            if !(is_signature && key == b"Contents") {
                self.strings_inside(id, value);
            }
        }
    }
}

fn convert(object: &Object, depth: usize) -> Option<lopdf::Object> {
    if depth > 8 {
        return None;
    }
    Some(match object {
        Object::Null => lopdf::Object::Null,
        Object::Boolean(value) => lopdf::Object::Boolean(*value),
        Object::Integer(value) => lopdf::Object::Integer(*value),
        Object::Real(_) | Object::Stream(_) | Object::Reference(_) => return None,
        Object::Name(name) => lopdf::Object::Name(name.clone()),
        Object::String(string) => lopdf::Object::String(string.bytes.clone(), StringFormat::Literal),
        Object::Array(items) => lopdf::Object::Array(
            items
                .iter()
                .map(|item| convert(item, depth + 1))
                .collect::<Option<_>>()?,
        ),
        Object::Dictionary(dictionary) => {
            lopdf::Object::Dictionary(convert_dictionary(dictionary, depth + 1)?)
        }
    })
}

fn convert_dictionary(dictionary: &Dictionary, depth: usize) -> Option<lopdf::Dictionary> {
    let mut converted = lopdf::Dictionary::new();
    for (key, value) in &dictionary.entries {
        converted.set(key.clone(), convert(value, depth)?);
    }
    Some(converted)
}
