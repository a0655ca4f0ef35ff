//! One glyph as seen on the page.

use hayro::kurbo::{Affine, Point};

/// A glyph with its place, in points from the page's top left.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where the glyph's baseline starts.
    pub(super) start: Point,
    /// Where the next glyph would start.
    pub(super) end: Point,
    /// The font's size on the page.
    pub(super) size: f64,
    /// Whether a marked-content sequence began before it.
    pub(super) is_boundary: bool,
}

/// Which way a line of text runs on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Glyph {
    pub(super) fn direction(&self) -> Direction {
        let run = self.end - self.start;
        match (run.x.abs() >= run.y.abs(), run.x >= 0.0, run.y >= 0.0) {
            (true, true, _) => Direction::Right,
            (true, false, _) => Direction::Left,
            (false, _, true) => Direction::Down,
            (false, _, false) => Direction::Up,
        }
    }

    pub(super) fn is_space(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

impl Direction {
    /// Turns the page so that this direction runs to the right.
    pub(super) fn upright(self) -> Affine {
        match self {
            Self::Right => Affine::IDENTITY,
            Self::Down => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, 0.0]),
            Self::Left => Affine::new([-1.0, 0.0, 0.0, -1.0, 0.0, 0.0]),
            Self::Up => Affine::new([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        }
    }
}
