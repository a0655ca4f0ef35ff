//! What can go wrong while signing, in one place.

/// Why a signature, a field or an answer could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not a PDF at all.
    #[error("not a PDF file")]
    NotPdf,
    /// The PDF is damaged or ambiguous; signing it would sign something readers disagree about.
    #[error("the PDF is damaged ({0}); sign a repaired copy")]
    NeedsRepair(&'static str),
    /// The PDF is encrypted and the password is not known, or its encryption is not supported.
    #[error("the PDF is encrypted: {0}")]
    Encrypted(&'static str),
    /// The PDF breaks the format in a way that stops the work.
    #[error("malformed PDF: {0}")]
    MalformedPdf(String),
    /// There is no page with this number (counted from 1).
    #[error("the document has no page {0}")]
    PageNotFound(u32),
    /// There is no form field with this name.
    #[error("the document has no field {0:?}")]
    FieldNotFound(String),
    /// A field with this name is already there.
    #[error("the document already has a field {0:?}")]
    FieldExists(String),
    /// The field is of another kind than the request needs.
    #[error("the field {0:?} is of another kind")]
    FieldKind(String),
    /// The signature field already carries a signature.
    #[error("the field {0:?} is already signed")]
    AlreadySigned(String),
    /// An earlier signature forbids the change (`DocMDP`, `FieldMDP` or a field lock).
    #[error("an earlier signature forbids this: {0}")]
    Forbidden(&'static str),
    /// The seed value dictionary of the field demands something the request does not offer.
    #[error("the field demands {0}")]
    SeedValue(&'static str),
    /// The signature does not fit into the room reserved for it.
    #[error("the signature needs {needed} bytes but only {reserved} were reserved")]
    SignatureTooLarge {
        /// Bytes the finished signature takes.
        needed: usize,
        /// Bytes the placeholder offers.
        reserved: usize,
    },
    /// The file is not the one that was prepared.
    #[error("the file changed between preparing and completing")]
    FileChanged,
    /// The signature value does not verify under the certificate: another key, or a broken device.
    #[error("the signature does not match the certificate")]
    SignatureMismatch,
    /// A font cannot be read or has no glyph for a character.
    #[error("font: {0}")]
    Font(String),
    /// An image cannot be read.
    #[error("image: {0}")]
    Image(String),
    /// A certificate cannot be read.
    #[error("malformed certificate: {0}")]
    MalformedCertificate(String),
    /// The certificate cannot be used for a signature made now.
    #[error("the certificate {0}")]
    CertificateUnfit(&'static str),
    /// No valid path leads from the certificate to a trusted root.
    #[error("the certificate is not trusted: {0}")]
    CertificateUntrusted(String),
    /// The certificate, or one above it, was revoked.
    #[error("the certificate of {subject} was revoked on {at}")]
    CertificateRevoked {
        /// Whose.
        subject: String,
        /// When.
        at: time::OffsetDateTime,
    },
    /// ASN.1 that does not follow its standard.
    #[error("malformed {what}: {reason}")]
    MalformedAsn1 {
        /// The structure that was being read or written.
        what: &'static str,
        /// What the decoder said.
        reason: String,
    },
    /// The algorithm is not supported or not allowed here.
    #[error("unsupported algorithm: {0}")]
    UnsupportedAlgorithm(String),
    /// The key could not be opened or refused to sign.
    #[error("key: {0}")]
    Key(String),
    /// The password or PIN is wrong.
    #[error("wrong password or PIN")]
    WrongPin,
    /// The PIN was wrong too often; the token must be unlocked by its issuer.
    #[error("the PIN is locked")]
    PinLocked,
    /// The token is not plugged in, or was pulled out in the middle.
    #[error("the token {0:?} is not plugged in")]
    TokenRemoved(String),
    /// A remote signing service refused.
    #[error("the remote service refused: {code} {description}")]
    Remote {
        /// The service's error code, or the HTTP status.
        code: String,
        /// What it says about it.
        description: String,
    },
    /// The person gave up waiting.
    #[error("cancelled")]
    Cancelled,
    /// A service could not be reached or did not answer.
    #[error("asking {url}: {reason}")]
    Transport {
        /// Whom.
        url: String,
        /// What happened.
        reason: String,
    },
    /// An address is not one this installation may ask.
    #[error("{url} may not be asked: {reason}")]
    AddressRefused {
        /// The address.
        url: String,
        /// Which rule forbids it.
        reason: String,
    },
    /// An XML document cannot be signed, or its signature does not count.
    #[error("XML signature")]
    Xml(#[from] crate::xml::Refusal),
    /// A detached signature does not count.
    #[error("signature: {0}")]
    Invalid(String),
    /// A time stamp could not be obtained or does not belong to the signature.
    #[error("time stamp: {0}")]
    Timestamp(String),
    /// Revocation information is missing or could not be used.
    #[error("revocation: {0}")]
    Revocation(String),
    /// A file could not be read or written.
    #[error("file access failed")]
    Io(#[from] std::io::Error),
}

impl Error {
    /// Wraps what a DER encoder or decoder said about `what`.
    pub(crate) fn asn1(what: &'static str, reason: impl std::fmt::Display) -> Self {
        Self::MalformedAsn1 {
            what,
            reason: reason.to_string(),
        }
    }
}
