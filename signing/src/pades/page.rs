//! Finding a page and what it inherits (ISO 32000-2, 7.7.3).

use super::file::PdfFile;
use super::value::{Dict, Id, array, integer, number, reference, unsigned};
use crate::Error;

/// Deepest page tree that is followed.
const MAX_DEPTH: usize = 64;

/// A page as signing needs it.
pub(super) struct Page {
    pub(super) id: Id,
    /// Clockwise rotation when shown: 0, 90, 180 or 270.
    pub(super) rotation: i64,
    /// What is shown, in points: left, bottom, right, top.
    pub(super) shown: [f64; 4],
}

/// Finds a page by its number, counted from 1.
pub(super) fn find(file: &PdfFile<'_>, wanted: u32) -> Result<Page, Error> {
    let missing = || Error::PageNotFound(wanted);
    let catalog = file.dict(file.root)?;
    let mut node_id = catalog.get("Pages").and_then(reference).ok_or_else(missing)?;
    let mut left = u64::from(wanted).checked_sub(1).ok_or_else(missing)?;
    let mut inherited = Dict::default();
    for _ in 0..MAX_DEPTH {
        let node = file.dict(node_id)?;
        for key in ["Rotate", "MediaBox", "CropBox"] {
            if let Some(value) = node.get(key) {
                inherited.set(key, value);
            }
        }
        let Some(kids) = node.get("Kids") else {
            return if left == 0 {
                page(file, node_id, &inherited)
            } else {
                Err(missing())
            };
        };
        let mut next = None;
        for kid in file.references(kids)? {
            let dict = file.dict(kid)?;
            let pages = if dict.get("Kids").is_some() {
                let count = file.resolve(dict.get("Count").unwrap_or(b"0"))?;
                unsigned(&count).ok_or(Error::NeedsRepair("a page tree node does not count its pages"))?
            } else {
                1
            };
            if left < pages {
                next = Some(kid);
                break;
            }
            left -= pages;
        }
        node_id = next.ok_or_else(missing)?;
    }
    Err(Error::NeedsRepair("the page tree is too deep"))
}

fn page(file: &PdfFile<'_>, id: Id, inherited: &Dict) -> Result<Page, Error> {
    let rotation = file.resolve(inherited.get("Rotate").unwrap_or(b"0"))?;
    let rotation = integer(&rotation).unwrap_or(0).rem_euclid(360);
    let shown = match inherited.get("CropBox").or(inherited.get("MediaBox")) {
        Some(raw) => rectangle(file, raw)?,
        None => None,
    };
    // ISO 32000-2 makes the media box compulsory; readers fall back to US letter.
    Ok(Page {
        id,
        rotation,
        shown: shown.unwrap_or([0.0, 0.0, 612.0, 792.0]),
    })
}

/// Reads a rectangle with its corners in order (ISO 32000-2, 7.9.5).
pub(super) fn rectangle(file: &PdfFile<'_>, raw: &[u8]) -> Result<Option<[f64; 4]>, Error> {
    let resolved = file.resolve(raw)?;
    let mut corners = Vec::new();
    for item in array(&resolved).unwrap_or_default() {
        corners.extend(number(&file.resolve(item)?));
    }
    let [x1, y1, x2, y2] = corners[..] else {
        return Ok(None);
    };
    Ok(Some([x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)]))
}

/// The rotation of a page that is known by its object, inherited from above where it is not its own.
pub(super) fn rotation_of(file: &PdfFile<'_>, page: Id) -> Result<i64, Error> {
    let mut id = page;
    for _ in 0..MAX_DEPTH {
        let Some(node) = Dict::parse(&file.value(id)?) else {
            break;
        };
        if let Some(raw) = node.get("Rotate") {
            return Ok(integer(&file.resolve(raw)?).unwrap_or(0).rem_euclid(360));
        }
        match node.get("Parent").and_then(reference) {
            Some(parent) => id = parent,
            None => break,
        }
    }
    Ok(0)
}
