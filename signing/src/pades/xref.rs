//! The cross-reference sections of a file, newest first (ISO 32000-2, 7.5.4 to 7.5.8).
//!
//! Strict on purpose: where a reader would have to guess, the file is refused, because two readers may guess
//! differently and the signer would sign what the next person does not see.

use super::file::read_indirect;
use super::foreign::decode_stream;
use super::lexer::{skip_space, token_end, value_end};
use super::source::Source;
use super::value::{Dict, Id, array, unsigned};
use crate::Error;

/// More sections than this is an attack, not a document.
const MAX_SECTIONS: usize = 4096;
/// Highest object number that is believed (ISO 32000-2, Annex C.2).
const MAX_NUMBER: u64 = 8_388_607;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// No section mentions the number.
    Unknown,
    /// Deleted or never used.
    Free,
    /// At an offset in the file.
    At { offset: u64, generation: u16 },
    /// Inside an object stream.
    Inside { stream: u32, index: u32 },
}

/// How the newest section is written; an update has to do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Stream,
}

/// All sections merged.
pub(super) struct Xref {
    pub(super) entries: Vec<Entry>,
    pub(super) kind: Kind,
    /// The newest trailer.
    pub(super) trailer: Dict,
    /// Where the newest section begins.
    pub(super) start: u64,
    /// The first number no object ever had.
    pub(super) next_number: u32,
}

impl Xref {
    /// Reads every section of the file.
    pub(super) fn read(source: &dyn Source) -> Result<Self, Error> {
        let start = start_of_newest(source)?;
        let mut reader = Reader {
            source,
            entries: Vec::new(),
            visited: Vec::new(),
        };
        let (kind, trailer) = reader.section(start)?;
        let mut previous = pointer(&trailer, "Prev")?;
        while let Some(offset) = previous {
            let (_, older) = reader.section(offset)?;
            previous = pointer(&older, "Prev")?;
        }
        let size = trailer
            .get("Size")
            .and_then(unsigned)
            .ok_or(Error::NeedsRepair("trailer without /Size"))?;
        let highest = size.max(reader.entries.len() as u64);
        let next_number = u32::try_from(highest.max(1))
            .ok()
            .filter(|&next| u64::from(next) < MAX_NUMBER);
        let next_number = next_number.ok_or(Error::NeedsRepair("object numbers beyond the limit"))?;
        Ok(Self {
            entries: reader.entries,
            kind,
            trailer,
            start,
            next_number,
        })
    }

    /// Where the object with this number is.
    pub(super) fn entry(&self, number: u32) -> Entry {
        self.entries
            .get(number as usize)
            .copied()
            .unwrap_or(Entry::Unknown)
    }
}

fn pointer(trailer: &Dict, key: &str) -> Result<Option<u64>, Error> {
    let Some(raw) = trailer.get(key) else {
        return Ok(None);
    };
    // Some producers write the offset as a real number.
    let offset = unsigned(raw).or_else(|| unsigned(raw.strip_suffix(b".0")?));
    offset
        .map(Some)
        .ok_or(Error::NeedsRepair("a cross-reference pointer is not a number"))
}

/// Reads the offset after the last `startxref`.
fn start_of_newest(source: &dyn Source) -> Result<u64, Error> {
    const KEYWORD: &[u8] = b"startxref";
    const SEARCHED: u64 = 2048;
    let from = source.length().saturating_sub(SEARCHED);
    let end = source.window(from, 2048)?;
    let found = end.windows(KEYWORD.len()).rposition(|window| window == KEYWORD);
    let at = skip_space(
        &end,
        found.ok_or(Error::NeedsRepair("no startxref"))? + KEYWORD.len(),
    );
    let offset =
        unsigned(&end[at..token_end(&end, at)]).ok_or(Error::NeedsRepair("startxref without offset"))?;
    if end[at..].windows(5).any(|window| window == b"%%EOF") {
        Ok(offset)
    } else {
        Err(Error::NeedsRepair("no end-of-file mark"))
    }
}

