//! Annotations: what was there stays, in order; what comes are widgets of new signature fields, or comments where
//! level 3 of a certification allows them.
//!
//! Answers the evil annotation attack (Rohlmann et al., S&P 2021): a comment may mark what was signed, but neither
//! hide it nor write beside it.

use std::collections::HashSet;

use super::deep::Comparison;
use super::drawing::{Drawing, Kind, Paint, place_of};
use super::{ChangeKind, Finding};
use crate::syntax::{Dictionary, Id, Object, View};

/// Sides of the icon of a note, at most.
const MAX_ICON: f64 = 40.0;
/// Letters that the icon of a note may stand over.
const MAX_HIDDEN: usize = 8;
/// Width of lines under or through text, at most.
const MAX_LINE: f64 = 3.0;
/// A marker's ink is at least as light as this.
const LIGHT: f64 = 0.4;

/// The annotations of one page before and after.
pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    pages: (&Dictionary, &Dictionary),
    id: Option<Id>,
    what: &str,
    new_widgets: &HashSet<u32>,
) {
    let (before, after) = comparison.both(pages.0, pages.1, "Annots");
    let (before, after) = (before.keep(), after.keep());
    let is_list = |object: &Object| object.is_null() || object.as_array().is_some();
    if !is_list(&before) || !is_list(&after) {
        if before != after {
            comparison.forbid(id, format!("danh sách chú thích của {what} sai dạng"));
        }
        return;
    }
    let (before, after) = (
        before.as_array().unwrap_or_default(),
        after.as_array().unwrap_or_default(),
    );
    let mut rest = after.iter();
    for old in before {
        let is_kept = after.iter().any(|new| is_same_place(old, new));
        if !is_kept {
            removed(comparison, old, what);
            continue;
        }
        // What stands between two that were there came new; out of order, the one looked for is not found any more.
        let mut is_found = false;
        for candidate in rest.by_ref() {
            if is_same_place(old, candidate) {
                kept(comparison, old, candidate, what);
                is_found = true;
                break;
            }
            added(comparison, candidate, what, new_widgets);
        }
        if !is_found {
            comparison.forbid(
                old.as_reference(),
                format!("thứ tự các chú thích ở {what} bị thay đổi"),
            );
            return;
        }
    }
    for candidate in rest {
        added(comparison, candidate, what, new_widgets);
    }
}

fn is_same_place(old: &Object, new: &Object) -> bool {
    match (old.as_reference(), new.as_reference()) {
        (Some(old), Some(new)) => old == new,
        (None, None) => old == new,
        _ => false,
    }
}

fn kept(comparison: &mut Comparison<'_>, old: &Object, new: &Object, what: &str) {
    // Widgets of fields are judged with the form.
    let Some(difference) = comparison.difference_of_annotations(old, new) else {
        return;
    };
    let object = difference.object.or_else(|| new.as_reference());
    let (before, after) = (
        comparison.old.resolve(old).keep(),
        comparison.new.resolve(new).keep(),
    );
    if is_comment(comparison.old, &before)
        && is_comment(comparison.new, &after)
        && !hides_text(comparison, new.as_reference(), &after)
    {
        note(comparison, object, format!("sửa ghi chú ở {what}"));
    } else {
        comparison.forbid(object, format!("một chú thích ở {what} bị thay đổi sau khi ký"));
    }
}

fn removed(comparison: &mut Comparison<'_>, old: &Object, what: &str) {
    let id = old.as_reference();
    let annotation = comparison.old.resolve(old).keep();
    if is_comment(comparison.old, &annotation) {
        note(comparison, id, format!("xóa ghi chú ở {what}"));
    } else {
        comparison.forbid(id, format!("một chú thích ở {what} bị xóa hoặc bị thay"));
    }
}

fn added(comparison: &mut Comparison<'_>, new: &Object, what: &str, new_widgets: &HashSet<u32>) {
    let id = new.as_reference();
    if id.is_some_and(|id| new_widgets.contains(&id.number)) {
        return;
    }
    let annotation = comparison.new.resolve(new).keep();
    let is_new = id.is_some_and(|id| comparison.is_new(id));
    if is_new && is_comment(comparison.new, &annotation) && !hides_text(comparison, id, &annotation) {
        note(comparison, id, format!("thêm ghi chú ở {what}"));
    } else {
        comparison.forbid(id, format!("thêm chú thích có thể che nội dung ở {what}"));
    }
}

