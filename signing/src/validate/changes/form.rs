//! The form: which fields may get a value, a signature or an appearance (ISO 32000-2, 12.7).

use std::collections::{HashMap, HashSet};

use super::appearance;
use super::deep::{Comparison, all_keys};
use super::{ChangeKind, Finding};
use crate::syntax::{Dictionary, Id, Object, View};
use crate::validate::fields::{self, Field};

/// Keys of the form dictionary that show nothing by themselves or are judged below.
const FORM_KEYS: [&[u8]; 5] = [b"Fields", b"SigFlags", b"NeedAppearances", b"DR", b"DA"];
/// What filling a field may touch.
const FILL_KEYS: [&[u8]; 9] = [b"V", b"AP", b"AS", b"M", b"RV", b"I", b"MK", b"Ff", b"F"];
/// What goes with a new value: how it is written. The appearance is still held against the value.
const STYLE_KEYS: [&[u8]; 4] = [b"DA", b"Q", b"DS", b"Type"];
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
/// Annotation flags that hide: invisible, hidden, no view (12.5.3).
const HIDING: i64 = 1 | 2 | 32;

/// Notes the old fields, so that ways back to them are not followed.
pub(crate) fn note(comparison: &mut Comparison<'_>, _catalog: &Dictionary) {
    let ids: Vec<u32> = fields::all(comparison.old)
        .iter()
        .filter_map(|field| Some(field.id?.number))
        .collect();
    comparison.fields.extend(ids);
}

/// Compares the forms; gives the widgets of new signature fields.
pub(crate) fn compare(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) -> HashSet<u32> {
    let (before, after) = comparison.both(old, new, "AcroForm");
    let (before, after) = (before.keep(), after.keep());
    let empty = Dictionary::default();
    let before = before.as_dictionary().unwrap_or(&empty);
    let Some(after) = after.as_dictionary() else {
        if !before.entries.is_empty() {
            comparison.forbid(None, "biểu mẫu của tài liệu bị xóa");
        }
        return HashSet::new();
    };
    for key in all_keys(before, after) {
        if !FORM_KEYS.contains(&key)
            && let Some(difference) = comparison.key_differs(before, after, key)
        {
            let key = String::from_utf8_lossy(key);
            comparison.forbid(difference.object, format!("mục /{key} của biểu mẫu bị thay đổi"));
        }
    }
    resources(comparison, before, after);
    let old_fields = index(fields::all(comparison.old));
    let new_fields = fields::all(comparison.new);
    let mut new_widgets = HashSet::new();
    let mut met = HashSet::new();
    for field in &new_fields {
        let key = key_of(field);
        met.insert(key.clone());
        match old_fields.get(&key) {
            Some(known) => Pair {
                old: known,
                new: field,
            }
            .compare(comparison),
            None => added(comparison, field, &mut new_widgets),
        }
    }
    for (key, field) in &old_fields {
        if !met.contains(key) {
            comparison.forbid(field.id, format!("ô biểu mẫu “{}” bị xóa", field.name));
        }
    }
    new_widgets
}

/// A field is the same when it is the same object, or of the same name where it stands in place.
type Key = (Option<u32>, String);

fn key_of(field: &Field) -> Key {
    match field.id {
        Some(id) => (Some(id.number), String::new()),
        None => (None, field.name.clone()),
    }
}

fn index(fields: Vec<Field>) -> HashMap<Key, Field> {
    fields.into_iter().map(|field| (key_of(&field), field)).collect()
}

/// Default resources: what was there stays the same; fonts for new values may be added.
fn resources(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) {
    let (before, after) = comparison.both(old, new, "DR");
    let (before, after) = (before.keep(), after.keep());
    let Some(before) = before.as_dictionary() else {
        return;
    };
    let empty = Dictionary::default();
    let after = after.as_dictionary().unwrap_or(&empty);
    for (category, value) in &before.entries {
        // Signature appearances once were kept here by name; no other appearance takes them from here.
        if category == b"XObject" || category == b"ProcSet" {
            continue;
        }
        let value = comparison.old.resolve(value).keep();
        let other = after
            .get_bytes(category)
            .map(|other| comparison.new.resolve(other).keep());
        let holds = match (
            value.as_dictionary(),
            other.as_deref().and_then(Object::as_dictionary),
        ) {
            (Some(value), Some(other)) => value
                .keys()
                .all(|key| comparison.key_differs(value, other, key).is_none()),
            _ => other.is_some_and(|other| comparison.difference(&value, &other).is_none()),
        };
        if !holds {
            let category = String::from_utf8_lossy(category);
            comparison.forbid(None, format!("tài nguyên /{category} của biểu mẫu bị thay đổi"));
        }
    }
}

