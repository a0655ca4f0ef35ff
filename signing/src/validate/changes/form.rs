//! The form: which fields may get a value, a signature or an appearance (ISO 32000-2, 12.7).

mod appearance;
mod button;
mod covering;
mod filled;
mod pair;
mod signature;
mod value;

use std::collections::{HashMap, HashSet};

use super::deep::{Comparison, all_keys};
use crate::syntax::{Dictionary, Object, View};
use crate::validate::fields::{self, Field};
use pair::Pair;

/// Keys of the form dictionary that show nothing by themselves or are judged below.
const FORM_KEYS: [&[u8]; 5] = [b"Fields", b"SigFlags", b"NeedAppearances", b"DR", b"DA"];

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
    redrawn(comparison, before, after);
    let old_fields = index(fields::all(comparison.old));
    let new_fields = fields::all(comparison.new);
    let mut new_widgets = HashSet::new();
    let mut met = HashSet::new();
    let mut names: HashSet<&str> = old_fields
        .values()
        .filter(|field| field.is_named)
        .map(|field| field.name.as_str())
        .collect();
    for field in &new_fields {
        let key = key_of(field);
        met.insert(key.clone());
        match old_fields.get(&key) {
            Some(known) => Pair {
                old: known,
                new: field,
            }
            .compare(comparison),
            None if field.is_named && !names.insert(&field.name) => {
                comparison.forbid(field.id, format!("thêm ô trùng tên với ô “{}”", field.name));
            }
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
    new_widgets.extend(field.id.map(|id| id.number));
    match signature::added(comparison, field) {
        Ok(finding) => comparison.add(finding),
        Err(description) => comparison.forbid(field.id, description),
    }
}

/// With `/NeedAppearances` viewers draw the fields anew from their values (12.7.3): where it comes later, or with
/// another default look, they must come out as they were when signed.
fn redrawn(comparison: &mut Comparison<'_>, old: &Dictionary, new: &Dictionary) {
    let asks =
        |view: View<'_>, form: &Dictionary| *view.get(form, "NeedAppearances") == Object::Boolean(true);
    if !asks(comparison.new, new) {
        return;
    }
    if comparison.key_differs(old, new, b"DA").is_some() {
        comparison.forbid(None, "kiểu chữ mặc định của biểu mẫu bị thay đổi");
    }
    if asks(comparison.old, old) {
        return;
    }
    let untrue = fields::all(comparison.old).into_iter().find(|field| {
        matches!(&*field.kind, b"Tx" | b"Ch") && appearance::comes_out_differently(comparison.old, field)
    });
    if let Some(field) = untrue {
        let description = format!(
            "/NeedAppearances được bật sau khi ký làm ô “{}” hiện khác đi",
            field.name
        );
        comparison.forbid(field.id, description);
    }
}
