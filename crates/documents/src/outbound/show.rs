//! The file of a draft and its pages as images.

use kernel::{Office, files::FileHash};

use super::loaded::Loaded;
use crate::Error;

/// Width of a page image in dots: readable without zooming, light on the line.
const WIDTH: u32 = 900;

/// The newest file; before submission, the pages as they would be.
///
/// # Errors
/// When nothing can be shown yet.
pub async fn file(office: &Office, loaded: &Loaded) -> Result<Vec<u8>, Error> {
    match &loaded.draft.file {
        Some(hash) => Ok(office.files.get(hash).await?.to_vec()),
        None => Ok(super::review::pages_now(office, loaded).await?.pdf),
    }
}

/// One page of the newest file as PNG.
///
/// # Errors
/// When there is no such page.
pub async fn page(office: &Office, loaded: &Loaded, page: u32) -> Result<Vec<u8>, Error> {
    image(file(office, loaded).await?, page).await
}

/// One page of a stored file as PNG.
///
/// # Errors
/// When there is no such file or page.
pub async fn page_of(office: &Office, hash: &FileHash, page: u32) -> Result<Vec<u8>, Error> {
    image(office.files.get(hash).await?.to_vec(), page).await
}

/// One page of these bytes as PNG.
///
/// # Errors
/// When there is no such page.
pub async fn image(bytes: Vec<u8>, page: u32) -> Result<Vec<u8>, Error> {
    let limits = pdf::Limits::default();
    let drawn = tokio::task::spawn_blocking(move || pdf::render(&bytes, page, WIDTH, &limits));
    match drawn.await.map_err(Error::interrupted)? {
        Ok(image) => Ok(image.png),
        Err(pdf::Error::NoSuchPage(_)) => Err(Error::NotFound),
        Err(error) => Err(error.into()),
    }
}
