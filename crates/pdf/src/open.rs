//! Opens a PDF for the page reader, after the checks that need no parsing.

use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::file_type::pdf_header;
use crate::guard::Deadline;
use crate::{Error, Limits, bomb};

/// How far from the end `startxref` and `%%EOF` may stand.
const TAIL: usize = 4096;

/// Size, header and unpacked size.
pub(crate) fn admit(bytes: &[u8], limits: &Limits, deadline: Deadline) -> Result<(), Error> {
    if bytes.len() > limits.max_bytes {
        return Err(Error::TooLarge("bytes"));
    }
    pdf_header(bytes).ok_or(Error::NotPdf)?;
    bomb::refuse(bytes, limits, deadline)
}

/// Opens a file that was admitted. An empty password is tried, as every viewer does.
pub(crate) fn open(bytes: &[u8]) -> Result<Pdf, Error> {
    Pdf::new(bytes.to_vec()).map_err(|error| match error {
        // Encryption for certain recipients is nothing we hold a key for either.
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => Error::Encrypted,
        LoadPdfError::Decryption(other) => Error::Damaged(format!("encryption: {other:?}")),
        LoadPdfError::Invalid if is_truncated(bytes) => Error::Truncated,
        LoadPdfError::Invalid => Error::Damaged("no pages".to_owned()),
    })
}

/// Whether the file's end is missing: neither `%%EOF` nor `startxref` stands near the end.
pub(crate) fn is_truncated(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|part| part == mark);
    !has(b"%%EOF") && !has(b"startxref")
}
