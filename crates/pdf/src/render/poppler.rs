//! The second renderer: poppler's `pdftoppm`, a process of its own that can be killed.

use std::io::Write;
use std::process::Command;

use super::PageImage;
use crate::{Limits, process};

/// Renders with `pdftoppm`; `None` when it is not installed, fails, or is too slow.
pub(super) fn render(bytes: &[u8], page: u32, width: u32, limits: &Limits) -> Option<PageImage> {
    let mut file = tempfile::NamedTempFile::new().ok()?;
    file.write_all(bytes).ok()?;
    let page = page.to_string();
    let mut command = Command::new("pdftoppm");
    command
        .args([
            "-png",
            "-f",
            &page,
            "-l",
            &page,
            "-scale-to-x",
            &width.to_string(),
            "-scale-to-y",
            "-1",
        ])
        .arg(file.path());
    let most = limits.max_pixels.saturating_mul(4);
    let png = process::run(command, Vec::new(), most, limits.time).ok()?;
    let (width, height) = size(&png, limits)?;
    Some(PageImage { png, width, height })
}

fn size(png: &[u8], limits: &Limits) -> Option<(u32, u32)> {
    let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().ok()?;
    let (width, height) = reader.info().size();
    (u64::from(width) * u64::from(height) <= limits.max_pixels).then_some((width, height))
}
