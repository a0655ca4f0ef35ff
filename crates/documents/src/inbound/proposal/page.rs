use super::{Found, Place};
use crate::fold::folded;

/// Pieces of text whose middles differ by less than this share of their height stand on one row.
const SAME_ROW: f32 = 0.6;

/// A piece of text: what stands together on one row in one column.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) folded: String,
    pub(super) place: Place,
}

impl Piece {
    pub(super) fn left(&self) -> f32 {
        self.place.left
    }

    pub(super) fn right(&self) -> f32 {
        self.place.left + self.place.width
    }

    pub(super) fn top(&self) -> f32 {
        self.place.top
    }

    pub(super) fn bottom(&self) -> f32 {
        self.place.top + self.place.height
    }

    pub(super) fn middle(&self) -> f32 {
        self.place.left + self.place.width / 2.0
    }

    /// Whether it has letters and none of them is lower case.
    pub(super) fn is_upper(&self) -> bool {
        self.text.chars().any(char::is_alphabetic) && !self.text.chars().any(char::is_lowercase)
    }

    /// Whether it is a rule typed with hyphens, underscores or stars.
    pub(super) fn is_rule(&self) -> bool {
        !self.text.chars().any(char::is_alphanumeric)
    }

    pub(super) fn found<T>(&self, value: T) -> Found<T> {
        Found {
            value,
            place: self.place,
        }
    }
}

/// A page as its pieces from top to bottom.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) pieces: Vec<Piece>,
}

impl Page {
    /// Joins what a form field, a gap in the typesetting or a scan tore apart: neighbours on one row in the same half of
    /// the page.
    pub(super) fn new(page: &pdf::PageText) -> Self {
        let mut lines: Vec<Piece> = page.lines.iter().map(|line| piece(page, line)).collect();
        lines.retain(|piece| !piece.text.is_empty());
        lines.sort_by(|a, b| a.top().total_cmp(&b.top()).then(a.left().total_cmp(&b.left())));
        // What was filled into a field later stands a little higher or lower than the words around it: rows first, then from
        // left to right within each.
        let mut rows: Vec<Vec<Piece>> = Vec::new();
        for line in lines {
            let mate = rows
                .iter()
                .rposition(|row| row.iter().any(|other| is_same_row(other, &line)));
            match mate {
                Some(at) => rows[at].push(line),
                None => rows.push(vec![line]),
            }
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for mut row in rows {
            row.sort_by(|a, b| a.left().total_cmp(&b.left()));
            let first = pieces.len();
            for line in row {
                match pieces[first..].last_mut() {
                    Some(before) if joins(before, &line, page.width) => *before = joined(before, &line),
                    _ => pieces.push(line),
                }
            }
        }
        Self {
            width: page.width,
            height: page.height,
            pieces,
        }
    }

    /// Whether the piece lies in the left of the two columns of the head.
    pub(super) fn is_left(&self, piece: &Piece) -> bool {
        piece.middle() < self.width * 0.48 && piece.left() < self.width * 0.4
    }

    /// Whether the piece lies in the right half.
    pub(super) fn is_right(&self, piece: &Piece) -> bool {
        piece.middle() > self.width * 0.5
    }
}

fn piece(page: &pdf::PageText, line: &pdf::Line) -> Piece {
    let text = kernel::text::clean_line(&line.text);
    Piece {
        folded: folded(&text),
        text,
        place: Place {
            page: page.number,
            left: line.left,
            top: line.top,
            width: line.width,
            height: line.height,
            page_width: page.width,
            page_height: page.height,
        },
    }
}

fn is_same_row(a: &Piece, b: &Piece) -> bool {
    let height = a.place.height.min(b.place.height).max(1.0);
    ((a.top() + a.bottom()) - (b.top() + b.bottom())).abs() / 2.0 < height * SAME_ROW
}

fn joins(a: &Piece, b: &Piece, width: f32) -> bool {
    let height = a.place.height.min(b.place.height).max(1.0);
    let same_half = (a.middle() < width / 2.0) == (b.middle() < width / 2.0);
    let gap = if a.left() <= b.left() {
        b.left() - a.right()
    } else {
        a.left() - b.right()
    };
    is_same_row(a, b) && same_half && gap < height * 4.0
}

fn joined(a: &Piece, b: &Piece) -> Piece {
    let (first, second) = if a.left() <= b.left() { (a, b) } else { (b, a) };
    let text = format!("{} {}", first.text, second.text);
    let left = first.left();
    let top = a.top().min(b.top());
    let place = Place {
        left,
        top,
        width: a.right().max(b.right()) - left,
        height: a.bottom().max(b.bottom()) - top,
        ..a.place
    };
    Piece {
        folded: folded(&text),
        text,
        place,
    }
}

/// One place around all pieces.
pub(super) fn around(pieces: &[&Piece]) -> Option<Place> {
    let first = pieces.first()?.place;
    let mut place = first;
    for piece in pieces {
        let right = (place.left + place.width).max(piece.right());
        let bottom = (place.top + place.height).max(piece.bottom());
        place.left = place.left.min(piece.left());
        place.top = place.top.min(piece.top());
        place.width = right - place.left;
        place.height = bottom - place.top;
    }
    Some(place)
}
