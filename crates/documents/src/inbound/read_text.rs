use bytes::Bytes;
use kernel::{Office, files::FileHash};
use pdf::{Limits, PageText};

use crate::{Error, entity::document_file};

/// The text of a file's pages.
pub type PageWords = Vec<PageText>;

/// Reads the text of a PDF's pages and keeps it; its name in the store.
pub(crate) async fn keep_text(office: &Office, pdf: Bytes) -> Result<FileHash, Error> {
    let read = tokio::task::spawn_blocking(move || pdf::text(&pdf, &Limits::default()));
    let pages = read
        .await
        .map_err(Error::interrupted)?
        .map_err(|error| Error::BadFile(error.message().to_owned()))?;
    let text = serde_json::to_vec(&pages).map_err(kernel::Error::from)?;
    Ok(office.files.put(text).await?)
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
    let pages = tokio::task::spawn_blocking(move || pdf::text(&bytes, &pdf::Limits::default()))
        .await
        .map_err(Error::interrupted)?;
    Ok(pages.unwrap_or_default())
}
