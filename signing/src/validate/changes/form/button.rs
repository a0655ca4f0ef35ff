//! Check boxes, radio buttons and push buttons (ISO 32000-2, 12.7.5.2).
//!
//! Answers the shadow attack that prepares a state which covers the page, to be chosen after signing.

use super::pair::{Differing, Pair};
use crate::syntax::Object;
use crate::validate::changes::deep::Comparison;
use crate::validate::changes::drawing::{Drawing, Kind, place_of};

/// `/Ff`: a push button, which holds no value.
const PUSH_BUTTON: i64 = 1 << 16;
/// Sides of a mark that somebody ticks, at most: an inch and a half.
const MAX_SIDE: f64 = 108.0;
/// Letters of the page that a tick may cover.
const MAX_HIDDEN: usize = 3;

/// Whether a changed button is in order, or the reason why not, in Vietnamese.
pub(super) fn judge(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    differing: &Differing,
    value_differs: bool,
) -> Result<(), String> {
    let (name, view) = (&pair.new.name, comparison.new);
    if pair.flags(view) & PUSH_BUTTON != 0 || differing.has(b"MK") {
        return Err(format!("nút “{name}” bị thay sau khi ký"));
    }
    if differing.has(b"AP") && pair.old.dictionary().is_some_and(|old| old.has("AP")) {
        return Err(format!("hình hiện của nút “{name}” bị thay sau khi ký"));
    }
    if !differing.has(b"AS") {
        return Ok(());
    }
    let Some(widget) = pair.new.dictionary() else {
        return Ok(());
    };
    let state = view.get(widget, "AS");
    let value = pair.new.value.as_ref().map(|value| view.resolve(value).keep());
    let is_chosen = value.as_deref().and_then(Object::as_name) == state.as_name();
    if !value_differs || !(state.is_name("Off") || is_chosen) {
        return Err(format!(
            "hình hiện của ô đánh dấu “{name}” không đúng với giá trị của ô"
        ));
    }
    let Some(drawing) = Drawing::of_annotation(view, widget) else {
        return Ok(());
    };
    let is_large =
        place_of(view, widget).is_some_and(|place| place.width() > MAX_SIDE || place.height() > MAX_SIDE);
    let draws = drawing
        .marks
        .iter()
        .any(|mark| !matches!(mark.kind, Kind::Stroke(_)));
    let hides = comparison
        .page_drawing(pair.new.id)
        .is_some_and(|page| drawing.cover(|_| true).letters_of(&page, view.file) > MAX_HIDDEN);
    if (is_large && draws) || hides {
        return Err(format!(
            "hình hiện của ô đánh dấu “{name}” che nội dung của trang"
        ));
    }
    Ok(())
}