/// A field that was not there: only signature fields may come.
fn added(comparison: &mut Comparison<'_>, field: &Field, new_widgets: &mut HashSet<u32>) {
    let is_fresh = field.id.is_some_and(|id| comparison.is_new(id));
    if !field.is_signature() || !is_fresh {
        comparison.forbid(field.id, format!("thêm ô biểu mẫu “{}” sau khi ký", field.name));
        return;
    }
    let Some(dictionary) = field.dictionary() else {
        return;
    };
    new_widgets.extend(field.id.map(|id| id.number));
    let is_visible = is_visible(comparison.new, dictionary);
    let value = field
        .value
        .as_ref()
        .map(|value| comparison.new.resolve(value).keep());
    let is_stamp = value
        .as_deref()
        .and_then(Object::as_dictionary)
        .is_some_and(|value| is_document_timestamp(comparison.new, value));
    let (kind, description) = if is_stamp && !is_visible {
        (
            ChangeKind::Housekeeping,
            format!("thêm dấu thời gian tài liệu “{}”", field.name),
        )
    } else {
        let shown = if is_visible {
            "có hình hiện"
        } else {
            "không hiện hình"
        };
        let kind = ChangeKind::NewSignatureField {
            field: field.name.clone(),
            is_visible,
        };
        (kind, format!("thêm ô chữ ký “{}” ({shown})", field.name))
    };
    if field.value.is_some() && !is_signed_value(comparison, field) {
        comparison.forbid(
            field.id,
            format!("ô chữ ký “{}” mang giá trị không phải chữ ký mới", field.name),
        );
        return;
    }
    comparison.add(Finding {
        object: field.id,
        kind,
        description,
    });
}

/// A signature value is a new object with its own range.
fn is_signed_value(comparison: &Comparison<'_>, field: &Field) -> bool {
    let Some(value) = &field.value else { return false };
    let is_fresh = value.as_reference().is_none_or(|id| comparison.is_new(id));
    let value = comparison.new.resolve(value);
    is_fresh
        && value
            .as_dictionary()
            .is_some_and(|value| value.has("ByteRange") && value.has("Contents"))
}

/// `/DocTimeStamp`, or the sub-filter of time stamps.
pub(crate) fn is_document_timestamp(view: View<'_>, value: &Dictionary) -> bool {
    view.get(value, "Type").is_name("DocTimeStamp") || view.get(value, "SubFilter").is_name("ETSI.RFC3161")
}

fn flags(dictionary: &Dictionary) -> i64 {
    dictionary.get("F").and_then(Object::as_integer).unwrap_or(0)
}

/// Whether a widget takes room on a page.
pub(crate) fn is_visible(view: View<'_>, widget: &Dictionary) -> bool {
    let rect = view.get(widget, "Rect");
    let numbers: Vec<f64> = rect
        .as_array()
        .unwrap_or_default()
        .iter()
        .filter_map(|number| view.resolve(number).as_number())
        .collect();
    let [left, bottom, right, top] = numbers[..] else {
        return false;
    };
    let area = ((right - left) * (top - bottom)).abs();
    area > 0.01 && flags(widget) & HIDING == 0
}

/// A field before and after.
struct Pair<'p> {
    old: &'p Field,
    new: &'p Field,
}

