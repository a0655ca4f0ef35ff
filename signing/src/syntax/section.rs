//! One cross-reference section: table, stream, or table with a stream beside it (hybrid).
//! ISO 32000-2, 7.5.4, 7.5.5 and 7.5.8.

use std::collections::HashMap;
use std::ops::Range;

use super::filter;
use super::indirect;
use super::lexer::{Lexer, is_white};
use super::object::{Dictionary, Object};

/// Decoded size of one cross-reference stream, at most.
const MAX_DECODED: usize = 64 << 20;
/// Entries of one section, at most: more than any real file has (ISO 32000-2, Annex C: 8,388,607 objects).
const MAX_ENTRIES: usize = 4_000_000;

/// Octets of one row of a table.
const ROW: usize = 20;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entry {
    Free,
    At { offset: usize, generation: u16 },
    InStream { stream: u32, index: u32 },
}

impl Entry {
    /// The generation of an object in use; those in object streams have none but the first (7.5.7).
    pub(crate) fn generation(self) -> Option<u16> {
        match self {
            Self::Free => None,
            Self::At { generation, .. } => Some(generation),
            Self::InStream { .. } => Some(0),
        }
    }
}

/// "startxref", a number, "%%EOF".
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tail {
    pub(crate) start: usize,
    pub(crate) value: u64,
    /// Past the five bytes `%%EOF`.
    pub(crate) end: usize,
}

/// A cross-reference section with its trailer.
#[derive(Debug)]
pub(crate) struct Section {
    /// Where `startxref` or `/Prev` pointed to.
    pub(crate) offset: usize,
    /// From `xref` past the trailer dictionary, or the whole stream object.
    pub(crate) body: Range<usize>,
    pub(crate) entries: HashMap<u32, Entry>,
    /// Entries of the `/XRefStm` of a hybrid file.
    pub(crate) hybrid: Option<HashMap<u32, Entry>>,
    pub(crate) trailer: Dictionary,
    pub(crate) tail: Option<Tail>,
    /// Whether an object number stands in it twice or a line is misshapen.
    pub(crate) is_ambiguous: bool,
}

impl Section {
    /// Reads the section at an offset.
    pub(crate) fn read(bytes: &[u8], offset: usize) -> Option<Self> {
        let mut lexer = Lexer::of_file(bytes, offset);
        lexer.skip_white();
        let mut section = if lexer.keyword(b"xref") {
            table(bytes, offset, lexer)?
        } else {
            stream(bytes, offset)?
        };
        section.tail = tail(bytes, section.body.end);
        Some(section)
    }

    /// The place this section gives an object; the table wins over the hybrid stream,
    /// except that a table marks as free what only the stream shows (7.5.8.4).
    pub(crate) fn entry(&self, number: u32) -> Option<Entry> {
        let own = self.entries.get(&number).copied();
        let beside = self
            .hybrid
            .as_ref()
            .and_then(|hybrid| hybrid.get(&number).copied());
        match (own, beside) {
            (Some(Entry::Free) | None, Some(beside)) => Some(beside),
            (own, _) => own,
        }
    }

    /// All numbers it speaks of.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let beside = self.hybrid.iter().flat_map(HashMap::keys);
        self.entries
            .keys()
            .chain(beside.filter(|number| !self.entries.contains_key(number)))
            .copied()
    }

    /// The offset of the section before.
    pub(crate) fn previous(&self) -> Option<usize> {
        let value = self.trailer.get("Prev")?.as_number()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be an offset"
        )]
        (0.0..1e15).contains(&value).then_some(value as usize)
    }
}

fn table(bytes: &[u8], offset: usize, mut lexer: Lexer<'_>) -> Option<Section> {
    let start = lexer.position - b"xref".len();
    let mut entries = HashMap::new();
    let mut is_ambiguous = false;
    loop {
        lexer.skip_white();
        if lexer.keyword(b"trailer") {
            break;
        }
        let first = u32::try_from(lexer.digits()?).ok()?;
        lexer.skip_white();
        let count = u32::try_from(lexer.digits()?).ok()?;
        let head = lexer.position;
        lexer.skip_white();
        is_ambiguous |= !is_white_between(bytes, head, lexer.position);
        let first_row = lexer.position;
        for index in 0..count {
            lexer.skip_white();
            is_ambiguous |= !is_plain_row(bytes, first_row, index, lexer.position);
            let place = lexer.digits()?;
            lexer.skip_white();
            let generation = lexer.digits()?;
            lexer.skip_white();
            let entry = if lexer.keyword(b"n") {
                in_use(place, generation)?
            } else if lexer.keyword(b"f") {
                Entry::Free
            } else {
                return None;
            };
            is_ambiguous |= entries.insert(first.checked_add(index)?, entry).is_some();
            if entries.len() > MAX_ENTRIES {
                return None;
            }
        }
    }
    let Some(Object::Dictionary(trailer)) = lexer.object() else {
        return None;
    };
    is_ambiguous |= trailer.has_doubled_keys();
    let hybrid = match trailer.get("XRefStm") {
        Some(place) => Some(stream(bytes, usize::try_from(place.as_integer()?).ok()?)?.entries),
        None => None,
    };
    let body = start..lexer.position;
    Some(Section {
        offset,
        body,
        entries,
        hybrid,
        trailer,
        tail: None,
        is_ambiguous,
    })
}

