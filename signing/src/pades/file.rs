//! A PDF opened for an incremental update: objects by number, read when asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::encryption::Encryption;
use super::foreign::decode_stream;
use super::lexer::{skip_space, token_end, value_end};
use super::source::Source;
use super::value::{Dict, Id, array, reference, string, unsigned};
use super::xref::{Entry, Xref, object_header};
use crate::Error;

/// Longest chain of references that is followed.
const MAX_HOPS: usize = 32;

/// An opened file.
pub(super) struct PdfFile<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) xref: Xref,
    pub(super) root: Id,
    pub(super) encryption: Option<Encryption>,
    streams: RefCell<HashMap<u32, Rc<ObjectStream>>>,
}

/// An object as it stands in the file.
pub(super) struct Indirect {
    pub(super) id: Id,
    /// The bytes of the value; for a stream, of its dictionary.
    pub(super) value: Vec<u8>,
    /// Where the data of a stream begins.
    pub(super) data: Option<u64>,
    /// White space before the header.
    pub(super) header: usize,
}

struct ObjectStream {
    decoded: Vec<u8>,
    /// Number and position of each object.
    index: Vec<(u32, usize)>,
}

impl<'a> PdfFile<'a> {
    /// Opens a file, with the empty password or a known one if it is encrypted.
    ///
    /// # Errors
    /// [`Error::NeedsRepair`] for whatever is damaged or ambiguous.
    pub(super) fn open(source: &'a dyn Source, password: &str) -> Result<Self, Error> {
        let head = source.window(0, 1024)?;
        if !head.starts_with(b"%PDF-") {
            let searched = &head[..head.len().min(1024)];
            let later = searched.windows(5).any(|window| window == b"%PDF-");
            return Err(if later {
                Error::NeedsRepair("bytes before %PDF-")
            } else {
                Error::NotPdf
            });
        }
        let xref = Xref::read(source)?;
        let root = xref.trailer.get("Root").and_then(reference);
        let root = root.ok_or(Error::NeedsRepair("trailer without /Root"))?;
        let streams = RefCell::default();
        let mut file = Self {
            source,
            xref,
            root,
            encryption: None,
            streams,
        };
        file.check_offsets()?;
        if let Some(raw) = file.xref.trailer.get("Encrypt") {
            let dict = match reference(raw) {
                Some(id) => file.dict(id)?,
                None => Dict::parse(raw).ok_or(Error::NeedsRepair("broken /Encrypt"))?,
            };
            file.encryption = Some(Encryption::open(&dict, file.xref.trailer.get("ID"), password)?);
        }
        if !file.dict(root)?.is("Type", "Catalog") {
            return Err(Error::NeedsRepair("the root is not a catalog"));
        }
        Ok(file)
    }

    /// Every offset must lead to the object it promises: readers that repair and readers that do not would
    /// show different documents.
    fn check_offsets(&self) -> Result<(), Error> {
        for (number, entry) in self.xref.entries.iter().enumerate() {
            let Entry::At { offset, generation } = *entry else {
                continue;
            };
            let window = self.source.window(offset, 48)?;
            let found = object_header(&window, skip_space(&window, 0)).map(|(id, _)| id);
            let promised = Id {
                number: u32::try_from(number).unwrap_or(u32::MAX),
                generation,
            };
            if found != Some(promised) {
                return Err(Error::NeedsRepair(
                    "the cross-reference table points beside an object",
                ));
            }
        }
        Ok(())
    }

    /// The value of an object: its bytes, for a stream those of the dictionary.
    pub(super) fn value(&self, id: Id) -> Result<Vec<u8>, Error> {
        match self.xref.entry(id.number) {
            Entry::At { offset, generation } if generation == id.generation => {
                let object = read_indirect(self.source, offset);
                Ok(object
                    .ok_or(Error::NeedsRepair("an object cannot be read"))?
                    .value)
            }
            // Not there, or another generation of it (ISO 32000-2, 7.3.10).
            Entry::Unknown | Entry::Free | Entry::At { .. } => Ok(b"null".to_vec()),
            Entry::Inside { stream, index } => self.compressed(id.number, stream, index),
        }
    }

    /// Follows references until a value that is not one.
    pub(super) fn resolve(&self, raw: &[u8]) -> Result<Vec<u8>, Error> {
        let mut value = raw.to_vec();
        for _ in 0..MAX_HOPS {
            match reference(&value) {
                Some(id) => value = self.value(id)?,
                None => return Ok(value),
            }
        }
        Err(Error::NeedsRepair("references form a circle"))
    }

    /// The dictionary of an object.
    pub(super) fn dict(&self, id: Id) -> Result<Dict, Error> {
        Dict::parse(&self.value(id)?)
            .ok_or_else(|| Error::MalformedPdf(format!("object {} is not a dictionary", id.number)))
    }

    /// The dictionary a value is or points to.
    pub(super) fn dict_at(&self, raw: &[u8]) -> Result<Option<Dict>, Error> {
        Ok(Dict::parse(&self.resolve(raw)?))
    }

