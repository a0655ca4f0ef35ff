//! Writes an incremental update (ISO 32000-2, 7.5.6): the file stays as it is, byte for byte, and grows a tail.

use std::collections::BTreeMap;

use ring::digest;

use super::encryption::write_hex;
use super::file::PdfFile;
use super::value::{Dict, Id, array, reference, string};
use super::xref::{Entry, Kind};
use crate::Error;

/// Objects that are new or replaced.
pub(super) struct Update<'f, 's> {
    pub(super) file: &'f PdfFile<'s>,
    changed: BTreeMap<u32, (u16, Vec<u8>)>,
    next_number: u32,
}

/// What is appended to the file.
pub(super) struct Tail {
    pub(super) bytes: Vec<u8>,
    /// Where the value of each object begins, counted in the tail.
    values: BTreeMap<u32, usize>,
}

impl Tail {
    /// Where the value of an object that is in the tail begins.
    pub(super) fn value_position(&self, id: Id) -> usize {
        self.values[&id.number]
    }
}

impl<'f, 's> Update<'f, 's> {
    pub(super) fn new(file: &'f PdfFile<'s>) -> Self {
        Self {
            file,
            changed: BTreeMap::new(),
            next_number: file.xref.next_number,
        }
    }

    /// The name of an object to come.
    pub(super) fn allocate(&mut self) -> Id {
        let id = Id {
            number: self.next_number,
            generation: 0,
        };
        self.next_number += 1;
        id
    }

    /// The value of an object as it is after the changes so far, ready to be written again.
    pub(super) fn value(&self, id: Id) -> Result<Vec<u8>, Error> {
        if let Some((_, value)) = self.changed.get(&id.number) {
            return Ok(value.clone());
        }
        let value = self.file.value(id)?;
        match (&self.file.encryption, self.file.xref.entry(id.number)) {
            (Some(encryption), Entry::Inside { .. }) => encryption.encrypt_strings_within(id, &value),
            _ => Ok(value),
        }
    }

    /// The dictionary of an object as it is after the changes so far.
    pub(super) fn dict(&self, id: Id) -> Result<Dict, Error> {
        Dict::parse(&self.value(id)?)
            .ok_or_else(|| Error::MalformedPdf(format!("object {} is not a dictionary", id.number)))
    }

    /// The object a value refers to, if there is one; a reference to nothing counts as no reference
    /// (ISO 32000-2, 7.3.10), and its number must not be given an object.
    pub(super) fn existing(&self, raw: Option<&[u8]>) -> Option<Id> {
        let id = raw.and_then(reference)?;
        let is_there = self.changed.contains_key(&id.number)
            || !matches!(self.file.xref.entry(id.number), Entry::Unknown | Entry::Free);
        is_there.then_some(id)
    }

    /// Sets the value of an object.
    pub(super) fn put(&mut self, id: Id, value: Vec<u8>) {
        self.changed.insert(id.number, (id.generation, value));
    }

    /// Sets a dictionary.
    pub(super) fn put_dict(&mut self, id: Id, dict: &Dict) {
        self.put(id, dict.to_bytes());
    }

    /// Adds an object.
    pub(super) fn add(&mut self, value: Vec<u8>) -> Id {
        let id = self.allocate();
        self.put(id, value);
        id
    }

    /// Adds a stream; `dict` tells the filters that `data` already went through.
    pub(super) fn add_stream(&mut self, mut dict: Dict, data: &[u8]) -> Result<Id, Error> {
        let id = self.allocate();
        let encrypted = match &self.file.encryption {
            Some(encryption) => Some(encryption.encrypt_stream(id, data)?),
            None => None,
        };
        let data = encrypted.as_deref().unwrap_or(data);
        dict.set("Length", data.len().to_string());
        let mut value = dict.to_bytes();
        value.extend_from_slice(b"\nstream\n");
        value.extend_from_slice(data);
        value.extend_from_slice(b"\nendstream");
        self.put(id, value);
        Ok(id)
    }

