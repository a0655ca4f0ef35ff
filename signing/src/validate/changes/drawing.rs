//! What a content stream draws, coarsely: where there is text, paint, lines and pictures (ISO 32000-2, 8 and 9).
//!
//! Places are boxes and widths of letters are rough: it is enough to tell whether something was laid over text.

mod cover;
mod font;
mod geometry;
mod interpreter;
mod path;
mod state;

pub(super) use cover::Cover;
pub(super) use geometry::{Matrix, Rectangle};

use crate::syntax::{Dictionary, Object, View};

/// How something is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Paint {
    /// 0 is black, 1 is white.
    pub(super) lightness: f64,
    pub(super) is_coloured: bool,
    /// 0 is clear, 1 covers what lies below.
    pub(super) opacity: f64,
    /// Blended so that what lies below stays to be seen (`Multiply`, `Darken`).
    pub(super) lets_through: bool,
}

impl Paint {
    /// Whether what lies below can no longer be seen.
    pub(super) fn hides(&self) -> bool {
        if self.lets_through {
            self.lightness < 0.4
        } else {
            self.opacity > 0.5
        }
    }

    /// Whether it looks like empty paper.
    pub(super) fn is_paper(&self) -> bool {
        !self.is_coloured && self.lightness > 0.9
    }
}

/// What kind of thing is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Text, or `None` when its font does not tell which.
    Text(Option<String>),
    /// Text in a font whose letters are drawings of its own (`Type3`).
    DrawnText,
    Fill(Paint),
    /// A line of this width.
    Stroke(f64),
    Picture(Paint),
}

/// One thing and its place.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub(super) kind: Kind,
    pub(super) place: Rectangle,
    /// Points of its path; letters drawn as outlines have many.
    pub(super) points: usize,
    /// Whether any of it is inside the clip.
    pub(super) is_visible: bool,
}

/// A piece of a line that is thick enough to hide something.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) paint: Paint,
    pub(super) place: Rectangle,
}

/// Everything a stream draws, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawing {
    pub(super) marks: Vec<Mark>,
    /// Pieces of thick lines, where the clip lets them be seen.
    pub(super) lines: Vec<Line>,
    /// How many lines were drawn, thick and thin.
    pub(super) line_count: usize,
    /// False when something in it could not be read, or there was too much of it.
    pub(super) is_complete: bool,
    /// False when one of its streams could not be decoded, or not followed to its end.
    pub(super) is_readable: bool,
    /// Where all of it stands, if it is an annotation's.
    bounds: Option<Rectangle>,
}

impl Drawing {
    /// What a page draws by itself, without its annotations.
    pub(super) fn of_page(view: View<'_>, page: &Dictionary) -> Self {
        let contents = view.get(page, "Contents").keep();
        let parts: Vec<Option<Vec<u8>>> = match &*contents {
            Object::Null => Vec::new(),
            Object::Array(parts) => parts.iter().map(|part| content(view, part)).collect(),
            other => vec![content(view, other)],
        };
        let is_readable = parts.iter().all(Option::is_some);
        let parts: Vec<Vec<u8>> = parts.into_iter().flatten().collect();
        let resources = inherited(view, page, "Resources");
        let mut drawing =
            interpreter::run(view, &parts.join(&b'\n'), resources.as_dictionary(), Matrix::UNIT);
        drawing.is_readable &= is_readable;
        drawing
    }

    /// What an annotation's normal appearance draws on its page; a set of states draws the one chosen.
    pub(super) fn of_annotation(view: View<'_>, annotation: &Dictionary) -> Option<Self> {
        let appearances = view.get(annotation, "AP");
        let normal = view.get(appearances.as_dictionary()?, "N").keep();
        let stream = match &*normal {
            Object::Dictionary(states) => {
                let state = view.get(annotation, "AS");
                view.resolve(states.get_bytes(state.as_name()?)?).keep()
            }
            _ => normal,
        };
        let stream = stream.as_stream()?;
        let form = &stream.dictionary;
        let rect = geometry::rectangle(view, annotation, "Rect")?;
        let unknown = Self {
            bounds: Some(rect),
            ..Self::default()
        };
        let (Some(box_of_form), Some(content)) =
            (geometry::rectangle(view, form, "BBox"), view.file.decode(stream))
        else {
            return Some(unknown);
        };
        let own = geometry::matrix(view, form);
        let placed = own.then(&geometry::fitting(&own.of_rectangle(&box_of_form), &rect));
        let resources = view.get(form, "Resources").keep();
        let mut drawing = interpreter::run(view, &content, resources.as_dictionary(), placed).within(&rect);
        drawing.bounds = Some(rect);
        Some(drawing)
    }

    /// The text inside the clip, if every piece of it can be read.
    pub(super) fn visible_text(&self) -> Option<String> {
        self.text(|mark| mark.is_visible)
    }

    /// All text, inside the clip or not.
    pub(super) fn whole_text(&self) -> Option<String> {
        self.text(|_| true)
    }

    fn text(&self, counts: impl Fn(&Mark) -> bool) -> Option<String> {
        let mut all = String::new();
        for mark in self.marks.iter().filter(|mark| counts(mark)) {
            match &mark.kind {
                Kind::Text(text) => all.push_str(text.as_deref()?),
                Kind::DrawnText => return None,
                _ => {}
            }
        }
        self.is_complete.then_some(all)
    }

    fn within(mut self, bounds: &Rectangle) -> Self {
        for mark in &mut self.marks {
            match mark.place.intersection(bounds) {
                Some(place) => mark.place = place,
                None => mark.is_visible = false,
            }
        }
        self.lines.retain_mut(|line| {
            let seen = line.place.intersection(bounds);
            line.place = seen.unwrap_or(line.place);
            seen.is_some()
        });
        self
    }
}

fn content(view: View<'_>, object: &Object) -> Option<Vec<u8>> {
    let object = view.resolve(object).keep();
    view.file.decode(object.as_stream()?)
}

/// A page attribute that may stand in a node above (7.7.3.4).
pub(super) fn inherited(view: View<'_>, page: &Dictionary, key: &str) -> std::rc::Rc<Object> {
    let own = view.get(page, key);
    if !own.is_null() {
        return own.keep();
    }
    let mut above = view.get(page, "Parent").keep();
    for _ in 0..32 {
        let Some(node) = above.as_dictionary() else { break };
        let value = view.get(node, key);
        if !value.is_null() {
            return value.keep();
        }
        let next = view.get(node, "Parent").keep();
        above = next;
    }
    std::rc::Rc::new(Object::Null)
}

/// The box of an annotation on its page.
pub(super) fn place_of(view: View<'_>, annotation: &Dictionary) -> Option<Rectangle> {
    geometry::rectangle(view, annotation, "Rect")
}

/// The box of a page.
pub(super) fn paper_of(view: View<'_>, page: &Dictionary) -> Option<Rectangle> {
    geometry::of_numbers(view, &inherited(view, page, "MediaBox"))
}