    /// The bytes of a string that stands in object `owner`, decrypted.
    pub(super) fn string(&self, owner: Id, raw: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let (owner, raw) = match reference(raw) {
            Some(id) => (id, self.value(id)?),
            None => (owner, raw.to_vec()),
        };
        let Some(bytes) = string(&raw) else {
            return Ok(None);
        };
        match &self.encryption {
            // Strings in object streams are encrypted with the stream as a whole.
            Some(encryption) if !matches!(self.xref.entry(owner.number), Entry::Inside { .. }) => {
                encryption.decrypt_string(owner, &bytes).map(Some)
            }
            _ => Ok(Some(bytes)),
        }
    }

    /// The decoded data of a stream.
    pub(super) fn stream_data(&self, id: Id) -> Result<Vec<u8>, Error> {
        const BROKEN: Error = Error::NeedsRepair("a stream cannot be read");
        let Entry::At { offset, .. } = self.xref.entry(id.number) else {
            return Err(BROKEN);
        };
        let object = read_indirect(self.source, offset).ok_or(BROKEN)?;
        let dict = Dict::parse(&object.value).ok_or(BROKEN)?;
        let length = self.resolve(dict.get("Length").ok_or(BROKEN)?)?;
        let length = unsigned(&length)
            .and_then(|length| usize::try_from(length).ok())
            .ok_or(BROKEN)?;
        let window = self.source.window(object.data.ok_or(BROKEN)?, length)?;
        let mut data = window.get(..length).ok_or(BROKEN)?.to_vec();
        if let Some(encryption) = &self.encryption {
            data = encryption.decrypt_stream(id, &data)?;
        }
        decode_stream(&dict, data).ok_or(BROKEN)
    }

    fn compressed(&self, number: u32, stream: u32, index: u32) -> Result<Vec<u8>, Error> {
        const BROKEN: Error = Error::NeedsRepair("an object stream cannot be read");
        let known = self.streams.borrow().get(&stream).cloned();
        let container = if let Some(container) = known {
            container
        } else {
            let container = Rc::new(self.object_stream(stream)?);
            self.streams.borrow_mut().insert(stream, Rc::clone(&container));
            container
        };
        let listed = container
            .index
            .get(index as usize)
            .filter(|(listed, _)| *listed == number);
        let (_, begin) = *listed.ok_or(BROKEN)?;
        let begin = skip_space(&container.decoded, begin);
        let end = value_end(&container.decoded, begin).ok_or(BROKEN)?;
        Ok(container.decoded[begin..end].to_vec())
    }

    fn object_stream(&self, number: u32) -> Result<ObjectStream, Error> {
        const BROKEN: Error = Error::NeedsRepair("an object stream cannot be read");
        let Entry::At { generation, .. } = self.xref.entry(number) else {
            return Err(BROKEN);
        };
        let id = Id { number, generation };
        let dict = self.dict(id)?;
        let count = |key| {
            dict.get(key)
                .and_then(unsigned)
                .and_then(|value| usize::try_from(value).ok())
        };
        let (count, first) = (count("N").ok_or(BROKEN)?, count("First").ok_or(BROKEN)?);
        let decoded = self.stream_data(id)?;
        let mut index = Vec::new();
        let mut at = skip_space(&decoded, 0);
        for _ in 0..count {
            let mut next = || {
                let end = token_end(&decoded, at);
                let value = unsigned(decoded.get(at..end)?)?;
                at = skip_space(&decoded, end);
                Some(value)
            };
            let (listed, offset) = (next().ok_or(BROKEN)?, next().ok_or(BROKEN)?);
            let position = usize::try_from(offset)
                .ok()
                .and_then(|offset| offset.checked_add(first));
            index.push((
                u32::try_from(listed).map_err(|_| BROKEN)?,
                position.ok_or(BROKEN)?,
            ));
        }
        Ok(ObjectStream { decoded, index })
    }

    /// The references in an array that is given directly or by reference.
    pub(super) fn references(&self, raw: &[u8]) -> Result<Vec<Id>, Error> {
        let value = self.resolve(raw)?;
        Ok(array(&value)
            .unwrap_or_default()
            .into_iter()
            .filter_map(reference)
            .collect())
    }
}

/// Reads the object at `offset`; `None` when it is malformed.
pub(super) fn read_indirect(source: &dyn Source, offset: u64) -> Option<Indirect> {
    let mut wanted = 2048_usize;
    loop {
        let bytes = source.window(offset, wanted).ok()?;
        let parsed = parse_indirect(&bytes, offset);
        if parsed.is_some() || offset.checked_add(bytes.len() as u64)? >= source.length() {
            return parsed;
        }
        wanted = wanted.saturating_mul(8);
    }
}

fn parse_indirect(bytes: &[u8], offset: u64) -> Option<Indirect> {
    let header = skip_space(bytes, 0);
    let (id, at) = object_header(bytes, header)?;
    let begin = skip_space(bytes, at);
    let end = value_end(bytes, begin)?;
    let keyword = skip_space(bytes, end);
    let rest = bytes.get(keyword..)?;
    let data = if rest.starts_with(b"stream") {
        let line_end = match rest.get(6..8)? {
            b"\r\n" => 2,
            [b'\n' | b'\r', _] => 1,
            _ => 0,
        };
        Some(offset + (keyword + 6 + line_end) as u64)
    } else {
        rest.starts_with(b"endobj").then_some(())?;
        None
    };
    Some(Indirect {
        id,
        value: bytes[begin..end].to_vec(),
        data,
        header,
    })
}
