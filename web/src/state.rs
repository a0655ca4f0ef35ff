use std::sync::Arc;

use anyhow::Context as _;
use documents::{evidence::EvidenceServices, page_image::PageImages, reading::Recognition, search::Index};
use kernel::Office;
use search_index::Tantivy;

/// What every handler can reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState {
    /// Database, files, clock, settings.
    pub office: Office,
    /// The index.
    pub index: Index,
    /// Images of pages.
    pub images: PageImages,
    /// Time stamps and revocation answers.
    pub evidence: EvidenceServices,
    /// The letters on scanned pages.
    pub recognition: Recognition,
}

impl AppState {
    /// The state of a service over this office, with its index and page images in the data folder.
    ///
    /// # Errors
    /// When the index cannot be opened.
    pub fn open(office: Office) -> anyhow::Result<Self> {
        let data = office.settings.data();
        let folder = data.join("index");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("không tạo được thư mục {}", folder.display()))?;
        let engine =
            Tantivy::open(&folder, search_index::Settings::default()).context("không mở được chỉ mục")?;
        let evidence = EvidenceServices::of(&office)?;
        let images = PageImages::in_folder(data.join("cache").join("pages"));
        Ok(Self {
            recognition: Recognition::of(&office.settings),
            office,
            index: Index::over(Arc::new(engine)),
            images,
            evidence,
        })
    }

    /// Whether people reach the service over TLS, so that cookies can insist on it.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.office.settings.public_url().starts_with("https://")
    }
}
