use kernel::{Office, files::FileHash};
use pdf::PageText;

use crate::Error;

/// The text of a file's pages.
pub type PageWords = Vec<PageText>;

/// The text kept for a file.
///
/// # Errors
/// When the file store cannot be read.
pub async fn pages_of(office: &Office, text: &FileHash) -> Result<PageWords, Error> {
    let bytes = office.files.get(text).await?;
    Ok(serde_json::from_slice(&bytes).map_err(kernel::Error::from)?)
}
