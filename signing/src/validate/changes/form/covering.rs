//! What widgets cover besides their drawing: backgrounds that viewers draw, and drawings for other states.

use super::pair::Pair;
use crate::syntax::{Dictionary, Object, View};
use crate::validate::changes::deep::Comparison;
use crate::validate::changes::drawing::{Cover, Drawing, place_of};

/// Letters of the page that a background may cover.
const MAX_HIDDEN: usize = 3;

/// What the field covered before it was filled, by its own drawing or by the background it says it has.
pub(super) fn before(comparison: &Comparison<'_>, pair: &Pair<'_>) -> Cover {
    let view = comparison.old;
    let Some(widget) = pair.old.dictionary() else {
        return Cover::default();
    };
    background(view, widget).unwrap_or_else(|| {
        Drawing::of_annotation(view, widget).map_or_else(Cover::default, |before| before.cover(|_| true))
    })
}

/// What a widget covers as soon as a viewer draws it by itself: all of its place when it has a background (12.5.6.19).
pub(super) fn background(view: View<'_>, widget: &Dictionary) -> Option<Cover> {
    let looks = view.get(widget, "MK");
    let colour = view.get(looks.as_dictionary()?, "BG");
    colour.as_array().filter(|components| !components.is_empty())?;
    place_of(view, widget).map(Cover::of)
}

/// Whether a background that a filled field did not have would cover letters of the page.
pub(super) fn paints_over(comparison: &mut Comparison<'_>, pair: &Pair<'_>) -> bool {
    let view = comparison.new;
    let added = pair.new.dictionary().and_then(|widget| background(view, widget));
    let (Some(added), Some(page)) = (added, comparison.page_drawing(pair.new.id)) else {
        return false;
    };
    added
        .beyond(&before(comparison, pair), view.file)
        .letters_of(&page, view.file)
        > MAX_HIDDEN
}

/// Whether it got drawings of its own for a pointer over it or pressed on it, or several to choose from, as only buttons
/// have them.
pub(super) fn draws_other_states(comparison: &mut Comparison<'_>, pair: &Pair<'_>) -> bool {
    let empty = Dictionary::default();
    let (old, new) = (pair.old.dictionary(), pair.new.dictionary());
    let (old, new) = (
        comparison.old.get(old.unwrap_or(&empty), "AP").keep(),
        comparison.new.get(new.unwrap_or(&empty), "AP").keep(),
    );
    let old = old.as_dictionary().unwrap_or(&empty);
    let Some(new) = new.as_dictionary() else {
        return false;
    };
    let is_choice = matches!(&*comparison.new.get(new, "N"), Object::Dictionary(_));
    let normal = is_choice.then_some(b"N".as_slice());
    [b"R".as_slice(), b"D"]
        .into_iter()
        .chain(normal)
        .any(|key| new.get_bytes(key).is_some() && comparison.key_differs(old, new, key).is_some())
}