    /// A string of bytes inside object `owner`.
    pub(super) fn string(&self, owner: Id, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let mut out = Vec::with_capacity(bytes.len() * 2 + 2);
        if let Some(encryption) = &self.file.encryption {
            write_hex(&mut out, &encryption.encrypt_string(owner, bytes)?);
        } else if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            out.push(b'(');
            for &byte in bytes {
                if matches!(byte, b'(' | b')' | b'\\') {
                    out.push(b'\\');
                }
                out.push(byte);
            }
            out.push(b')');
        } else {
            write_hex(&mut out, bytes);
        }
        Ok(out)
    }

    /// A text string inside object `owner` (ISO 32000-2, 7.9.2.2).
    pub(super) fn text(&self, owner: Id, text: &str) -> Result<Vec<u8>, Error> {
        self.string(owner, &text_bytes(text))
    }

    /// Appends a value to an array that stands in `holder` under `key`, directly or as an object of its own.
    pub(super) fn push_to_array(&mut self, holder: Id, key: &str, item: &[u8]) -> Result<(), Error> {
        let mut dict = self.dict(holder)?;
        if let Some(array_id) = self.existing(dict.get(key)) {
            let extended = extended_array(&self.value(array_id)?, item)?;
            self.put(array_id, extended);
        } else {
            let direct = dict.get(key).filter(|raw| reference(raw).is_none());
            let extended = extended_array(direct.unwrap_or(b"[]"), item)?;
            dict.set(key, extended);
            self.put_dict(holder, &dict);
        }
        Ok(())
    }

    /// Lays out the tail with a cross-reference section of the kind the file already uses.
    pub(super) fn finish(mut self) -> Result<Tail, Error> {
        let base = self.file.source.length();
        let last = self.file.source.window(base.saturating_sub(1), 1)?;
        let mut bytes = Vec::with_capacity(
            1024 + self
                .changed
                .values()
                .map(|(_, value)| value.len() + 64)
                .sum::<usize>(),
        );
        if !matches!(last.last(), Some(b'\n' | b'\r')) {
            bytes.push(b'\n');
        }
        let mut values = BTreeMap::new();
        let mut rows = BTreeMap::new();
        for (number, (generation, value)) in &self.changed {
            rows.insert(*number, (base + bytes.len() as u64, *generation));
            bytes.extend_from_slice(format!("{number} {generation} obj\n").as_bytes());
            values.insert(*number, bytes.len());
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\nendobj\n");
        }
        let start = base + bytes.len() as u64;
        let mut trailer = self.trailer();
        match self.file.xref.kind {
            Kind::Table => {
                trailer.set("Size", self.next_number.to_string());
                write_table(&mut bytes, &rows)?;
                bytes.extend_from_slice(b"trailer\n");
                bytes.extend_from_slice(&trailer.to_bytes());
            }
            Kind::Stream => {
                let id = self.allocate();
                rows.insert(id.number, (start, 0));
                trailer.set("Size", self.next_number.to_string());
                bytes.extend_from_slice(format!("{} 0 obj\n", id.number).as_bytes());
                write_stream(&mut bytes, trailer, &rows);
                bytes.extend_from_slice(b"\nendobj");
            }
        }
        bytes.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        Ok(Tail { bytes, values })
    }

    fn trailer(&self) -> Dict {
        let old = &self.file.xref.trailer;
        let mut trailer = Dict::default();
        for key in ["Root", "Info", "Encrypt"] {
            // A reference to nothing is left out: readers stumble over a number beyond the table.
            let leads_nowhere = |raw: &[u8]| reference(raw).is_some() && self.existing(Some(raw)).is_none();
            if let Some(value) = old.get(key).filter(|raw| !leads_nowhere(raw)) {
                trailer.set(key, value);
            }
        }
        if let Some(id) = old.get("ID").and_then(|id| self.changed_file_id(id)) {
            trailer.set("ID", id);
        }
        trailer.set("Prev", self.file.xref.start.to_string());
        trailer
    }

    /// The first half of the file identifier stays, the second names this version (ISO 32000-2, 14.4).
    fn changed_file_id(&self, raw: &[u8]) -> Option<Vec<u8>> {
        let resolved = self.file.resolve(raw).ok()?;
        let halves = array(&resolved)?;
        let [first, second] = halves.as_slice() else {
            return None;
        };
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&string(second).unwrap_or_default());
        context.update(&self.file.source.length().to_be_bytes());
        context.update(&self.next_number.to_be_bytes());
        let mut out = b"[".to_vec();
        out.extend_from_slice(first);
        write_hex(&mut out, &context.finish().as_ref()[..16]);
        out.push(b']');
        Some(out)
    }
}

