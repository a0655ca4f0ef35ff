//! The text of files: read when they come, kept page by page; what is only an image is recognised later, in the background.

mod brought;
mod legacy;
mod recognition;

use bytes::Bytes;
use kernel::{Office, files::FileHash};
use pdf::{Limits, Origin, PageText};

use crate::{Error, entity::document_file};
pub(crate) use brought::{Brought, brought};
pub use recognition::{Recognition, Standing};
pub(crate) use recognition::{ask_for, is_wanted};

/// The text of a file's pages.
pub type PageWords = Vec<PageText>;

/// Text of which less than this share is signs that Vietnamese writing uses has lost its letters.
const LEGIBLE: f32 = 0.8;

/// Reads the text of a PDF's pages. Text in the encodings before Unicode is converted, page by page; a page whose letters
/// cannot be told is to be recognised like a scan.
///
/// # Errors
/// What [`pdf::text`] says of the file.
pub(crate) fn pages_in(pdf: &[u8]) -> Result<PageWords, pdf::Error> {
    let mut pages = pdf::text(pdf, &Limits::default())?;
    for page in &mut pages {
        legacy::convert(page);
        if page.quality().is_some_and(|quality| quality < LEGIBLE) {
            page.origin = Origin::Scan;
        }
    }
    Ok(pages)
}

/// Keeps the text of pages; its name in the store.
pub(crate) async fn keep(office: &Office, pages: &PageWords) -> Result<FileHash, Error> {
    let text = serde_json::to_vec(pages).map_err(kernel::Error::from)?;
    Ok(office.files.put(text).await?)
}

/// Reads the text of a PDF's pages and keeps it; its name in the store.
pub(crate) async fn keep_text(office: &Office, pdf: Bytes) -> Result<FileHash, Error> {
    let pages = tokio::task::spawn_blocking(move || pages_in(&pdf))
        .await
        .map_err(Error::interrupted)?
        .map_err(|error| Error::BadFile(error.message().to_owned()))?;
    keep(office, &pages).await
}

/// The text kept for a file.
///
/// # Errors
/// When the file store cannot be read.
pub async fn pages_of(office: &Office, text: &FileHash) -> Result<PageWords, Error> {
    let bytes = office.files.get(text).await?;
    Ok(serde_json::from_slice(&bytes).map_err(kernel::Error::from)?)
}

/// The text of the pages of a document's file: as it was kept, or read now, for files that were made here and never came
/// through the intake. A file without readable pages has none.
///
/// # Errors
/// When the file store cannot be read.
pub async fn pages_of_file(office: &Office, file: &document_file::Model) -> Result<PageWords, Error> {
    if let Some(text) = &file.text_hash {
        return pages_of(office, text).await;
    }
    if file.media_type != "application/pdf" {
        return Ok(Vec::new());
    }
    let bytes = office.files.get(&file.hash).await?;
    let pages = tokio::task::spawn_blocking(move || pages_in(&bytes))
        .await
        .map_err(Error::interrupted)?;
    Ok(pages.unwrap_or_default())
}
