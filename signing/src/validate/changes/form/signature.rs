//! Signature fields: one that was there and is signed, and one that comes new.

use super::covering;
use super::pair::{Differing, Pair};
use super::value::{is_document_timestamp, is_signed_value};
use crate::syntax::{Dictionary, Object, View};
use crate::validate::changes::deep::Comparison;
use crate::validate::changes::drawing::{Drawing, paper_of, place_of};
use crate::validate::changes::{ChangeKind, Finding};
use crate::validate::fields::Field;

/// What signing a field may touch.
const SIGN_KEYS: [&[u8]; 11] = [
    b"V",
    b"AP",
    b"AS",
    b"M",
    b"MK",
    b"Ff",
    b"F",
    b"DA",
    b"Type",
    b"StructParent",
    b"P",
];
/// Annotation flags (12.5.3). "Invisible" hides only annotations of unknown kinds, so it is none of them.
const HIDDEN: i64 = 2;
const PRINT: i64 = 4;
const NO_VIEW: i64 = 32;
const TOGGLE_NO_VIEW: i64 = 256;
/// Letters of the page that the picture of a signature may cover: a prompt like "(Ký, ghi rõ họ tên)".
const MAX_HIDDEN: usize = 60;
/// Part of the page that the picture of a signature may take.
const MAX_PART: f64 = 0.5;

/// A signature field gets its signature once; afterwards nothing in it may change.
///
/// Answers spoofed reasons and replaced signature appearances.
pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    differing: &Differing,
    value_differs: bool,
) {
    let was_signed = pair
        .old
        .value
        .as_ref()
        .is_some_and(|value| !comparison.old.resolve(value).is_null());
    let judged = if was_signed {
        resigned(pair, differing, value_differs).map(|()| None)
    } else {
        signed(comparison, pair, differing, value_differs).map(Some)
    };
    match judged {
        Ok(finding) => finding.into_iter().for_each(|finding| comparison.add(finding)),
        Err(description) => comparison.forbid(pair.new.id, description),
    }
}

fn resigned(pair: &Pair<'_>, differing: &Differing, value_differs: bool) -> Result<(), String> {
    let name = &pair.new.name;
    let key = differing.other_than(|key| key == b"Ff").map(|(key, _)| key);
    match key.or_else(|| value_differs.then(|| "V".to_owned())).as_deref() {
        None => Ok(()),
        Some("V") => Err(format!("chữ ký trong ô “{name}” bị thay sau khi ký")),
        Some("AP") => Err(format!("hình hiện của chữ ký “{name}” bị thay sau khi ký")),
        Some(key) => Err(format!("ô chữ ký “{name}” bị thay mục /{key} sau khi ký")),
    }
}

fn signed(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    differing: &Differing,
    value_differs: bool,
) -> Result<Finding, String> {
    let name = &pair.new.name;
    let is_signed_now = value_differs && is_signed_value(comparison, pair.new);
    let allowed: &[&[u8]] = if is_signed_now {
        &SIGN_KEYS
    } else {
        &[b"V", b"Ff", b"Type", b"StructParent"]
    };
    if let Some((key, _)) = differing.other_than(|key| allowed.contains(&key)) {
        return Err(format!("ô chữ ký “{name}” bị thay mục /{key}"));
    }
    if value_differs && !is_signed_now {
        return Err(format!("ô chữ ký “{name}” mang giá trị không phải chữ ký mới"));
    }
    if covering::draws_other_states(comparison, pair) {
        return Err(format!(
            "ô chữ ký “{name}” có thêm hình hiện khi rê hoặc nhấn chuột"
        ));
    }
    covers_little(comparison, pair.new)?;
    let visible = pair
        .new
        .dictionary()
        .is_some_and(|widget| is_visible(comparison.new, widget));
    let (kind, description) = if is_stamp(comparison.new, pair.new) && !visible {
        (
            ChangeKind::Housekeeping,
            format!("dấu thời gian tài liệu vào ô “{name}”"),
        )
    } else {
        (
            ChangeKind::Sign { field: name.clone() },
            format!("ký vào ô chữ ký “{name}”"),
        )
    };
    Ok(Finding {
        object: pair.new.id,
        kind,
        description,
    })
}

