//! Form fields and the signatures in them, revision by revision.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::syntax::{Dictionary, Id, Object, PdfFile, View};

/// Fields of one file looked at, at most.
const MAX_FIELDS: usize = 100_000;
/// What one field counts as: its parts are looked at and copied.
const STEPS_PER_FIELD: usize = 32;
/// Signatures of one file told of, at most.
const MAX_SIGNATURES: usize = 256;
/// Deeper field trees are not followed.
const MAX_DEPTH: usize = 32;

/// A node of the field tree.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Full name, parts joined by dots (12.7.4.2).
    pub(crate) name: String,
    /// `/FT`, its own or inherited.
    pub(crate) kind: Vec<u8>,
    /// Its object, unless it stands in place.
    pub(crate) id: Option<Id>,
    pub(crate) object: Rc<Object>,
    /// `/V`, its own or inherited, not resolved.
    pub(crate) value: Option<Object>,
    /// Whether it has a name of its own (`/T`); a child without one is only a widget of its parent.
    pub(crate) is_named: bool,
}

impl Field {
    pub(crate) fn dictionary(&self) -> Option<&Dictionary> {
        self.object.as_dictionary()
    }

    pub(crate) fn is_signature(&self) -> bool {
        self.kind == b"Sig"
    }
}

/// All nodes of the form in a view, parents before children.
pub(crate) fn all(view: View<'_>) -> Vec<Field> {
    let mut walk = Walk {
        view,
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let catalog = view.catalog();
    let Some(catalog) = catalog.as_dictionary() else {
        return walk.found;
    };
    let form = view.get(catalog, "AcroForm");
    let Some(form) = form.as_dictionary() else {
        return walk.found;
    };
    let fields = view.get(form, "Fields");
    for field in fields.as_array().unwrap_or_default() {
        walk.node(field, &Inherited::default(), 0);
    }
    walk.found
}

#[derive(Default, Clone)]
struct Inherited {
    name: String,
    kind: Vec<u8>,
    value: Option<Object>,
}

struct Walk<'f> {
    view: View<'f>,
    seen: HashSet<u32>,
    found: Vec<Field>,
}

impl Walk<'_> {
    fn node(&mut self, object: &Object, inherited: &Inherited, depth: usize) {
        let id = object.as_reference();
        let is_repeated = id.is_some_and(|id| !self.seen.insert(id.number));
        if is_repeated
            || depth > MAX_DEPTH
            || self.found.len() >= MAX_FIELDS
            || !self.view.file.may_take(STEPS_PER_FIELD)
        {
            return;
        }
        let object = self.view.resolve(object).keep();
        let Some(dictionary) = object.as_dictionary() else {
            return;
        };
        let own_name = self.view.get(dictionary, "T");
        let own_name = own_name.as_string().map(|name| text(&name.bytes));
        let name = match &own_name {
            Some(own) if inherited.name.is_empty() => own.clone(),
            Some(own) => format!("{}.{own}", inherited.name),
            None => inherited.name.clone(),
        };
        let own_kind = self.view.get(dictionary, "FT");
        let kind = own_kind
            .as_name()
            .map_or_else(|| inherited.kind.clone(), <[u8]>::to_vec);
        let value = dictionary.get("V").cloned().or_else(|| inherited.value.clone());
        let kids = self.view.get(dictionary, "Kids").keep();
        let kids = kids.as_array().unwrap_or_default();
        self.found.push(Field {
            name: name.clone(),
            kind: kind.clone(),
            id,
            object: Rc::clone(&object),
            value: value.clone(),
            is_named: own_name.is_some(),
        });
        let inherited = Inherited { name, kind, value };
        for kid in kids {
            self.node(kid, &inherited, depth + 1);
        }
    }
}

/// A text string as people read it (7.9.2.2).
pub(crate) fn text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        return String::from_utf16_lossy(&units);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return String::from_utf8_lossy(rest).into_owned();
    }
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

/// A signature found in some revision.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) field: String,
    /// The signature dictionary.
    pub(crate) value: Rc<Object>,
    /// The field's own dictionary in the first revision that shows it.
    pub(crate) field_object: Rc<Object>,
    /// The first revision that shows it.
    pub(crate) first_seen: usize,
    /// Whether the newest revision still shows it in a field of this name.
    pub(crate) is_still_there: bool,
}

/// Every signature of every revision, so that one that was taken out later is still told of.
pub(crate) fn signatures(file: &PdfFile<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut by_place: HashMap<(String, Option<Id>), Vec<usize>> = HashMap::new();
    let last = file.revisions.len() - 1;
    for revision in 0..=last {
        let view = file.view(revision);
        for field in all(view) {
            // A widget without a name shows its parent's value.
            if !field.is_signature() || !field.is_named {
                continue;
            }
            let Some(value) = &field.value else { continue };
            let value_id = value.as_reference();
            let value = view.resolve(value).keep();
            // A value that is listed but cannot be read is a broken signature; one that is not there is none.
            if value.is_null() && !value_id.is_some_and(|id| view.is_broken(id)) {
                continue;
            }
            let seen = by_place.entry((field.name.clone(), value_id)).or_default();
            let known = seen.iter().find(|index| {
                let known = &found[**index].value;
                file.may_step() && (Rc::ptr_eq(known, &value) || *known == value)
            });
            if let Some(index) = known {
                found[*index].is_still_there = revision == last;
            } else if found.len() < MAX_SIGNATURES {
                seen.push(found.len());
                found.push(Found {
                    field: field.name.clone(),
                    value,
                    field_object: Rc::clone(&field.object),
                    first_seen: revision,
                    is_still_there: revision == last,
                });
            } else {
                file.exhaust();
            }
        }
    }
    for known in &mut found {
        known.is_still_there = known.is_still_there || known.first_seen == last;
    }
    found
}
