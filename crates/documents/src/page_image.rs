//! Images of pages: derived from the files, drawn when first asked for, kept in a folder that may be emptied at any time.

use std::{path::PathBuf, sync::Arc};

use kernel::{Office, files::FileHash};
use tokio::sync::Semaphore;

use crate::Error;

/// Pages drawn at the same time: drawing takes a core and tens of megabytes.
const AT_ONCE: usize = 2;

/// Widths in pixels that are drawn; others would let anybody fill the disk.
const WIDTHS: [u32; 2] = [900, 1400];

/// Draws and keeps page images. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PageImages {
    folder: PathBuf,
    turns: Arc<Semaphore>,
}

impl PageImages {
    /// Images kept in this folder.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// A page of a PDF as PNG, at the nearest width that is drawn.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such page, [`Error::BadFile`] when it cannot be drawn.
    pub async fn page(
        &self,
        office: &Office,
        file: &FileHash,
        page: u32,
        width: u32,
    ) -> Result<Vec<u8>, Error> {
        let width = WIDTHS
            .into_iter()
            .find(|drawn| *drawn >= width)
            .unwrap_or(WIDTHS[1]);
        let name = file.as_str();
        let kept = self
            .folder
            .join(&name[..2])
            .join(format!("{name}-{page}-{width}.png"));
        if let Ok(image) = tokio::fs::read(&kept).await {
            return Ok(image);
        }
        let bytes = office.files.get(file).await?;
        let turn = self
            .turns
            .acquire()
            .await
            .map_err(|_| Error::Interrupted("page images are closed".to_owned()))?;
        let drawn =
            tokio::task::spawn_blocking(move || pdf::render(&bytes, page, width, &pdf::Limits::default()))
                .await
                .map_err(Error::interrupted)?;
        drop(turn);
        let image = match drawn {
            Ok(image) => image.png,
            Err(pdf::Error::NoSuchPage(_)) => return Err(Error::NotFound),
            Err(error) => return Err(Error::BadFile(error.message().to_owned())),
        };
        if let Err(reason) = keep(&kept, &image).await {
            tracing::warn!(%reason, "a page image could not be kept");
        }
        Ok(image)
    }
}

/// Writes beside and renames, so that nobody reads half an image.
async fn keep(path: &std::path::Path, image: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let beside = path.with_extension(format!("{}.part", uuid::Uuid::now_v7().simple()));
    tokio::fs::write(&beside, image).await?;
    tokio::fs::rename(&beside, path).await
}
