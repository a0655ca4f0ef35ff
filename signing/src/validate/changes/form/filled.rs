//! A field that is no signature gets a value and an appearance that shows this value.

use super::pair::{Differing, Pair};
use super::{appearance, button, covering};
use crate::syntax::{Dictionary, Object};
use crate::validate::changes::deep::Comparison;
use crate::validate::changes::{ChangeKind, Finding};

/// What filling a field may touch.
const FILL_KEYS: [&[u8]; 8] = [b"V", b"AP", b"AS", b"M", b"RV", b"I", b"Ff", b"F"];
/// What goes with a new value: how it is written. The appearance is still held against the value.
const STYLE_KEYS: [&[u8]; 5] = [b"DA", b"Q", b"DS", b"Type", b"MK"];
/// Flags that decide whether and how an annotation is seen or printed (12.5.3): invisible, hidden, print, no zoom,
/// no rotate, no view, toggle no view.
const SEEN: i64 = 1 | 2 | 4 | 8 | 16 | 32 | 256;
const PRINT: i64 = 4;

/// Judges a field whose dictionary or value differs.
pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    differing: &Differing,
    value_differs: bool,
) {
    match judge(comparison, pair, differing, value_differs) {
        Ok(finding) => comparison.add(finding),
        Err(description) => comparison.forbid(pair.new.id, description),
    }
}

fn judge(
    comparison: &mut Comparison<'_>,
    pair: &Pair<'_>,
    differing: &Differing,
    value_differs: bool,
) -> Result<Finding, String> {
    let name = &pair.new.name;
    let stray =
        differing.other_than(|key| FILL_KEYS.contains(&key) || (value_differs && STYLE_KEYS.contains(&key)));
    if let Some((key, _)) = stray {
        return Err(format!("ô biểu mẫu “{name}” bị thay mục /{key}"));
    }
    let (old, new) = (seen(pair.old.dictionary()), seen(pair.new.dictionary()));
    // Hidden or shown later: the shadow attack "hide-and-show" on overlays. Filling may add that it is printed.
    if old != new && !(value_differs && new == old | PRINT) {
        return Err(format!("ô biểu mẫu “{name}” bị ẩn hoặc bị hiện ra sau khi ký"));
    }
    if differing.has(b"MK") && covering::paints_over(comparison, pair) {
        return Err(format!("nền của ô “{name}” che mất chữ của trang"));
    }
    if pair.new.kind == b"Btn" {
        button::judge(comparison, pair, differing, value_differs)?;
    } else if differing.has(b"AP") {
        appearance::judge(comparison, pair, value_differs)?;
    } else if differing.has(b"AS") {
        return Err(format!("hình hiện của ô “{name}” bị thay mà giá trị không đổi"));
    }
    // The rich form of a value and the index of a choice are values too: viewers draw fields anew from them.
    let is_filled = [b"AP".as_slice(), b"AS", b"RV", b"I"]
        .iter()
        .any(|key| differing.has(key));
    let touches_nothing_seen = !value_differs && !is_filled;
    let (kind, description) = if touches_nothing_seen {
        (
            ChangeKind::Housekeeping,
            format!("ô biểu mẫu “{name}” đổi thuộc tính không hiển thị"),
        )
    } else {
        (
            ChangeKind::Fill { field: name.clone() },
            format!("điền ô biểu mẫu “{name}”"),
        )
    };
    Ok(Finding {
        object: pair.new.id,
        kind,
        description,
    })
}

fn seen(widget: Option<&Dictionary>) -> i64 {
    let flags = widget.and_then(|widget| widget.get("F"));
    flags.and_then(Object::as_integer).unwrap_or(0) & SEEN
}
