//! The text of each page, in lines with positions.

mod device;
mod glyph;
mod lines;
mod origin;
mod quality;

use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Rect};
use serde::{Deserialize, Serialize};

use crate::guard::{self, Deadline};
use crate::{Error, Limits, open};
use device::TextDevice;
pub use origin::Origin;

/// The text of one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageText {
    /// The page, from 1.
    pub number: u32,
    /// The page's width in points, as it is shown.
    pub width: f32,
    /// The page's height in points, as it is shown.
    pub height: f32,
    /// The lines in reading order.
    pub lines: Vec<Line>,
    /// Where the text comes from.
    #[serde(default)]
    pub origin: Origin,
}

/// A line of text; what stands apart on the same height (two columns, cells) are lines of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The text in NFC.
    pub text: String,
    /// The left edge in points from the page's left.
    pub left: f32,
    /// The upper edge in points from the page's top.
    pub top: f32,
    /// The width in points.
    pub width: f32,
    /// The height in points; for text in one size a little more than the size.
    pub height: f32,
}

/// Reads the text of a PDF, invisible text of recognised scans included.
///
/// # Errors
/// Not a PDF, locked by a password, too large, too damaged to open, or too slow.
pub fn text(bytes: &[u8], limits: &Limits) -> Result<Vec<PageText>, Error> {
    let (owned, limits) = (bytes.to_vec(), *limits);
    guard::run(limits.time, move |deadline| {
        open::admit(&owned, &limits, deadline)?;
        let pdf = open::open(&owned)?;
        let cache = InterpreterCache::new();
        let count = usize::try_from(limits.max_pages).unwrap_or(usize::MAX);
        let mut glyphs_left = limits.max_glyphs;
        let mut pages = Vec::new();
        for (number, page) in (1..).zip(pdf.pages().iter().take(count)) {
            deadline.check();
            pages.push(page_text(number, page, &cache, deadline, &mut glyphs_left));
        }
        Ok(pages)
    })
}

fn page_text<'a>(
    number: u32,
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    deadline: Deadline,
    glyphs_left: &mut usize,
) -> PageText {
    let (width, height) = page.render_dimensions();
    let initial = Affine::new(page.initial_transform(true).as_coeffs());
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let settings = InterpreterSettings::default();
    let mut context = Context::new(initial, area, cache, page.xref(), settings);
    let mut device = TextDevice::new(deadline, *glyphs_left);
    interpret_page(page, &mut context, &mut device);
    *glyphs_left = device.glyphs_left();
    let pictures = device.pictures();
    let lines = lines::lines(device.into_glyphs());
    PageText {
        number,
        width,
        height,
        origin: Origin::of(&lines, pictures / area.area()),
        lines,
    }
}
