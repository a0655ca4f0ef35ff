//! Checking a CMS signature over any bytes.

use time::OffsetDateTime;

use crate::cms::oid;
use crate::cms::parse::SignedData;
use crate::validate::message::{self, Checked, Subject};
use crate::{Certificate, Error};

/// What a valid signature says. Whether its certificate is trusted is another question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedFile {
    /// The certificate whose key signed.
    pub certificate: Certificate,
    /// The other certificates in the signature.
    pub others: Vec<Certificate>,
    /// The time the signer claims.
    pub claimed_time: Option<OffsetDateTime>,
    /// Time stamp tokens over the signature value, unchecked.
    pub timestamps: Vec<Vec<u8>>,
    /// The content, if the signature carries it.
    pub content: Option<Vec<u8>>,
}

/// Verifies a signature (DER or BER) against the file beside it.
///
/// # Errors
/// [`Error::Invalid`] with the first reason why it does not count.
pub fn verify_detached(signature: &[u8], content: &[u8]) -> Result<SignedFile, Error> {
    let data = SignedData::read(signature).ok_or_else(unreadable)?;
    let parts = [content];
    let checked = message::check(&data, &Subject::Detached(&parts), &[]);
    conclude(&data, checked)
}

/// Verifies a signature that carries its content.
///
/// # Errors
/// [`Error::Invalid`] with the first reason why it does not count.
pub fn verify_enveloping(signature: &[u8]) -> Result<SignedFile, Error> {
    let data = SignedData::read(signature).ok_or_else(unreadable)?;
    let checked = message::check(&data, &Subject::Enclosed(oid::DATA), &[]);
    conclude(&data, checked)
}

fn conclude(data: &SignedData<'_>, checked: Checked) -> Result<SignedFile, Error> {
    if let Some((_, reason)) = checked.failure {
        return Err(Error::Invalid(reason));
    }
    let signer = checked.certificate.ok_or_else(unreadable)?;
    let certificate = Certificate::from_der(&signer.der)?;
    let others = data
        .certificates
        .iter()
        .filter_map(|c| Certificate::from_der(c).ok());
    let timestamps = data
        .signers
        .iter()
        .flat_map(|s| s.unsigned(oid::TIME_STAMP_TOKEN));
    Ok(SignedFile {
        others: others.filter(|c| *c != certificate).collect(),
        certificate,
        claimed_time: checked
            .claimed_time
            .and_then(|t| OffsetDateTime::from_unix_timestamp(t).ok()),
        timestamps: timestamps.map(|t| t.whole.to_vec()).collect(),
        content: data.content.as_deref().map(<[u8]>::to_vec),
    })
}

fn unreadable() -> Error {
    Error::Invalid("not a CMS signature".to_owned())
}
