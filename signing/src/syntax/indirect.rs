//! Indirect objects and streams, ISO 32000-2, 7.3.8 and 7.3.10.

use std::rc::Rc;

use super::lexer::Lexer;
use super::object::{Dictionary, Id, Object, Stream};

/// How far past a wrong `/Length` the word `endstream` is looked for.
const SEARCH: usize = 64 << 20;

/// An indirect object and the bytes it fills.
#[derive(Debug)]
pub(crate) struct Indirect {
    pub(crate) id: Id,
    pub(crate) object: Rc<Object>,
    /// Where its number stands.
    pub(crate) start: usize,
    /// Past `endobj`.
    pub(crate) end: usize,
    /// Whether it has the `/Length` it says and ends with `endobj`.
    pub(crate) is_regular: bool,
}

/// Reads "12 0 obj … endobj" at an offset. `length` gives the value of an indirect `/Length`.
pub(crate) fn read(bytes: &[u8], offset: usize, length: impl Fn(Id) -> Option<i64>) -> Option<Indirect> {
    let mut lexer = Lexer::of_file(bytes, offset);
    lexer.skip_white();
    let start = lexer.position;
    let id = header(&mut lexer)?;
    lexer.skip_white();
    let object = if lexer.peeks(b"endobj") {
        Object::Null
    } else {
        lexer.object()?
    };
    let mut is_regular = true;
    lexer.skip_white();
    let object = match object {
        Object::Dictionary(dictionary) if lexer.keyword(b"stream") => {
            let (stream, has_true_length) = stream(bytes, &mut lexer, id, dictionary, length)?;
            is_regular &= has_true_length;
            Object::Stream(stream)
        }
        other => other,
    };
    lexer.skip_white();
    if !lexer.keyword(b"endobj") {
        is_regular = false;
    }
    Some(Indirect {
        id,
        object: Rc::new(object),
        start,
        end: lexer.position,
        is_regular,
    })
}

/// Reads "12 0 obj".
fn header(lexer: &mut Lexer<'_>) -> Option<Id> {
    let number = u32::try_from(lexer.digits()?).ok()?;
    lexer.skip_white();
    let generation = u16::try_from(lexer.digits()?).ok()?;
    lexer.skip_white();
    lexer.take(b"obj").then_some(Id { number, generation })
}

/// Reads a stream's bytes from behind the word `stream`; also tells whether `/Length` was right.
fn stream(
    bytes: &[u8],
    lexer: &mut Lexer<'_>,
    id: Id,
    dictionary: Dictionary,
    length: impl Fn(Id) -> Option<i64>,
) -> Option<(Stream, bool)> {
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.take(b"\r");
    }
    let start = lexer.position;
    let said = match dictionary.get("Length") {
        Some(Object::Integer(value)) => Some(*value),
        Some(Object::Reference(id)) => length(*id),
        _ => None,
    };
    let end = said.and_then(|value| start.checked_add(usize::try_from(value).ok()?));
    if let Some(end) = end.filter(|end| *end <= bytes.len()) {
        lexer.position = end;
        if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
            lexer.take(b"\r");
        }
        if lexer.keyword(b"endstream") {
            return Some((
                Stream {
                    id,
                    dictionary,
                    data: start..end,
                },
                true,
            ));
        }
    }
    let window = bytes.get(start..bytes.len().min(start.saturating_add(SEARCH)))?;
    let end = start + find(window, b"endstream")?;
    lexer.position = end + b"endstream".len();
    let data_end = end - trailing_line_end(&bytes[start..end]);
    Some((
        Stream {
            id,
            dictionary,
            data: start..data_end,
        },
        false,
    ))
}

fn trailing_line_end(bytes: &[u8]) -> usize {
    if bytes.ends_with(b"\r\n") {
        2
    } else {
        usize::from(bytes.ends_with(b"\n") || bytes.ends_with(b"\r"))
    }
}

/// Where `needle` first stands.
pub(crate) fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(step) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + step;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// Where `needle` last stands.
pub(crate) fn find_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len().max(1))
        .rposition(|window| window == needle)
}
