//! From glyphs in drawing order to lines in reading order.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::Line;
use super::glyph::{Direction, Glyph};
use hayro::kurbo::{Affine, Point, Rect};

/// A wider gap, in ems, is a space even if no space was drawn.
const SPACE: f64 = 0.18;
/// A wider gap parts two lines on the same height.
const COLUMN: f64 = 1.2;
/// The same behind a drawn space, which justification may have stretched.
const COLUMN_AFTER_SPACE: f64 = 2.2;
/// The same where a new piece of marked content begins: cells and columns of tagged files.
const COLUMN_AT_BOUNDARY: f64 = 0.6;
/// How far, in ems, a glyph may stand off its line: superscripts do.
const OFF_LINE: f64 = 0.5;
/// How far the next glyph may overlap the last: kerning does.
const OVERLAP: f64 = 0.6;
/// Ascent and descent of a usual face, in ems.
const ASCENT: f64 = 0.89;
const DESCENT: f64 = 0.22;

/// Groups glyphs into lines.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let mut by_direction: BTreeMap<Direction, Vec<Glyph>> = BTreeMap::new();
    let mut last = Direction::Right;
    for glyph in glyphs {
        // A glyph without advance runs the way of the one before it.
        if glyph.start.distance(glyph.end) > 1e-6 {
            last = glyph.direction();
        }
        by_direction.entry(last).or_default().push(glyph);
    }
    by_direction
        .into_iter()
        .flat_map(|(direction, glyphs)| upright_lines(direction, &glyphs))
        .collect()
}

/// A line being built, in coordinates where it runs to the right.
struct Run {
    text: String,
    area: Rect,
    baseline: f64,
    end: f64,
    size: f64,
    ends_in_space: bool,
}

fn upright_lines(direction: Direction, glyphs: &[Glyph]) -> Vec<Line> {
    let turn = direction.upright();
    let mut runs: Vec<Run> = Vec::new();
    for glyph in glyphs {
        let (start, end) = (turn * glyph.start, turn * glyph.end);
        match runs.last_mut().filter(|run| run.continues_with(glyph, start)) {
            Some(run) => run.append(glyph, start, end),
            None if glyph.is_space() => {}
            None => runs.push(Run::new(glyph, start, end)),
        }
    }
    let runs = in_reading_order(joined(runs));
    runs.into_iter()
        .filter_map(|run| run.into_line(turn.inverse()))
        .collect()
}

impl Run {
    fn new(glyph: &Glyph, start: Point, end: Point) -> Self {
        let mut run = Self {
            text: String::new(),
            area: glyph_area(start, end, glyph.size),
            baseline: start.y,
            end: start.x,
            size: glyph.size,
            ends_in_space: true,
        };
        run.append(glyph, start, end);
        run
    }

    fn continues_with(&self, glyph: &Glyph, start: Point) -> bool {
        let size = self.size.max(glyph.size);
        let gap = (start.x - self.end) / size;
        let widest = match (glyph.is_boundary, self.ends_in_space) {
            (true, _) => COLUMN_AT_BOUNDARY,
            (false, true) => COLUMN_AFTER_SPACE,
            (false, false) => COLUMN,
        };
        (start.y - self.baseline).abs() < OFF_LINE * size && gap > -OVERLAP && gap < widest
    }

    fn append(&mut self, glyph: &Glyph, start: Point, end: Point) {
        let size = self.size.max(glyph.size);
        if glyph.is_space() {
            self.space();
        } else {
            if start.x - self.end > SPACE * size {
                self.space();
            }
            self.text.push_str(&glyph.text);
            self.ends_in_space = false;
            self.area = self.area.union(glyph_area(start, end, glyph.size));
        }
        self.end = self.end.max(end.x);
        // A superscript must not become the measure of its line.
        if glyph.size >= self.size {
            self.baseline = start.y;
            self.size = glyph.size;
        }
    }

    fn space(&mut self) {
        if !self.ends_in_space {
            self.text.push(' ');
            self.ends_in_space = true;
        }
    }

    fn into_line(self, back: Affine) -> Option<Line> {
        let text = readable(&self.text);
        let area = back.transform_rect_bbox(self.area);
        (!text.is_empty()).then(|| Line {
            text,
            left: points(area.x0),
            top: points(area.y0),
            width: points(area.width()),
            height: points(area.height()),
        })
    }
}

/// Joins pieces that continue each other on the same height though something else was drawn between them.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        let neighbour = joined.iter_mut().rev().take(12).find(|earlier| {
            let size = earlier.size.max(run.size);
            let gap = (run.area.x0 - earlier.end) / size;
            (run.baseline - earlier.baseline).abs() < 0.15 * size && gap > -0.15 && gap < COLUMN_AT_BOUNDARY
        });
        match neighbour {
            Some(earlier) => {
                if (run.area.x0 - earlier.end) > SPACE * earlier.size.max(run.size) {
                    earlier.space();
                }
                earlier.text.push_str(&run.text);
                earlier.ends_in_space = run.ends_in_space;
                earlier.area = earlier.area.union(run.area);
                earlier.end = run.end;
                earlier.size = earlier.size.max(run.size);
            }
            None => joined.push(run),
        }
    }
    joined
}

/// Keeps the drawing order, which is the reading order in nearly every file, unless it jumps about the page.
fn in_reading_order(mut runs: Vec<Run>) -> Vec<Run> {
    let jumps = runs.windows(2).filter(|pair| match pair {
        [above, below] => {
            let overlaps = below.area.x0 < above.area.x1 && above.area.x0 < below.area.x1;
            overlaps && below.baseline < above.baseline - 1.5 * above.size
        }
        _ => false,
    });
    if runs.len() > 3 && jumps.count() * 4 > runs.len() {
        let band = |run: &Run| (run.baseline / 3.0).round();
        runs.sort_by(|one, other| {
            band(one)
                .total_cmp(&band(other))
                .then(one.area.x0.total_cmp(&other.area.x0))
        });
    }
    runs
}

fn glyph_area(start: Point, end: Point, size: f64) -> Rect {
    Rect::new(
        start.x,
        start.y - ASCENT * size,
        end.x.max(start.x),
        start.y + DESCENT * size,
    )
}

/// NFC, ligatures taken apart, format signs dropped, one space between words.
fn readable(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            sign if sign.is_whitespace() => plain.push(' '),
            sign if sign.is_control() => {}
            sign => plain.push(sign),
        }
    }
    let composed: String = plain.nfc().collect();
    composed
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a page's points fit f32 with room to spare"
)]
fn points(value: f64) -> f32 {
    value as f32
}
