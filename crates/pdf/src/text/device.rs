//! A drawing device that draws nothing and writes down every glyph.

use hayro::hayro_interpret::font::{Glyph as Shape, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use hayro::hayro_syntax::object::Dict;
use hayro::kurbo::{BezPath, Point};

use super::glyph::Glyph;
use crate::guard::Deadline;

/// Glyph space has a thousand units to the em.
const EM: f64 = 1000.0;
/// The advance of a glyph whose font does not say.
const USUAL_ADVANCE: f64 = 500.0;

/// Collects glyphs until the page ends, the budget is spent, or time is up.
pub(super) struct TextDevice {
    glyphs: Vec<Glyph>,
    left: usize,
    deadline: Deadline,
    is_boundary: bool,
    pictures: f64,
}

impl TextDevice {
    pub(super) fn new(deadline: Deadline, budget: usize) -> Self {
        Self {
            glyphs: Vec::new(),
            left: budget,
            deadline,
            is_boundary: false,
            pictures: 0.0,
        }
    }

    /// The area that images cover, each counted for itself.
    pub(super) fn pictures(&self) -> f64 {
        self.pictures
    }

    pub(super) fn glyphs_left(&self) -> usize {
        self.left
    }

    pub(super) fn into_glyphs(self) -> Vec<Glyph> {
        self.glyphs
    }

    fn push(&mut self, text: String, start: Point, end: Point, size: f64) {
        let is_sound = [start.x, start.y, end.x, end.y, size]
            .iter()
            .all(|value| value.is_finite());
        if self.left == 0 || !is_sound || size <= 0.0 || self.repeats(&text, start, size) {
            return;
        }
        self.left -= 1;
        let is_boundary = std::mem::take(&mut self.is_boundary);
        self.glyphs.push(Glyph {
            text,
            start,
            end,
            size,
            is_boundary,
        });
    }

    /// Whether one of the last glyphs is the same one: drawn again for its outline or to look bold.
    fn repeats(&self, text: &str, start: Point, size: f64) -> bool {
        let recent = self.glyphs.iter().rev().take(160);
        recent
            .into_iter()
            .any(|glyph| glyph.start.distance(start) < 0.06 * size && glyph.text == text)
    }
}

impl<'a> Device<'a> for TextDevice {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.deadline.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.deadline.check();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.deadline.check();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        self.deadline.check();
        for positioned in run.glyphs() {
            let Some(text) = positioned.as_unicode().map(unicode) else {
                continue;
            };
            let place = props.transform * positioned.transform();
            let advance = match &**positioned {
                Shape::Outline(outline) => outline.advance_width(),
                Shape::Type3(type3) => type3.advance_width(),
            };
            let advance = advance.map_or(USUAL_ADVANCE, f64::from);
            let start = place * Point::ORIGIN;
            let size = (place * Point::new(0.0, EM)).distance(start);
            self.push(text, start, place * Point::new(advance, 0.0), size);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.deadline.check();
        let pixels = f64::from(image.width()) * f64::from(image.height());
        let area = props.transform.determinant().abs() * pixels;
        if area.is_finite() {
            self.pictures += area;
        }
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], _: Option<&Dict<'_>>) {
        self.is_boundary = true;
    }
}

fn unicode(text: BfString) -> String {
    match text {
        BfString::Char(sign) => sign.to_string(),
        BfString::String(text) => text,
    }
}
