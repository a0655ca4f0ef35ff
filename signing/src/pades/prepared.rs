//! The second half of signing: the key's answer goes into the gap.

use ring::digest::Context;
use serde::{Deserialize, Serialize};

use super::prepare::Gap;
use super::source::Source;
use crate::cms::build::{SignedData, attribute};
use crate::cms::oid;
use crate::{Certificate, Error, Scheme};

/// A signature that waits for its value. It can be stored and completed minutes later by another process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    pub(super) length: u64,
    #[serde(with = "base64_bytes")]
    pub(super) document_hash: Vec<u8>,
    #[serde(with = "base64_bytes")]
    pub(super) signed_attributes: Vec<u8>,
    pub(super) scheme: Scheme,
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) gap: Gap,
}

impl Prepared {
    /// What the key signs: the DER signed attributes (RFC 5652 5.4).
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.signed_attributes
    }

    /// The hash of what the key signs, for devices and services that want the hash.
    #[must_use]
    pub fn hash_to_be_signed(&self) -> Vec<u8> {
        self.scheme.digest().hash(&self.signed_attributes)
    }

    /// The hash of the covered bytes of the document: the message-digest attribute inside what is signed.
    #[must_use]
    pub fn document_hash(&self) -> &[u8] {
        &self.document_hash
    }

    /// How the key has to sign.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The certificates above the key's own.
    #[must_use]
    pub fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    /// The certificate of the key.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Puts the signature, and its time stamp if there is one, into the file that was prepared.
    ///
    /// # Errors
    /// [`Error::FileChanged`] when `pdf` is another file; [`Error::SignatureMismatch`] when the signature was
    /// made with another key; [`Error::SignatureTooLarge`] when it does not fit.
    pub fn complete(&self, pdf: &[u8], signature: &[u8], timestamp: Option<&[u8]>) -> Result<Vec<u8>, Error> {
        self.check_file(&pdf)?;
        self.scheme
            .verify(&self.certificate, &self.signed_attributes, signature)?;
        self.signed_file(pdf, signature, timestamp)
    }

    /// The whole signed file.
    pub(super) fn signed_file(
        &self,
        pdf: &[u8],
        signature: &[u8],
        timestamp: Option<&[u8]>,
    ) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(pdf.len() + self.gap.length());
        out.extend_from_slice(pdf);
        self.append_to(&mut out, signature, timestamp)?;
        Ok(out)
    }

    /// Appends what a signed file has behind the original.
    pub(super) fn append_to(
        &self,
        out: &mut Vec<u8>,
        signature: &[u8],
        timestamp: Option<&[u8]>,
    ) -> Result<(), Error> {
        let unsigned_attributes: Vec<_> = timestamp
            .map(attribute::signature_timestamp)
            .into_iter()
            .collect();
        let signed_data = SignedData {
            certificate: &self.certificate,
            chain: &self.chain,
            scheme: self.scheme,
            signed_attributes: &self.signed_attributes,
            signature,
            unsigned_attributes: &unsigned_attributes,
            content_type: oid::DATA,
            content: None,
            revocation: &[],
        };
        self.gap.fill(out, &signed_data.to_der())
    }

    /// Whether this is the file that was prepared, by its hash.
    pub(super) fn check_file(&self, source: &dyn Source) -> Result<(), Error> {
        let mut context = Context::new(self.scheme.digest().algorithm());
        source.hash_into(&mut context)?;
        context.update(&self.gap.before);
        context.update(&self.gap.after);
        if source.length() == self.length && context.finish().as_ref() == self.document_hash {
            Ok(())
        } else {
            Err(Error::FileChanged)
        }
    }
}

impl Gap {
    pub(super) fn length(&self) -> usize {
        self.before.len() + self.room * 2 + 2 + self.after.len()
    }

    /// Appends the update with `contents` in its place.
    pub(super) fn fill(&self, out: &mut Vec<u8>, contents: &[u8]) -> Result<(), Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        if contents.len() > self.room {
            return Err(Error::SignatureTooLarge {
                needed: contents.len(),
                reserved: self.room,
            });
        }
        out.extend_from_slice(&self.before);
        out.push(b'<');
        let hex = contents
            .iter()
            .flat_map(|&byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        out.extend(hex);
        out.resize(out.len() + (self.room - contents.len()) * 2, b'0');
        out.push(b'>');
        out.extend_from_slice(&self.after);
        Ok(())
    }
}

/// Bytes as base64 text in serialised form.
pub(super) mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    pub(in super::super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        STANDARD
            .decode(String::deserialize(deserializer)?)
            .map_err(de::Error::custom)
    }
}
