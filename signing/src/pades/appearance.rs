//! What is seen in the rectangle of a field: form `XObjects` (ISO 32000-2, 12.5.5).

use std::fmt::Write as _;

use super::font::Font;
use super::image;
use super::request::{Appearance, Rect};
use super::update::Update;
use super::value::{Dict, Id};
use crate::Error;

/// A rectangle on a page in the page's own coordinates, with the rotation that makes its content upright.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Width and height as the reader sees them.
    pub(super) width: f64,
    pub(super) height: f64,
    /// Left, bottom, right, top on the page.
    pub(super) rect: [f64; 4],
    pub(super) rotation: i64,
}

impl Frame {
    /// Places a rectangle that is given on the page as shown.
    pub(super) fn on_page(page: &super::page::Page, rect: &Rect) -> Self {
        let (width, height) = (f64::from(rect.width), f64::from(rect.height));
        let (left, bottom) = (f64::from(rect.left), f64::from(rect.bottom));
        let (right, top) = (left + width, bottom + height);
        let [x1, y1, x2, y2] = page.shown;
        let rect = match page.rotation {
            90 => [x2 - top, y1 + left, x2 - bottom, y1 + right],
            180 => [x2 - right, y2 - top, x2 - left, y2 - bottom],
            270 => [x1 + bottom, y2 - right, x1 + top, y2 - left],
            _ => [x1 + left, y1 + bottom, x1 + right, y1 + top],
        };
        Self {
            width,
            height,
            rect,
            rotation: page.rotation,
        }
    }

    /// The frame of a rectangle that stands in the file already.
    pub(super) fn of_rect(rect: [f64; 4], rotation: i64) -> Self {
        let [x1, y1, x2, y2] = rect;
        let (width, height) = if rotation % 180 == 0 {
            (x2 - x1, y2 - y1)
        } else {
            (y2 - y1, x2 - x1)
        };
        Self {
            width,
            height,
            rect,
            rotation,
        }
    }

    /// Whether anything can be seen in it.
    pub(super) fn is_visible(&self) -> bool {
        self.width > 0.0 && self.height > 0.0
    }

    /// The form `XObject` with this content.
    pub(super) fn form(
        &self,
        update: &mut Update<'_, '_>,
        content: &str,
        resources: &Dict,
    ) -> Result<Id, Error> {
        let (width, height) = (number(self.width), number(self.height));
        let mut dict = Dict::of([
            ("Type", b"/XObject"),
            ("Subtype", b"/Form"),
            ("BBox", format!("[0 0 {width} {height}]").as_bytes()),
            ("Resources", &resources.to_bytes()),
        ]);
        match self.rotation {
            90 => dict.set("Matrix", format!("[0 1 -1 0 {height} 0]")),
            180 => dict.set("Matrix", format!("[-1 0 0 -1 {width} {height}]")),
            270 => dict.set("Matrix", format!("[0 -1 1 0 0 {width}]")),
            _ => {}
        }
        update.add_stream(dict, content.as_bytes())
    }
}

/// Draws the appearance of a signature.
pub(super) fn draw(
    update: &mut Update<'_, '_>,
    frame: &Frame,
    appearance: Option<&Appearance>,
) -> Result<Id, Error> {
    match appearance {
        None => frame.form(update, "", &Dict::default()),
        Some(Appearance::Image { png }) => {
            let image = image::embed(update, png)?;
            let scale = (frame.width / image.width).min(frame.height / image.height);
            let (width, height) = (image.width * scale, image.height * scale);
            let content = format!(
                "q {} 0 0 {} {} {} cm /Im Do Q",
                number(width),
                number(height),
                number((frame.width - width) / 2.0),
                number((frame.height - height) / 2.0)
            );
            let images = Dict::of([("Im", &image.id.reference())]).to_bytes();
            frame.form(update, &content, &Dict::of([("XObject", &images)]))
        }
        Some(Appearance::Text { lines, size, font }) => {
            let font = Font::subset(font, &lines.join("\n"))?;
            let content = right_aligned(&font, lines, f64::from(*size), frame);
            let font = font.embed(update)?;
            let fonts = Dict::of([("F", &font.reference())]).to_bytes();
            frame.form(update, &content, &Dict::of([("Font", &fonts)]))
        }
    }
}

fn right_aligned(font: &Font, lines: &[String], size: f64, frame: &Frame) -> String {
    let widest = lines
        .iter()
        .map(|line| font.width(line, size))
        .fold(0.0, f64::max);
    // Too long a line is set smaller rather than cut off.
    let size = if widest > frame.width {
        size * frame.width / widest
    } else {
        size
    };
    let mut content = format!("q 0 g BT /F {} Tf", number(size));
    let mut baseline = frame.height - font.ascent * size;
    for line in lines {
        let left = frame.width - font.width(line, size);
        let (x, y) = (number(left), number(baseline));
        let _ = write!(content, " 1 0 0 1 {x} {y} Tm {} Tj", font.encode(line));
        baseline -= size * 1.15;
    }
    content + " ET Q"
}

/// A number as PDF writes it: no exponent, no more digits than help.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" {
        "0".into()
    } else {
        text.into()
    }
}

/// The rectangle as a PDF array.
pub(super) fn rect_array(rect: [f64; 4]) -> String {
    let [x1, y1, x2, y2] = rect.map(number);
    format!("[{x1} {y1} {x2} {y2}]")
}
