//! A readable copy of a damaged file, for whoever decides to sign that instead.

use lopdf::{Document, Object};

use super::file::PdfFile;
use crate::Error;

/// Writes a damaged PDF anew, from the objects that can still be found in it.
///
/// The result is another file: whoever signs it has to look at it first.
///
/// # Errors
/// [`Error::Forbidden`] when there is a signature in it, which a rewritten file would break; [`Error::MalformedPdf`] when
/// too little is left.
pub fn repair(pdf: &[u8]) -> Result<Vec<u8>, Error> {
    let lost = |error: lopdf::Error| Error::MalformedPdf(error.to_string());
    let begin = pdf.windows(5).take(1024).position(|window| window == b"%PDF-");
    let pdf = &pdf[begin.ok_or(Error::NotPdf)?..];
    let mut document = Document::load_mem(pdf).map_err(lost)?;
    if document.is_encrypted() {
        return Err(Error::Encrypted("an encrypted file is not repaired"));
    }
    if document.objects.values().any(is_signature) {
        return Err(Error::Forbidden(
            "a repaired copy would lose the signatures in it",
        ));
    }
    if document.get_pages().is_empty() {
        return Err(Error::MalformedPdf("no page is left".into()));
    }
    if document.version.as_str() < "1.7" {
        // Circular 15/2025/TT-BKHCN, Annex I.
        "1.7".clone_into(&mut document.version);
    }
    let mut repaired = Vec::with_capacity(pdf.len());
    document.save_to(&mut repaired)?;
    // What cannot be signed either is no repair.
    PdfFile::open(&repaired.as_slice(), "")?;
    Ok(repaired)
}

fn is_signature(object: &Object) -> bool {
    object
        .as_dict()
        .is_ok_and(|dict| dict.has(b"ByteRange") && dict.has(b"Contents"))
}
