//! What of a page can no longer be seen when something is drawn over it.

use super::geometry::Rectangle;
use super::{Drawing, Kind, Mark, Paint};
use crate::syntax::PdfFile;

/// Comparisons of one place with another that count as one step of the file's share.
const PER_STEP: usize = 16;
/// Points of a filled shape from which on it may be a letter drawn as an outline.
const OUTLINE: usize = 8;
/// How far a place may stand over another and still lie within, in points.
const TOLERANCE: f64 = 1.0;

/// Places where nothing below can be seen.
#[derive(Debug, Clone, Default)]
pub(in crate::validate::changes) struct Cover {
    places: Vec<Rectangle>,
}

impl Drawing {
    /// What paint, pictures and thick lines of this drawing cover, of the paints that count. One that could not be read to
    /// its end may cover all of its place.
    pub(in crate::validate::changes) fn cover(&self, counts: impl Fn(&Paint) -> bool) -> Cover {
        let hides = |paint: &Paint| paint.hides() && counts(paint);
        let painted = self
            .marks
            .iter()
            .filter(|mark| mark.is_visible)
            .filter(|mark| matches!(&mark.kind, Kind::Fill(paint) | Kind::Picture(paint) if hides(paint)))
            .map(|mark| mark.place);
        let lines = self.lines.iter().filter(|line| hides(&line.paint));
        let unknown = self.bounds.filter(|_| !self.is_complete);
        Cover {
            places: painted
                .chain(lines.map(|line| line.place))
                .chain(unknown)
                .collect(),
        }
    }

    /// Where this drawing writes: text over text cannot be read either.
    pub(in crate::validate::changes) fn writing(&self) -> Cover {
        let written = self
            .marks
            .iter()
            .filter(|mark| mark.is_visible && matches!(mark.kind, Kind::Text(_) | Kind::DrawnText));
        Cover {
            places: written.map(|mark| mark.place).collect(),
        }
    }
}

impl Cover {
    /// One place.
    pub(in crate::validate::changes) fn of(place: Rectangle) -> Self {
        Self { places: vec![place] }
    }

    /// Only what was not covered before.
    pub(in crate::validate::changes) fn beyond(mut self, before: &Self, file: &PdfFile<'_>) -> Self {
        if file.may_take(self.places.len().saturating_mul(before.places.len()) / PER_STEP) {
            self.places
                .retain(|place| !before.places.iter().any(|known| known.holds(place, TOLERANCE)));
        }
        self
    }

    /// How many letters of a drawing are covered; all there can be when it is too much to tell, or not readable.
    pub(in crate::validate::changes) fn letters_of(&self, below: &Drawing, file: &PdfFile<'_>) -> usize {
        let Some(around) = self.around() else { return 0 };
        if !below.is_readable {
            return usize::MAX;
        }
        let texts = below.marks.iter().filter(|mark| {
            mark.is_visible
                && matches!(mark.kind, Kind::Text(_) | Kind::DrawnText)
                && mark.place.intersection(&around).is_some()
        });
        let mut hidden = 0;
        for mark in texts {
            let letters = letters(mark);
            if !file.may_take(letters.len().saturating_mul(self.places.len()) / PER_STEP) {
                return usize::MAX;
            }
            let is_hidden = |along: &&f64| {
                let point = mark.place.middle(**along);
                self.places.iter().any(|place| place.contains(point))
            };
            hidden += letters.iter().filter(is_hidden).count();
        }
        hidden
    }

    /// How much of the pictures of a drawing is covered, letters drawn as outlines included.
    pub(in crate::validate::changes) fn picture_area_of(&self, below: &Drawing, file: &PdfFile<'_>) -> f64 {
        let pictures: Vec<&Mark> = below
            .marks
            .iter()
            .filter(|mark| mark.is_visible)
            .filter(|mark| match mark.kind {
                Kind::Picture(_) => true,
                Kind::Fill(_) => mark.points > OUTLINE,
                _ => false,
            })
            .collect();
        if !file.may_take(pictures.len().saturating_mul(self.places.len()) / PER_STEP) {
            return f64::INFINITY;
        }
        let pairs = self
            .places
            .iter()
            .flat_map(|place| pictures.iter().map(move |picture| (place, &picture.place)));
        pairs
            .filter_map(|(place, picture)| place.intersection(picture))
            .map(|common| common.area())
            .sum()
    }

    fn around(&self) -> Option<Rectangle> {
        let corners: Vec<(f64, f64)> = self
            .places
            .iter()
            .flat_map(|place| [(place.left, place.bottom), (place.right, place.top)])
            .collect();
        Rectangle::around(&corners)
    }
}

/// Where along a piece of text its letters stand. A piece nobody can read has as many as have room.
fn letters(mark: &Mark) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "letters of one line are few")]
    let along = |index: usize, count: usize| (index as f64 + 0.5) / count as f64;
    if let Kind::Text(Some(text)) = &mark.kind {
        let count = text.chars().count().max(1);
        return text
            .chars()
            .enumerate()
            .filter(|(_, letter)| letter.is_alphanumeric())
            .map(|(index, _)| along(index, count))
            .collect();
    }
    let place = &mark.place;
    let room = (place.width() / (place.height() * 0.7).max(1.0)).clamp(1.0, 200.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 200"
    )]
    let count = room as usize;
    (0..count).map(|index| along(index, count)).collect()
}
