//! Boxes and the matrices that move them (ISO 32000-2, 8.3).

use crate::syntax::{Dictionary, Object, View};

/// An upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::validate::changes) struct Rectangle {
    pub(super) left: f64,
    pub(super) bottom: f64,
    pub(super) right: f64,
    pub(super) top: f64,
}

impl Rectangle {
    /// The box around two corners.
    pub(super) fn around(points: &[(f64, f64)]) -> Option<Self> {
        let first = points.first()?;
        let start = Self {
            left: first.0,
            bottom: first.1,
            right: first.0,
            top: first.1,
        };
        Some(points.iter().fold(start, |found, (x, y)| Self {
            left: found.left.min(*x),
            bottom: found.bottom.min(*y),
            right: found.right.max(*x),
            top: found.top.max(*y),
        }))
    }

    pub(in crate::validate::changes) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(in crate::validate::changes) fn height(&self) -> f64 {
        self.top - self.bottom
    }

    pub(in crate::validate::changes) fn area(&self) -> f64 {
        self.width() * self.height()
    }

    pub(super) fn intersection(&self, other: &Self) -> Option<Self> {
        let common = Self {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        };
        (common.left <= common.right && common.bottom <= common.top).then_some(common)
    }

    /// Whether another lies within, or stands over by so little.
    pub(super) fn holds(&self, other: &Self, tolerance: f64) -> bool {
        other.left >= self.left - tolerance
            && other.bottom >= self.bottom - tolerance
            && other.right <= self.right + tolerance
            && other.top <= self.top + tolerance
    }

    /// Grown on all sides.
    pub(super) fn grown(&self, by: f64) -> Self {
        Self {
            left: self.left - by,
            bottom: self.bottom - by,
            right: self.right + by,
            top: self.top + by,
        }
    }

    pub(super) fn contains(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right).contains(&x) && (self.bottom..=self.top).contains(&y)
    }

    /// The point halfway up, at a part of the width.
    pub(super) fn middle(&self, along: f64) -> (f64, f64) {
        (
            self.left + self.width() * along,
            f64::midpoint(self.bottom, self.top),
        )
    }
}

/// A transformation: x' = ax + cy + e, y' = bx + dy + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::validate::changes) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) const UNIT: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(super) fn new(numbers: [f64; 6]) -> Self {
        Self(numbers)
    }

    pub(super) fn moving(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then the other.
    pub(super) fn then(&self, next: &Self) -> Self {
        let along = |x: f64, y: f64| [x * next.0[0] + y * next.0[2], x * next.0[1] + y * next.0[3]];
        let [first, second] = [along(self.0[0], self.0[1]), along(self.0[2], self.0[3])];
        let origin = next.of_point(self.0[4], self.0[5]);
        Self([first[0], first[1], second[0], second[1], origin.0, origin.1])
    }

    pub(super) fn of_point(&self, x: f64, y: f64) -> (f64, f64) {
        let row = |at: usize| self.0[at] * x + self.0[at + 2] * y + self.0[at + 4];
        (row(0), row(1))
    }

    /// The upright box around a moved box.
    pub(super) fn of_rectangle(&self, rectangle: &Rectangle) -> Rectangle {
        let corners = [
            self.of_point(rectangle.left, rectangle.bottom),
            self.of_point(rectangle.left, rectangle.top),
            self.of_point(rectangle.right, rectangle.bottom),
            self.of_point(rectangle.right, rectangle.top),
        ];
        Rectangle::around(&corners).unwrap_or(*rectangle)
    }

    /// How much longer lines become.
    pub(super) fn scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }
}

/// The matrix that fits one box into another (12.5.5, algorithm for appearance streams).
pub(super) fn fitting(from: &Rectangle, into: &Rectangle) -> Matrix {
    let part = |length: f64, of: f64| if of.abs() < 1e-9 { 1.0 } else { length / of };
    let (x, y) = (
        part(into.width(), from.width()),
        part(into.height(), from.height()),
    );
    Matrix([
        x,
        0.0,
        0.0,
        y,
        into.left - from.left * x,
        into.bottom - from.bottom * y,
    ])
}

/// Four numbers under a key.
pub(super) fn rectangle(view: View<'_>, dictionary: &Dictionary, key: &str) -> Option<Rectangle> {
    of_numbers(view, &view.get(dictionary, key))
}

/// A box from four numbers.
pub(super) fn of_numbers(view: View<'_>, object: &Object) -> Option<Rectangle> {
    let [left, bottom, right, top] = numbers::<4>(view, object)?;
    Rectangle::around(&[(left, bottom), (right, top)])
}

/// `/Matrix` of a form, or the one that moves nothing.
pub(super) fn matrix(view: View<'_>, form: &Dictionary) -> Matrix {
    numbers(view, &view.get(form, "Matrix")).map_or(Matrix::UNIT, Matrix)
}

fn numbers<const N: usize>(view: View<'_>, object: &Object) -> Option<[f64; N]> {
    let numbers: Vec<f64> = object
        .as_array()?
        .iter()
        .filter_map(|number| view.resolve(number).as_number())
        .filter(|number| number.is_finite())
        .collect();
    numbers.try_into().ok()
}
