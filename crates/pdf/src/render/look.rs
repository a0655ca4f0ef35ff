//! How the pages of a file look by themselves, to hold two versions of it against each other.

use hayro::hayro_interpret::{InterpreterSettings, RenderContent};
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use sha2::{Digest as _, Sha256};

use super::{probe, scale};
use crate::guard::{self, Deadline};
use crate::{Error, Limits, open};

/// How wide pages are drawn: letters of 10 points can be told apart.
const WIDTH: u32 = 640;
/// Later pages are not drawn.
const MAX_PAGES: usize = 64;

/// Stands for the image of a page: the same where a page looks the same.
pub type PageLook = [u8; 32];

/// Draws the first pages without the annotations on them.
///
/// # Errors
/// As for [`render`](super::render()).
pub fn looks(bytes: &[u8], limits: &Limits) -> Result<Vec<PageLook>, Error> {
    let (owned, bounds) = (bytes.to_vec(), *limits);
    guard::run(limits.time, move |deadline| {
        open::admit(&owned, &bounds, deadline)?;
        let pdf = open::open(&owned)?;
        let pages = pdf.pages().iter().take(MAX_PAGES);
        pages.map(|page| look(page, &bounds, deadline)).collect()
    })
}

fn look<'a>(page: &'a Page<'a>, limits: &Limits, deadline: Deadline) -> Result<PageLook, Error> {
    deadline.check();
    let scale = scale(page.render_dimensions(), WIDTH, limits)?;
    probe::refuse_huge_images(page, limits, deadline)?;
    let settings = InterpreterSettings {
        render_content: RenderContent::PAGE,
        ..InterpreterSettings::default()
    };
    let target = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let cache = RenderCache::new();
    let pixmap = hayro::render(page, &cache, &settings, &RenderSettings::default(), &target);
    let mut hash = Sha256::new();
    hash.update(pixmap.width().to_be_bytes());
    hash.update(pixmap.height().to_be_bytes());
    for pixel in pixmap.data() {
        hash.update([pixel.r, pixel.g, pixel.b]);
    }
    Ok(hash.finalize().into())
}
