//! How much of a file is read before we give up.

use std::time::Duration;

/// Bounds for one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest file.
    pub max_bytes: usize,
    /// The largest sum of what the file's streams unpack to.
    pub max_unpacked_bytes: u64,
    /// The pages read for text; later pages are left out.
    pub max_pages: u32,
    /// The pixels of one page image, and of any image on the page.
    pub max_pixels: u64,
    /// The glyphs read for text in the whole file.
    pub max_glyphs: usize,
    /// The time one call may take.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 256 * 1024 * 1024,
            max_unpacked_bytes: 2 * 1024 * 1024 * 1024,
            max_pages: 2_000,
            max_pixels: 100_000_000,
            max_glyphs: 10_000_000,
            time: Duration::from_secs(20),
        }
    }
}