fn note(comparison: &mut Comparison<'_>, object: Option<Id>, description: String) {
    comparison.add(Finding {
        object,
        kind: ChangeKind::Annotation,
        description,
    });
}

/// White over text is no comment, nor is anything that leaves too little of it to be read.
fn hides_text(comparison: &mut Comparison<'_>, id: Option<Id>, annotation: &Object) -> bool {
    let drawing = annotation
        .as_dictionary()
        .and_then(|annotation| Drawing::of_annotation(comparison.new, annotation));
    match (drawing, comparison.page_drawing(id)) {
        (Some(drawing), Some(page)) => {
            let file = comparison.new.file;
            let is_note = annotation
                .as_dictionary()
                .is_some_and(|note| comparison.new.get(note, "Subtype").is_name("Text"));
            drawing.cover(Paint::is_paper).letters_of(&page, file) > 0
                || (is_note && drawing.cover(|_| true).letters_of(&page, file) > MAX_HIDDEN)
        }
        _ => false,
    }
}

/// A note with its window, or a mark on text, that neither hides nor writes nor acts.
fn is_comment(view: View<'_>, annotation: &Object) -> bool {
    let Object::Dictionary(annotation) = annotation else {
        return false;
    };
    let acts = ["A", "AA", "FT", "MK", "OC"]
        .iter()
        .any(|key| annotation.has(key));
    let kind = view.get(annotation, "Subtype");
    let Some(kind) = kind.as_name().filter(|_| !acts) else {
        return false;
    };
    let drawing = annotation
        .has("AP")
        .then(|| Drawing::of_annotation(view, annotation).unwrap_or_default());
    match (kind, drawing) {
        (b"Popup" | b"Text" | b"Underline" | b"StrikeOut" | b"Squiggly", None) => true,
        (b"Text", Some(drawing)) => is_icon(view, annotation, &drawing),
        (b"Highlight", None) => is_light(view, annotation),
        (b"Highlight", Some(drawing)) => is_marker(&drawing),
        (b"Underline" | b"StrikeOut" | b"Squiggly", Some(drawing)) => is_thin(&drawing),
        _ => false,
    }
}

fn is_icon(view: View<'_>, annotation: &Dictionary, drawing: &Drawing) -> bool {
    let is_small = place_of(view, annotation)
        .is_some_and(|place| place.width() <= MAX_ICON && place.height() <= MAX_ICON);
    is_small
        && drawing.is_complete
        && drawing
            .marks
            .iter()
            .all(|mark| matches!(mark.kind, Kind::Fill(_) | Kind::Stroke(_)))
}

/// `/C` of one, three or four components; without it viewers take yellow.
fn is_light(view: View<'_>, annotation: &Dictionary) -> bool {
    let colour = view.get(annotation, "C");
    let Some(components) = colour.as_array() else {
        return true;
    };
    let components: Vec<f64> = components.iter().filter_map(Object::as_number).collect();
    let lightness = match components[..] {
        [grey] => grey,
        [red, green, blue] => 0.3 * red + 0.59 * green + 0.11 * blue,
        [cyan, magenta, yellow, black] => {
            1.0 - (0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black).min(1.0)
        }
        _ => return components.is_empty(),
    };
    lightness >= LIGHT
}

fn is_marker(drawing: &Drawing) -> bool {
    let lets_see = |paint: &Paint| paint.lightness >= LIGHT && (paint.lets_through || paint.opacity <= 0.5);
    drawing.is_complete
        && drawing.marks.iter().all(|mark| match &mark.kind {
            Kind::Fill(paint) => lets_see(paint),
            Kind::Stroke(width) => *width <= MAX_LINE,
            _ => false,
        })
}

fn is_thin(drawing: &Drawing) -> bool {
    drawing.is_complete
        && drawing.marks.iter().all(|mark| match &mark.kind {
            Kind::Fill(_) => mark.place.height() <= MAX_LINE,
            Kind::Stroke(width) => *width <= MAX_LINE,
            _ => false,
        })
}
