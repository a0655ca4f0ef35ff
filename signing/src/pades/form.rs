//! The interactive form: its fields and where new ones go (ISO 32000-2, 12.7).

use super::file::PdfFile;
use super::update::{Update, bytes_text};
use super::value::{Dict, Id, array, integer, reference, string, unsigned};
use crate::Error;

/// Deepest field tree that is followed.
const MAX_DEPTH: usize = 32;
/// Most fields that are looked at.
const MAX_FIELDS: usize = 100_000;

/// A field that holds a value itself.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) id: Id,
    /// The full name, parts joined by dots.
    pub(super) name: String,
    /// The field's entries, inherited ones included.
    pub(super) dict: Dict,
    /// The annotations that show it; the field itself when it is its own.
    pub(super) widgets: Vec<Id>,
}

impl Field {
    /// Whether the field is for a signature.
    pub(super) fn is_signature(&self) -> bool {
        self.dict.is("FT", "Sig")
    }
}

/// The form dictionary, if there is one.
pub(super) fn form(file: &PdfFile<'_>) -> Result<Option<Dict>, Error> {
    match file.dict(file.root)?.get("AcroForm") {
        Some(raw) => file.dict_at(raw),
        None => Ok(None),
    }
}

/// The contents of every signature and document time stamp in the form: CMS, DER, with what fills the room behind it.
pub(super) fn signature_contents(file: &PdfFile<'_>) -> Result<Vec<Vec<u8>>, Error> {
    Ok(signatures(file)?
        .into_iter()
        .map(|(_, contents)| contents)
        .collect())
}

/// The contents of every signature with where its range ends: the newest one reaches furthest.
pub(super) fn signatures(file: &PdfFile<'_>) -> Result<Vec<(u64, Vec<u8>)>, Error> {
    let mut all = Vec::new();
    for field in fields(file)?.iter().filter(|field| field.is_signature()) {
        let Some(value) = field.dict.get("V") else {
            continue;
        };
        let Some(signature) = file.dict_at(value)? else {
            continue;
        };
        let range = signature.get("ByteRange").and_then(array).unwrap_or_default();
        let numbers: Vec<u64> = range.into_iter().filter_map(unsigned).collect();
        let end = match numbers[..] {
            [.., start, length] => start.saturating_add(length),
            _ => 0,
        };
        all.extend(
            signature
                .get("Contents")
                .and_then(string)
                .map(|contents| (end, contents)),
        );
    }
    Ok(all)
}

/// Every field of the form.
pub(super) fn fields(file: &PdfFile<'_>) -> Result<Vec<Field>, Error> {
    let Some(form) = form(file)? else {
        return Ok(Vec::new());
    };
    let roots = match form.get("Fields") {
        Some(raw) => file.references(raw)?,
        None => Vec::new(),
    };
    let mut found = Vec::new();
    for root in roots {
        collect(file, root, None, &mut found, 0)?;
    }
    Ok(found)
}

fn collect(
    file: &PdfFile<'_>,
    id: Id,
    parent: Option<&Field>,
    found: &mut Vec<Field>,
    depth: usize,
) -> Result<(), Error> {
    if depth > MAX_DEPTH || found.len() > MAX_FIELDS {
        return Err(Error::NeedsRepair("the field tree is too large"));
    }
    // A dangling reference in /Fields is common and harmless.
    let Some(mut dict) = Dict::parse(&file.value(id)?) else {
        return Ok(());
    };
    let own = match dict.get("T") {
        Some(raw) => file.string(id, raw)?.map(|bytes| bytes_text(&bytes)),
        None => None,
    };
    let name = match (parent.map(|parent| parent.name.as_str()), own) {
        (Some(above), Some(own)) if !above.is_empty() => format!("{above}.{own}"),
        (Some(above), None) => above.to_owned(),
        (_, own) => own.unwrap_or_default(),
    };
    for key in ["FT", "Ff", "V", "DA", "Q"] {
        if dict.get(key).is_none()
            && let Some(value) = parent.and_then(|parent| parent.dict.get(key))
        {
            dict.set(key, value);
        }
    }
    let kids = match dict.get("Kids") {
        Some(raw) => file.references(raw)?,
        None => Vec::new(),
    };
    let mut field = Field {
        id,
        name,
        dict,
        widgets: Vec::new(),
    };
    let mut children = Vec::new();
    for kid in kids {
        match Dict::parse(&file.value(kid)?) {
            Some(dict) if dict.get("T").is_some() => children.push(kid),
            Some(_) => field.widgets.push(kid),
            None => {}
        }
    }
    if children.is_empty() {
        if field.widgets.is_empty() {
            field.widgets.push(id);
        }
        found.push(field);
    } else {
        for child in children {
            collect(file, child, Some(&field), found, depth + 1)?;
        }
    }
    Ok(())
}

/// Adds fields to the form and sets what else the form needs; creates the form if there is none.
pub(super) fn extend_form(
    update: &mut Update<'_, '_>,
    new_fields: &[Id],
    change: impl FnOnce(&mut Dict),
) -> Result<(), Error> {
    let mut catalog = update.dict(update.file.root)?;
    let place = catalog.get("AcroForm").map(<[u8]>::to_vec);
    let place = place.filter(|raw| reference(raw).is_none() || update.existing(Some(raw)).is_some());
    let (holder, mut form) = match place.as_deref().and_then(reference) {
        Some(id) => (Some(id), Dict::parse(&update.value(id)?).unwrap_or_default()),
        None => (None, place.as_deref().and_then(Dict::parse).unwrap_or_default()),
    };
    let before = form.clone();
    change(&mut form);
    for field in new_fields {
        add_field(update, &mut form, *field)?;
    }
    if form == before && place.is_some() {
        return Ok(());
    }
    match (holder, place) {
        (Some(id), _) => update.put_dict(id, &form),
        (None, Some(_)) => {
            catalog.set("AcroForm", form.to_bytes());
            update.put_dict(update.file.root, &catalog);
        }
        (None, None) => {
            let id = update.add(form.to_bytes());
            catalog.set("AcroForm", id.reference());
            update.put_dict(update.file.root, &catalog);
        }
    }
    Ok(())
}

fn add_field(update: &mut Update<'_, '_>, form: &mut Dict, field: Id) -> Result<(), Error> {
    let list = form.get("Fields").map(<[u8]>::to_vec);
    if let Some(id) = update.existing(list.as_deref()) {
        let extended = super::update::extended_array(&update.value(id)?, &field.reference())?;
        update.put(id, extended);
    } else {
        let list = list
            .as_deref()
            .filter(|raw| reference(raw).is_none())
            .unwrap_or(b"[]");
        form.set("Fields", super::update::extended_array(list, &field.reference())?);
    }
    Ok(())
}

/// Tells readers that there are signatures and that the file must only be appended to
/// (`SigFlags`, ISO 32000-2, table 225).
pub(super) fn set_signature_flags(form: &mut Dict) {
    let flags = form.get("SigFlags").and_then(integer).unwrap_or(0);
    if flags & 3 != 3 {
        form.set("SigFlags", (flags | 3).to_string());
    }
}