/// Whether a row stands where the count says and looks as it must (7.5.4): readers that go by the width of twenty
/// octets must find what those find that go by the words.
fn is_plain_row(bytes: &[u8], first_row: usize, index: u32, position: usize) -> bool {
    let expected = usize::try_from(index)
        .ok()
        .and_then(|index| first_row.checked_add(index.checked_mul(ROW)?));
    let row = bytes.get(position..).and_then(|rest| rest.first_chunk::<ROW>());
    let is_shaped = |row: &[u8; ROW]| {
        row[..10].iter().all(u8::is_ascii_digit)
            && row[10] == b' '
            && row[11..16].iter().all(u8::is_ascii_digit)
            && row[16] == b' '
            && matches!(row[18..], [b' ', b'\n' | b'\r'] | [b'\r', b'\n'])
    };
    expected == Some(position) && row.is_some_and(is_shaped)
}

fn is_white_between(bytes: &[u8], from: usize, to: usize) -> bool {
    bytes
        .get(from..to)
        .is_some_and(|between| between.iter().copied().all(is_white))
}

/// An entry in use. No object stands at the very beginning nor has a generation beyond 65,535: such entries, which
/// some writers leave behind, lead nowhere.
fn in_use(offset: u64, generation: u64) -> Option<Entry> {
    let offset = usize::try_from(offset).ok()?;
    Some(match u16::try_from(generation) {
        Ok(generation) if offset > 0 => Entry::At { offset, generation },
        _ => Entry::Free,
    })
}

fn stream(bytes: &[u8], offset: usize) -> Option<Section> {
    let read = indirect::read(bytes, offset, |_| None)?;
    let stream = read.object.as_stream()?;
    let dictionary = stream.dictionary.clone();
    if !dictionary.get("Type")?.is_name("XRef") {
        return None;
    }
    let decoded = filter::decode(&dictionary, bytes.get(stream.data.clone())?, MAX_DECODED)?;
    let mut is_ambiguous = !read.is_regular || dictionary.has_doubled_keys();
    let entries = rows(&dictionary, &decoded, &mut is_ambiguous)?;
    Some(Section {
        offset,
        body: read.start..read.end,
        entries,
        hybrid: None,
        trailer: dictionary,
        tail: None,
        is_ambiguous,
    })
}

fn rows(dictionary: &Dictionary, decoded: &[u8], is_ambiguous: &mut bool) -> Option<HashMap<u32, Entry>> {
    let widths: Vec<usize> = integers(dictionary.get("W")?)?;
    let [kind_width, second_width, third_width] = <[usize; 3]>::try_from(widths).ok()?;
    if kind_width > 8 || second_width > 8 || third_width > 8 {
        return None;
    }
    let row = kind_width + second_width + third_width;
    if row == 0 {
        return None;
    }
    let index = match dictionary.get("Index") {
        Some(index) => integers(index)?,
        None => vec![0, usize::try_from(dictionary.get("Size")?.as_integer()?).ok()?],
    };
    let mut rows = decoded.chunks_exact(row);
    let mut entries = HashMap::new();
    for run in index.chunks(2) {
        let [first, count] = run else { return None };
        for (place, bytes) in rows.by_ref().take(*count).enumerate() {
            let number = u32::try_from(first.checked_add(place)?).ok()?;
            let kind = if kind_width == 0 {
                1
            } else {
                big_endian(&bytes[..kind_width])
            };
            let second = big_endian(&bytes[kind_width..kind_width + second_width]);
            let third = big_endian(&bytes[kind_width + second_width..]);
            let entry = match kind {
                1 => Entry::At {
                    offset: usize::try_from(second).ok()?,
                    generation: u16::try_from(third).ok()?,
                },
                2 => Entry::InStream {
                    stream: u32::try_from(second).ok()?,
                    index: u32::try_from(third).ok()?,
                },
                // Kind 0, or any other, which is a reference to null (7.5.8.3): it hides what stood there before.
                _ => Entry::Free,
            };
            *is_ambiguous |= entries.insert(number, entry).is_some();
            if entries.len() > MAX_ENTRIES {
                return None;
            }
        }
    }
    Some(entries)
}

fn integers(object: &Object) -> Option<Vec<usize>> {
    object
        .as_array()?
        .iter()
        .map(|item| usize::try_from(item.as_integer()?).ok())
        .collect()
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Reads what must follow a section; comments may stand before `startxref`.
fn tail(bytes: &[u8], after: usize) -> Option<Tail> {
    let mut lexer = Lexer::of_file(bytes, after);
    lexer.skip_white();
    let start = lexer.position;
    if !lexer.keyword(b"startxref") {
        return None;
    }
    lexer.skip_white();
    let value = lexer.digits()?;
    while lexer.peek().is_some_and(is_white) {
        lexer.position += 1;
    }
    lexer.take(b"%%EOF").then_some(Tail {
        start,
        value,
        end: lexer.position,
    })
}
