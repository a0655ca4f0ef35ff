//! The part of the graphics state that matters for what is covered (ISO 32000-2, 8.4).

use std::rc::Rc;

use super::Paint;
use super::font::Font;
use super::geometry::{Matrix, Rectangle};
use crate::syntax::{Dictionary, Object, View};

#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    /// The box around the clipping path; `None` clips nothing.
    pub(super) clip: Option<Rectangle>,
    pub(super) paint: Paint,
    /// The paint of lines.
    pub(super) ink: Paint,
    pub(super) line_width: f64,
    pub(super) font: Option<Rc<Font>>,
    pub(super) font_size: f64,
    pub(super) leading: f64,
    pub(super) is_text_hidden: bool,
    pub(super) line: Matrix,
    pub(super) text: Matrix,
}

impl State {
    pub(super) fn new(matrix: Matrix) -> Self {
        let black = Paint {
            lightness: 0.0,
            is_coloured: false,
            opacity: 1.0,
            lets_through: false,
        };
        Self {
            matrix,
            clip: None,
            paint: black,
            ink: black,
            line_width: 1.0,
            font: None,
            font_size: 1.0,
            leading: 0.0,
            is_text_hidden: false,
            line: Matrix::UNIT,
            text: Matrix::UNIT,
        }
    }

    /// Narrows the clip.
    pub(super) fn clip_to(&mut self, bounds: Rectangle) {
        let nothing = Rectangle {
            left: 0.0,
            bottom: 0.0,
            right: 0.0,
            top: 0.0,
        };
        self.clip = Some(match &self.clip {
            None => bounds,
            Some(clip) => clip.intersection(&bounds).unwrap_or(nothing),
        });
    }

    /// An entry of `/ExtGState`.
    pub(super) fn extend(&mut self, view: View<'_>, settings: &Dictionary) {
        for (key, paint) in [("ca", &mut self.paint), ("CA", &mut self.ink)] {
            if let Some(opacity) = view.get(settings, key).as_number() {
                paint.opacity = opacity;
            }
        }
        if let Some(width) = view.get(settings, "LW").as_number() {
            self.line_width = width;
        }
        let mode = view.get(settings, "BM");
        let first = match &*mode {
            Object::Array(modes) => modes.first().and_then(Object::as_name),
            other => other.as_name(),
        };
        let lets_through = first.is_some_and(|mode| matches!(mode, b"Multiply" | b"Darken"));
        let is_masked = view.get(settings, "SMask").as_dictionary().is_some();
        for paint in [&mut self.paint, &mut self.ink] {
            paint.lets_through |= lets_through;
            if is_masked {
                paint.opacity = paint.opacity.min(0.5);
            }
        }
    }
}

impl Paint {
    /// A colour by the number of its components: grey, RGB, CMYK; anything else is a pattern.
    pub(super) fn colour(&mut self, components: &[f64]) {
        let (lightness, is_coloured) = match *components {
            [grey] => (grey, false),
            [red, green, blue] => {
                let most = red.max(green).max(blue);
                let least = red.min(green).min(blue);
                (0.3 * red + 0.59 * green + 0.11 * blue, most - least > 0.1)
            }
            [cyan, magenta, yellow, black] => {
                let ink = (0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black).min(1.0);
                (1.0 - ink, cyan.max(magenta).max(yellow) > 0.1)
            }
            _ => (0.5, true),
        };
        self.lightness = lightness;
        self.is_coloured = is_coloured;
    }
}