/// Judges a signature field that was not there before.
///
/// Answers the sneaky signature attack: a field nobody signed may draw nothing, a signed one little.
pub(super) fn added(comparison: &mut Comparison<'_>, field: &Field) -> Result<Finding, String> {
    let (name, view) = (&field.name, comparison.new);
    let Some(widget) = field.dictionary() else {
        return Err(format!("ô biểu mẫu “{name}” bị hỏng"));
    };
    let has_value = field
        .value
        .as_ref()
        .is_some_and(|value| !view.resolve(value).is_null());
    if has_value && !is_signed_value(comparison, field) {
        return Err(format!("ô chữ ký “{name}” mang giá trị không phải chữ ký mới"));
    }
    let is_visible = is_visible(view, widget);
    let appearances = view.get(widget, "AP");
    let draws_other_states = appearances.as_dictionary().is_some_and(|own| {
        own.has("R") || own.has("D") || matches!(&*view.get(own, "N"), Object::Dictionary(_))
    });
    if draws_other_states {
        return Err(format!(
            "ô chữ ký “{name}” có thêm hình hiện khi rê hoặc nhấn chuột"
        ));
    }
    if widget.has("A") || widget.has("AA") {
        return Err(format!("ô chữ ký “{name}” mang hành động tự chạy"));
    }
    if comparison
        .on_several_pages
        .contains(&field.id.map_or(0, |id| id.number))
    {
        return Err(format!("ô chữ ký “{name}” hiện trên nhiều trang"));
    }
    if !has_value && is_visible && draws(view, widget) {
        return Err(format!("ô chữ ký “{name}” chưa ký mà có hình hiện"));
    }
    covers_little(comparison, field)?;
    let (kind, description) = if is_stamp(view, field) && !is_visible {
        (
            ChangeKind::Housekeeping,
            format!("thêm dấu thời gian tài liệu “{name}”"),
        )
    } else {
        let shown = if is_visible {
            "có hình hiện"
        } else {
            "không hiện hình"
        };
        let kind = ChangeKind::NewSignatureField {
            field: name.clone(),
            is_visible,
        };
        (kind, format!("thêm ô chữ ký “{name}” ({shown})"))
    };
    Ok(Finding {
        object: field.id,
        kind,
        description,
    })
}

/// The picture of a later signature stands beside the text, not over it.
fn covers_little(comparison: &mut Comparison<'_>, field: &Field) -> Result<(), String> {
    let (name, view) = (&field.name, comparison.new);
    let Some(widget) = field.dictionary().filter(|widget| is_visible(view, widget)) else {
        return Ok(());
    };
    let place = place_of(view, widget);
    let page = comparison.page_of(field.id).map(|page| view.object(page));
    let paper = page
        .as_deref()
        .and_then(Object::as_dictionary)
        .and_then(|page| paper_of(view, page));
    let is_large =
        matches!((place, paper), (Some(place), Some(paper)) if place.area() > paper.area() * MAX_PART);
    if is_large && draws(view, widget) {
        return Err(format!("hình hiện của chữ ký “{name}” phủ phần lớn trang"));
    }
    let cover = match Drawing::of_annotation(view, widget) {
        Some(drawing) => Some(drawing.cover(|_| true)),
        None => covering::background(view, widget),
    };
    let hidden = match (cover, comparison.page_drawing(field.id)) {
        (Some(cover), Some(page)) => cover.letters_of(&page, view.file),
        _ => 0,
    };
    if hidden > MAX_HIDDEN {
        return Err(format!("hình hiện của chữ ký “{name}” che mất chữ của trang"));
    }
    Ok(())
}

fn draws(view: View<'_>, widget: &Dictionary) -> bool {
    Drawing::of_annotation(view, widget)
        .is_some_and(|drawing| !drawing.is_complete || drawing.marks.iter().any(|mark| mark.is_visible))
}

fn is_stamp(view: View<'_>, field: &Field) -> bool {
    let value = field.value.as_ref().map(|value| view.resolve(value).keep());
    value
        .as_deref()
        .and_then(Object::as_dictionary)
        .is_some_and(|value| is_document_timestamp(view, value))
}

/// Whether a widget takes room on a page, on the screen or on paper.
fn is_visible(view: View<'_>, widget: &Dictionary) -> bool {
    let flags = view.get(widget, "F").as_integer().unwrap_or(0);
    let is_kept_off = flags & HIDDEN != 0 || (flags & NO_VIEW != 0 && flags & (PRINT | TOGGLE_NO_VIEW) == 0);
    place_of(view, widget).is_some_and(|place| place.area() > 0.01) && !is_kept_off
}
