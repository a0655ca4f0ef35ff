//! A page as an image.

mod look;
mod poppler;
mod probe;
mod small;

pub use look::{PageLook, looks};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::guard::{self, Deadline};
use crate::{Error, Limits, open};

/// The widest and highest image the renderer can hold.
const MAX_SIDE: f32 = 30_000.0;

/// A rendered page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// The image as PNG, opaque; with a palette where that holds the page's colours.
    pub png: Vec<u8>,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Renders a page, counted from 1, `width` pixels wide. What the built-in renderer cannot read is given to poppler's
/// `pdftoppm`, where that is installed.
///
/// # Errors
/// Not a PDF, no such page, locked by a password, an image or page beyond the limits, too damaged, or too slow.
pub fn render(bytes: &[u8], page: u32, width: u32, limits: &Limits) -> Result<PageImage, Error> {
    let (owned, bounds) = (bytes.to_vec(), *limits);
    let drawn = guard::run(limits.time, move |deadline| {
        open::admit(&owned, &bounds, deadline)?;
        let pdf = open::open(&owned)?;
        let index = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
        let wanted = index
            .and_then(|index| pdf.pages().get(index))
            .ok_or(Error::NoSuchPage(page))?;
        draw(wanted, width, &bounds, deadline)
    });
    match drawn {
        Err(Error::Damaged(cause)) => {
            poppler::render(bytes, page, width, limits).ok_or(Error::Damaged(cause))
        }
        Err(Error::TimedOut) => poppler::render(bytes, page, width, limits).ok_or(Error::TimedOut),
        other => other,
    }
}

fn draw<'a>(page: &'a Page<'a>, width: u32, limits: &Limits, deadline: Deadline) -> Result<PageImage, Error> {
    let scale = scale(page.render_dimensions(), width, limits)?;
    probe::refuse_huge_images(page, limits, deadline)?;

    let cache = RenderCache::new();
    let settings = InterpreterSettings::default();
    let target = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let pixmap = hayro::render(page, &cache, &settings, &RenderSettings::default(), &target);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // The page is opaque white below everything, so alpha carries nothing.
    let pixels: Vec<u8> = pixmap
        .data()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    Ok(PageImage {
        png: small::encode(&pixels, width, height)?,
        width,
        height,
    })
}

/// Points to pixels, within the limits and what the renderer can hold.
#[expect(clippy::cast_precision_loss, reason = "limits need no exactness")]
fn scale((page_width, page_height): (f32, f32), width: u32, limits: &Limits) -> Result<f32, Error> {
    let width = width.max(1) as f32;
    // A little more, so that rounding down does not lose the last column.
    let scale = (width + 0.05) / page_width;
    let height = page_height * scale;
    let is_sound =
        scale.is_finite() && scale > 0.0 && (1.0..=MAX_SIDE).contains(&height.max(1.0)) && width <= MAX_SIDE;
    if !is_sound || width * height > limits.max_pixels as f32 {
        return Err(Error::TooLarge("the page's image"));
    }
    if page_height * scale < 1.0 {
        Err(Error::Damaged("a page without height".to_owned()))
    } else {
        Ok(scale)
    }
}