impl Pair<'_> {
    fn compare(&self, comparison: &mut Comparison<'_>) {
        if self.old.object.as_stream().is_some() || self.new.object.as_stream().is_some() {
            let (old, new) = (&self.old.object, &self.new.object);
            if comparison.difference(old, new).is_some() {
                comparison.forbid(
                    self.new.id,
                    format!("ô biểu mẫu “{}” không phải từ điển", self.new.name),
                );
            }
            return;
        }
        let (Some(old), Some(new)) = (self.old.dictionary(), self.new.dictionary()) else {
            if self.old.object != self.new.object {
                comparison.forbid(self.new.id, format!("ô biểu mẫu “{}” bị hỏng", self.new.name));
            }
            return;
        };
        if self.old.name != self.new.name || self.old.kind != self.new.kind {
            comparison.forbid(
                self.new.id,
                format!("ô biểu mẫu “{}” bị đổi tên hoặc đổi loại", self.old.name),
            );
            return;
        }
        let differing: Vec<(Vec<u8>, Option<Id>)> = all_keys(old, new)
            .into_iter()
            .filter(|key| *key != b"Parent" && *key != b"Kids")
            .filter_map(|key| Some((key.to_vec(), comparison.key_differs(old, new, key)?.object)))
            .collect();
        let value_differs = self.value_differs(comparison);
        if differing.is_empty() && !value_differs {
            return;
        }
        if self.old.is_signature() {
            self.signature(comparison, &differing, value_differs);
        } else {
            self.filled(comparison, &differing, value_differs, old, new);
        }
    }

    fn value_differs(&self, comparison: &mut Comparison<'_>) -> bool {
        let null = Object::Null;
        let (old, new) = (
            self.old.value.as_ref().unwrap_or(&null),
            self.new.value.as_ref().unwrap_or(&null),
        );
        comparison.difference(old, new).is_some()
    }

    /// A signature field gets its signature once; afterwards nothing in it may change.
    ///
    /// Answers spoofed reasons and replaced signature appearances.
    fn signature(
        &self,
        comparison: &mut Comparison<'_>,
        differing: &[(Vec<u8>, Option<Id>)],
        value_differs: bool,
    ) {
        let name = self.new.name.clone();
        let was_signed = self
            .old
            .value
            .as_ref()
            .is_some_and(|value| !comparison.old.resolve(value).is_null());
        let only = |allowed: &[&[u8]]| {
            differing
                .iter()
                .find(|(key, _)| !allowed.contains(&key.as_slice()))
        };
        if was_signed {
            if let Some((key, object)) = only(&[b"Ff"])
                .cloned()
                .or_else(|| value_differs.then(|| (b"V".to_vec(), None)))
            {
                let key = String::from_utf8_lossy(&key).into_owned();
                let description = match key.as_str() {
                    "V" => format!("chữ ký trong ô “{name}” bị thay sau khi ký"),
                    "AP" => format!("hình hiện của chữ ký “{name}” bị thay sau khi ký"),
                    _ => format!("ô chữ ký “{name}” bị thay mục /{key} sau khi ký"),
                };
                comparison.forbid(object.or(self.new.id), description);
            }
            return;
        }
        let is_signed_now = value_differs && is_signed_value(comparison, self.new);
        let allowed: &[&[u8]] = if is_signed_now {
            &SIGN_KEYS
        } else {
            &[b"Ff", b"Type", b"StructParent"]
        };
        if let Some((key, object)) = only(allowed) {
            let key = String::from_utf8_lossy(key);
            comparison.forbid(
                object.or(self.new.id),
                format!("ô chữ ký “{name}” bị thay mục /{key}"),
            );
            return;
        }
        if value_differs && !is_signed_now {
            comparison.forbid(
                self.new.id,
                format!("ô chữ ký “{name}” mang giá trị không phải chữ ký mới"),
            );
            return;
        }
        let value = self
            .new
            .value
            .as_ref()
            .map(|value| comparison.new.resolve(value).keep());
        let is_stamp = value
            .as_deref()
            .and_then(Object::as_dictionary)
            .is_some_and(|value| is_document_timestamp(comparison.new, value));
        let visible = self
            .new
            .dictionary()
            .is_some_and(|widget| is_visible(comparison.new, widget));
        let (kind, description) = if is_stamp && !visible {
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
        comparison.add(Finding {
            object: self.new.id,
            kind,
            description,
        });
    }

    /// A field of another kind gets a value and an appearance that shows this value.
    fn filled(
        &self,
        comparison: &mut Comparison<'_>,
        differing: &[(Vec<u8>, Option<Id>)],
        value_differs: bool,
        old: &Dictionary,
        new: &Dictionary,
    ) {
        let name = &self.new.name;
        let stray = differing.iter().find(|(key, _)| {
            let is_style = value_differs && STYLE_KEYS.contains(&key.as_slice());
            !FILL_KEYS.contains(&key.as_slice()) && !is_style
        });
        if let Some((key, object)) = stray {
            let key = String::from_utf8_lossy(key);
            comparison.forbid(
                object.or(self.new.id),
                format!("ô biểu mẫu “{name}” bị thay mục /{key}"),
            );
            return;
        }
        // Hidden or shown later: the shadow attack "hide-and-show" on overlays.
        if flags(old) & HIDING != flags(new) & HIDING {
            comparison.forbid(
                self.new.id,
                format!("ô biểu mẫu “{name}” bị ẩn hoặc bị hiện ra sau khi ký"),
            );
            return;
        }
        let differs = |key: &[u8]| differing.iter().any(|(differing, _)| differing == key);
        if differs(b"AP")
            && let Err(description) = appearance::judge(comparison, self.old, self.new, value_differs)
        {
            comparison.forbid(self.new.id, description);
            return;
        }
        let touches_nothing_seen = !value_differs && !differs(b"AP") && !differs(b"AS") && !differs(b"MK");
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
        comparison.add(Finding {
            object: self.new.id,
            kind,
            description,
        });
    }
}