pub(super) fn extended_array(raw: &[u8], item: &[u8]) -> Result<Vec<u8>, Error> {
    let raw: &[u8] = if raw == b"null" { b"[]" } else { raw };
    if array(raw).is_none() {
        return Err(Error::MalformedPdf("an array was expected".into()));
    }
    let mut extended = raw[..raw.len() - 1].to_vec();
    extended.push(b' ');
    extended.extend_from_slice(item);
    extended.push(b']');
    Ok(extended)
}

type Rows = BTreeMap<u32, (u64, u16)>;

/// Runs of consecutive object numbers.
fn runs(rows: &Rows) -> Vec<(u32, Vec<(u64, u16)>)> {
    let mut runs: Vec<(u32, Vec<(u64, u16)>)> = Vec::new();
    for (&number, &row) in rows {
        match runs.last_mut() {
            Some((first, run)) if u64::from(*first) + run.len() as u64 == u64::from(number) => run.push(row),
            _ => runs.push((number, vec![row])),
        }
    }
    runs
}

fn write_table(bytes: &mut Vec<u8>, rows: &Rows) -> Result<(), Error> {
    bytes.extend_from_slice(b"xref\n");
    for (first, run) in runs(rows) {
        bytes.extend_from_slice(format!("{first} {}\n", run.len()).as_bytes());
        for (offset, generation) in run {
            if offset > 9_999_999_999 {
                return Err(Error::MalformedPdf("too long for a cross-reference table".into()));
            }
            bytes.extend_from_slice(format!("{offset:010} {generation:05} n \n").as_bytes());
        }
    }
    Ok(())
}

fn write_stream(bytes: &mut Vec<u8>, mut dict: Dict, rows: &Rows) {
    let mut data = Vec::new();
    let mut index = b"[".to_vec();
    for (first, run) in runs(rows) {
        index.extend_from_slice(format!("{first} {} ", run.len()).as_bytes());
        for (offset, generation) in run {
            data.push(1);
            data.extend_from_slice(&offset.to_be_bytes());
            data.extend_from_slice(&generation.to_be_bytes());
        }
    }
    index.push(b']');
    dict.set("Type", "/XRef");
    dict.set("W", "[1 8 2]");
    dict.set("Index", index);
    dict.set("Length", data.len().to_string());
    bytes.extend_from_slice(&dict.to_bytes());
    bytes.extend_from_slice(b"\nstream\n");
    bytes.extend_from_slice(&data);
    bytes.extend_from_slice(b"\nendstream");
}

/// A text string's bytes: as they are for ASCII, UTF-16 with its mark for everything else.
pub(super) fn text_bytes(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        return text.as_bytes().to_vec();
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

/// The text of a text string's bytes.
pub(super) fn bytes_text(bytes: &[u8]) -> String {
    if let Some(utf16) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> = utf16
            .chunks_exact(2)
            .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    } else if let Some(utf8) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        String::from_utf8_lossy(utf8).into_owned()
    } else {
        bytes.iter().map(|&byte| char::from(byte)).collect()
    }
}
