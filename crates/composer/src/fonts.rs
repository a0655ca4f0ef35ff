//! The serif face of official documents: metric-compatible with Times New Roman, embedded at build time.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The upright cut.
#[must_use]
pub fn serif_regular() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/regular.ttf"))
}

/// The bold cut.
#[must_use]
pub fn serif_bold() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/bold.ttf"))
}

/// The italic cut.
#[must_use]
pub fn serif_italic() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/italic.ttf"))
}

/// The bold italic cut.
#[must_use]
pub fn serif_bold_italic() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/bold-italic.ttf"))
}

/// The parsed cuts and their catalogue, as Typst wants them.
pub(crate) struct Catalogue {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) family: String,
}

pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let fonts: Vec<Font> = [serif_regular(), serif_bold(), serif_italic(), serif_bold_italic()]
        .into_iter()
        .flat_map(|file| Font::iter(Bytes::new(file)))
        .collect();
    let family = fonts
        .first()
        .map(|font| font.info().family.as_str().to_owned())
        .unwrap_or_default();
    Catalogue {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        family,
        fonts,
    }
});
