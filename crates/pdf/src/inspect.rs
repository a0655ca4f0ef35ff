//! What a PDF is and what in it can act.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};
use serde::{Deserialize, Serialize};

use crate::guard::{self, Deadline};
use crate::{Danger, Error, Limits, open};

/// What [`inspect`] finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The PDF version: "1.7".
    pub version: String,
    /// How many pages.
    pub pages: u32,
    /// Whether the file is encrypted (with an empty password, else it could not be opened).
    pub encrypted: bool,
    /// What in it can act, each once, in order.
    pub dangers: Vec<Danger>,
    /// Whether it holds signature fields with a value.
    pub has_signatures: bool,
}

/// Inspects a PDF.
///
/// # Errors
/// Not a PDF, cut off, locked by a password, too large, too damaged to open, or too slow.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspection, Error> {
    let (owned, limits) = (bytes.to_vec(), *limits);
    guard::run(limits.time, move |deadline| look(&owned, &limits, deadline))
}

fn look(bytes: &[u8], limits: &Limits, deadline: Deadline) -> Result<Inspection, Error> {
    open::admit(bytes, limits, deadline)?;
    if open::is_truncated(bytes) {
        return Err(Error::Truncated);
    }
    let pdf = open::open(bytes)?;
    deadline.check();
    // The object reader is pickier than the page reader; what it cannot load is searched as text.
    let mut found = Found::default();
    match Document::load_mem(bytes) {
        Ok(document) => {
            found.encrypted = document.is_encrypted() || document.was_encrypted();
            found.dictionary(&document.trailer, 0);
            for object in document.objects.values() {
                deadline.check();
                found.object(object, 0);
            }
        }
        Err(_) => found.raw(bytes),
    }
    Ok(Inspection {
        version: version(&pdf),
        pages: u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX),
        encrypted: found.encrypted,
        dangers: found.dangers.into_iter().collect(),
        has_signatures: found.has_signatures,
    })
}

fn version(pdf: &hayro::hayro_syntax::Pdf) -> String {
    use hayro::hayro_syntax::PdfVersion as Version;
    let text = match pdf.version() {
        Version::Pdf10 => "1.0",
        Version::Pdf11 => "1.1",
        Version::Pdf12 => "1.2",
        Version::Pdf13 => "1.3",
        Version::Pdf14 => "1.4",
        Version::Pdf15 => "1.5",
        Version::Pdf16 => "1.6",
        Version::Pdf17 => "1.7",
        Version::Pdf20 => "2.0",
    };
    text.to_owned()
}

/// Nested deeper than this, an object is not looked into.
const DEPTH: u32 = 64;

#[derive(Default)]
struct Found {
    dangers: BTreeSet<Danger>,
    encrypted: bool,
    has_signatures: bool,
}

impl Found {
    fn object(&mut self, object: &Object, depth: u32) {
        if depth > DEPTH {
            return;
        }
        match object {
            Object::Dictionary(dictionary) => self.dictionary(dictionary, depth),
            Object::Stream(stream) => self.dictionary(&stream.dict, depth),
            Object::Array(items) => {
                for item in items {
                    self.object(item, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn dictionary(&mut self, dictionary: &Dictionary, depth: u32) {
        for (key, value) in dictionary {
            match key.as_slice() {
                b"JS" | b"JavaScript" => self.add(Danger::JavaScript),
                b"XFA" => self.add(Danger::Xfa),
                b"EmbeddedFiles" | b"EF" => self.add(Danger::EmbeddedFile),
                b"AA" => self.add(Danger::AutomaticAction),
                // An array is a destination; a dictionary may be one too, or an action.
                b"OpenAction" if is_action(value) => self.add(Danger::AutomaticAction),
                b"RichMediaContent" | b"RichMediaSettings" => self.add(Danger::Multimedia),
                b"Encrypt" => self.encrypted = true,
                // ISO 32000-2, 12.8: only a signature has a byte range.
                b"ByteRange" => self.has_signatures = true,
                b"S" | b"Subtype" | b"Type" => self.named(value),
                _ => {}
            }
            self.object(value, depth + 1);
        }
    }

    fn named(&mut self, value: &Object) {
        let Object::Name(name) = value else { return };
        match name.as_slice() {
            b"JavaScript" => self.add(Danger::JavaScript),
            b"Launch" => self.add(Danger::Launch),
            b"EmbeddedFile" | b"FileAttachment" => self.add(Danger::EmbeddedFile),
            b"SubmitForm" | b"ImportData" | b"GoToR" | b"GoToE" => self.add(Danger::ExternalAction),
            b"RichMedia" | b"Movie" | b"Sound" | b"Screen" | b"3D" => self.add(Danger::Multimedia),
            _ => {}
        }
    }

    /// The same by name alone, for files the object reader cannot load.
    fn raw(&mut self, bytes: &[u8]) {
        let has = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        let marks: [(&[u8], Danger); 8] = [
            (b"/JavaScript", Danger::JavaScript),
            (b"/JS", Danger::JavaScript),
            (b"/Launch", Danger::Launch),
            (b"/EmbeddedFile", Danger::EmbeddedFile),
            (b"/SubmitForm", Danger::ExternalAction),
            (b"/ImportData", Danger::ExternalAction),
            (b"/XFA", Danger::Xfa),
            (b"/RichMedia", Danger::Multimedia),
        ];
        for (mark, danger) in marks {
            if has(mark) {
                self.add(danger);
            }
        }
        self.encrypted = has(b"/Encrypt");
        self.has_signatures = has(b"/ByteRange");
    }

    fn add(&mut self, danger: Danger) {
        self.dangers.insert(danger);
    }
}

fn is_action(value: &Object) -> bool {
    match value {
        Object::Dictionary(action) => {
            !matches!(action.get(b"S"), Ok(Object::Name(name)) if name == b"GoTo") && action.has(b"S")
        }
        _ => false,
    }
}
