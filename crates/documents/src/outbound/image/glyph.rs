//! Letters as outlines.

use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::ImageError;

/// A font whose letters can be drawn.
pub(super) struct Letters<'a> {
    face: Face<'a>,
    scale: f32,
}

impl<'a> Letters<'a> {
    /// The letters of a font at this size in dots.
    pub(super) fn new(font: &'a [u8], size: f32) -> Result<Self, ImageError> {
        let face = Face::parse(font, 0).map_err(|_| ImageError::Font)?;
        let scale = size / f32::from(face.units_per_em());
        Ok(Self { face, scale })
    }

    fn glyph(&self, letter: char) -> Option<GlyphId> {
        self.face.glyph_index(letter)
    }

    /// How far a letter moves the pen.
    pub(super) fn advance(&self, letter: char) -> f32 {
        let units = self
            .glyph(letter)
            .and_then(|glyph| self.face.glyph_hor_advance(glyph))
            .unwrap_or(0);
        f32::from(units) * self.scale
    }

    /// How far a text moves the pen.
    pub(super) fn width(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.advance(letter)).sum()
    }

    /// The outline of a letter on a baseline through the origin, the page's y going down; none for a space.
    pub(super) fn outline(&self, letter: char) -> Option<Path> {
        let mut pen = Pen(PathBuilder::new());
        self.face.outline_glyph(self.glyph(letter)?, &mut pen)?;
        pen.0
            .finish()?
            .transform(Transform::from_scale(self.scale, -self.scale))
    }
}

struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}
