//! A first pass over a page that decodes nothing: it finds images too large to decode, and pages that never end.

use hayro::hayro_interpret::font::GlyphRun;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Rect};

use crate::guard::Deadline;
use crate::{Error, Limits};

/// Refuses a page with an image of more pixels than the limit.
pub(super) fn refuse_huge_images(page: &Page<'_>, limits: &Limits, deadline: Deadline) -> Result<(), Error> {
    let (width, height) = page.render_dimensions();
    let initial = Affine::new(page.initial_transform(true).as_coeffs());
    let area = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let cache = InterpreterCache::new();
    let mut context = Context::new(initial, area, &cache, page.xref(), InterpreterSettings::default());
    let mut probe = Probe { deadline, most: 0 };
    interpret_page(page, &mut context, &mut probe);
    if probe.most > limits.max_pixels {
        Err(Error::TooLarge("an image on the page"))
    } else {
        Ok(())
    }
}

struct Probe {
    deadline: Deadline,
    most: u64,
}

impl<'a> Device<'a> for Probe {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.deadline.check();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.deadline.check();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.deadline.check();
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.deadline.check();
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.deadline.check();
        self.most = self
            .most
            .max(u64::from(image.width()) * u64::from(image.height()));
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