struct Reader<'a> {
    source: &'a dyn Source,
    entries: Vec<Entry>,
    visited: Vec<u64>,
}

impl Reader<'_> {
    fn section(&mut self, offset: u64) -> Result<(Kind, Dict), Error> {
        if self.visited.contains(&offset) || self.visited.len() >= MAX_SECTIONS {
            return Err(Error::NeedsRepair("cross-reference sections form a circle"));
        }
        self.visited.push(offset);
        let head = self.source.window(offset, 64)?;
        let begin = skip_space(&head, 0);
        if head[begin..].starts_with(b"xref") {
            let (subsections, trailer) = self.table(offset + begin as u64 + 4)?;
            let hidden = pointer(&trailer, "XRefStm")?;
            // A hybrid file: the stream lists objects that the table calls free (7.5.8.4). What the table itself
            // places wins: producers copy the pointer of an older revision into their trailers.
            self.note_all(&subsections, |row| hidden.is_none() || row != Entry::Free)?;
            if let Some(hidden) = hidden {
                self.stream(hidden)?;
                self.note_all(&subsections, |row| row == Entry::Free)?;
            }
            Ok((Kind::Table, trailer))
        } else {
            Ok((Kind::Stream, self.stream(offset)?))
        }
    }

    fn note_all(&mut self, subsections: &[Subsection], wanted: impl Fn(Entry) -> bool) -> Result<(), Error> {
        for (first, rows) in subsections {
            for (number, row) in (*first..).zip(rows) {
                if wanted(*row) {
                    self.note(number, *row)?;
                }
            }
        }
        Ok(())
    }

    /// Newer sections come first, so an entry that is known stays.
    fn note(&mut self, number: u64, entry: Entry) -> Result<(), Error> {
        // An honest file spends some bytes on every object; the allowance is for sparse numbering.
        if number > MAX_NUMBER || number > self.source.length() + 100_000 {
            return Err(Error::NeedsRepair("object numbers beyond the limit"));
        }
        let index = usize::try_from(number).expect("object numbers fit in 32 bits");
        if index >= self.entries.len() {
            self.entries.resize(index + 1, Entry::Unknown);
        }
        if self.entries[index] == Entry::Unknown {
            self.entries[index] = entry;
        }
        Ok(())
    }

    fn table(&self, offset: u64) -> Result<(Vec<Subsection>, Dict), Error> {
        let mut wanted = 16 * 1024;
        loop {
            let bytes = self.source.window(offset, wanted)?;
            if let Some(table) = parse_table(&bytes) {
                return Ok(table);
            }
            if offset + bytes.len() as u64 >= self.source.length() {
                return Err(Error::NeedsRepair("broken cross-reference table"));
            }
            wanted = wanted.saturating_mul(8);
        }
    }

    fn stream(&mut self, offset: u64) -> Result<Dict, Error> {
        const BROKEN: Error = Error::NeedsRepair("broken cross-reference stream");
        let object = read_indirect(self.source, offset).ok_or(BROKEN)?;
        let dict = Dict::parse(&object.value)
            .filter(|dict| dict.is("Type", "XRef"))
            .ok_or(BROKEN)?;
        let length = dict
            .get("Length")
            .and_then(unsigned)
            .and_then(|length| usize::try_from(length).ok());
        let begin = object.data.ok_or(BROKEN)?;
        let mut data = self.source.window(begin, length.ok_or(BROKEN)?)?.into_owned();
        data.truncate(length.ok_or(BROKEN)?);
        let rows = decode_stream(&dict, data).ok_or(BROKEN)?;
        self.stream_rows(&dict, &rows).ok_or(BROKEN)??;
        // The stream's own number counts as used even where its /Size forgets it.
        self.note(
            u64::from(object.id.number),
            Entry::At {
                offset: offset + object.header as u64,
                generation: object.id.generation,
            },
        )?;
        Ok(dict)
    }

    fn stream_rows(&mut self, dict: &Dict, rows: &[u8]) -> Option<Result<(), Error>> {
        let widths = array(dict.get("W")?)?
            .into_iter()
            .map(unsigned)
            .collect::<Option<Vec<_>>>()?;
        let [kind, second, third] = widths.as_slice() else {
            return None;
        };
        let (kind, second, third) = (
            usize::try_from(*kind).ok()?,
            usize::try_from(*second).ok()?,
            usize::try_from(*third).ok()?,
        );
        let width = kind.checked_add(second)?.checked_add(third)?;
        if width == 0 || kind > 8 || second > 8 || third > 8 {
            return None;
        }
        let index: Vec<u64> = match dict.get("Index") {
            Some(raw) => array(raw)?.into_iter().map(unsigned).collect::<Option<_>>()?,
            None => vec![0, unsigned(dict.get("Size")?)?],
        };
        let mut rows = rows.chunks_exact(width);
        for subsection in index.chunks(2) {
            let [first, count] = *subsection else { return None };
            for number in first..first.checked_add(count)? {
                let row = rows.next()?;
                let kind = if kind == 0 { 1 } else { big_endian(&row[..kind]) };
                let (second, third) = (
                    big_endian(&row[row.len() - third - second..row.len() - third]),
                    big_endian(&row[row.len() - third..]),
                );
                let entry = match kind {
                    1 if second == 0 => Entry::Free,
                    1 => Entry::At {
                        offset: second,
                        generation: u16::try_from(third).ok()?,
                    },
                    2 => Entry::Inside {
                        stream: u32::try_from(second).ok()?,
                        index: u32::try_from(third).ok()?,
                    },
                    _ => Entry::Free,
                };
                if let Err(error) = self.note(number, entry) {
                    return Some(Err(error));
                }
            }
        }
        Some(Ok(()))
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

type Subsection = (u64, Vec<Entry>);

/// Reads the table after the word `xref` up to its trailer; `None` when it is broken or not complete.
fn parse_table(bytes: &[u8]) -> Option<(Vec<Subsection>, Dict)> {
    let mut at = skip_space(bytes, 0);
    let mut subsections = Vec::new();
    while !bytes.get(at..)?.starts_with(b"trailer") {
        let (first, next) = table_number(bytes, at)?;
        let (count, next) = table_number(bytes, next)?;
        at = next;
        let mut rows = Vec::with_capacity(usize::try_from(count).ok()?.min(bytes.len() / 18));
        for _ in 0..count {
            let (offset, next) = table_number(bytes, at)?;
            let (generation, next) = table_number(bytes, next)?;
            let entry = match bytes.get(next)? {
                // Producers write offset 0 for objects that are not there.
                b'n' if offset == 0 => Entry::Free,
                b'n' => Entry::At {
                    offset,
                    generation: u16::try_from(generation).ok()?,
                },
                b'f' => Entry::Free,
                _ => return None,
            };
            rows.push(entry);
            at = skip_space(bytes, next + 1);
        }
        subsections.push((first, rows));
    }
    at = skip_space(bytes, at + b"trailer".len());
    let end = value_end(bytes, at)?;
    Some((subsections, Dict::parse(&bytes[at..end])?))
}

fn table_number(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let end = token_end(bytes, at);
    let value = bytes[at..end].iter().try_fold(0_u64, |value, &byte| {
        byte.is_ascii_digit()
            .then(|| value.checked_mul(10)?.checked_add(u64::from(byte - b'0')))?
    })?;
    (end > at).then(|| (value, skip_space(bytes, end)))
}

/// Reads the header `12 0 obj` at `at`: the name and the position after it.
pub(super) fn object_header(bytes: &[u8], at: usize) -> Option<(Id, usize)> {
    let (number, next) = table_number(bytes, at)?;
    let (generation, next) = table_number(bytes, next)?;
    bytes.get(next..)?.starts_with(b"obj").then_some(())?;
    Some((
        Id {
            number: u32::try_from(number).ok()?,
            generation: u16::try_from(generation).ok()?,
        },
        next + 3,
    ))
}
