//! The path under construction (ISO 32000-2, 8.5.2).

use super::geometry::{Matrix, Rectangle};

/// Points of one path, at most.
const MAX_POINTS: usize = 100_000;
/// Pieces of one slanted line, at most.
const MAX_PIECES: f64 = 200.0;

type Point = (f64, f64);

/// Points on the page, and the lines between them; a curve counts as the line to its end.
#[derive(Debug, Default)]
pub(super) struct Path {
    /// All points, control points too.
    pub(super) points: Vec<Point>,
    pub(super) lines: Vec<[Point; 2]>,
    start: Option<Point>,
    current: Option<Point>,
}

impl Path {
    /// Follows one operator.
    pub(super) fn extend(&mut self, operator: &[u8], numbers: &[f64], matrix: &Matrix) {
        if self.points.len() > MAX_POINTS {
            return;
        }
        if let (b"re", [x, y, width, height]) = (operator, numbers) {
            let corners = [
                (*x, *y),
                (x + width, *y),
                (x + width, y + height),
                (*x, y + height),
            ];
            let corners = corners.map(|(x, y)| matrix.of_point(x, y));
            self.points.extend(corners);
            for index in 0..4 {
                self.lines.push([corners[index], corners[(index + 1) % 4]]);
            }
            (self.start, self.current) = (Some(corners[0]), Some(corners[0]));
            return;
        }
        if operator == b"h" {
            self.line_to(self.start);
            return;
        }
        let mut points = numbers
            .chunks_exact(2)
            .map(|point| matrix.of_point(point[0], point[1]));
        self.points.extend(points.clone());
        let end = points.next_back();
        if operator == b"m" {
            (self.start, self.current) = (end, end);
        } else {
            self.line_to(end);
        }
    }

    fn line_to(&mut self, end: Option<Point>) {
        if let (Some(from), Some(to)) = (self.current, end) {
            self.lines.push([from, to]);
        }
        self.current = end.or(self.current);
    }

    /// The places its lines fill at this width; slanted ones in pieces, so that each fits its box.
    pub(super) fn pieces(&self, width: f64) -> impl Iterator<Item = Rectangle> {
        self.lines.iter().flat_map(move |[from, to]| {
            let (across, up) = (to.0 - from.0, to.1 - from.1);
            let slant = across.abs().min(up.abs());
            let count = (slant / width).ceil().clamp(1.0, MAX_PIECES);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1 and 200"
            )]
            let steps = 0..count as u32;
            steps.filter_map(move |step| {
                let at = |step: f64| (from.0 + across * step / count, from.1 + up * step / count);
                let ends = [at(f64::from(step)), at(f64::from(step) + 1.0)];
                Some(Rectangle::around(&ends)?.grown(width / 2.0))
            })
        })
    }
}
