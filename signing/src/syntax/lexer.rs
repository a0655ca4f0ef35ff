//! Tokens and direct objects, ISO 32000-2, 7.2 and 7.3.

use super::object::{Dictionary, Id, Object, PdfString};

/// Deeper nesting than any honest file has.
const MAX_DEPTH: usize = 96;

/// Reads objects from bytes, from a position on.
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    pub(crate) position: usize,
    /// Whether positions are those of the file (not of a decoded object stream).
    is_file: bool,
}

pub(crate) fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

fn is_regular(byte: u8) -> bool {
    !is_white(byte) && !is_delimiter(byte)
}

impl<'a> Lexer<'a> {
    /// Reads the file's own bytes.
    pub(crate) fn of_file(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position,
            is_file: true,
        }
    }

    /// Reads bytes that are not the file's own.
    pub(crate) fn of_decoded(bytes: &'a [u8], position: usize) -> Self {
        Self {
            bytes,
            position,
            is_file: false,
        }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    /// Skips white space and comments.
    pub(crate) fn skip_white(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.position += 1;
                }
            } else if is_white(byte) {
                self.position += 1;
            } else {
                break;
            }
        }
    }

    /// Takes these bytes if they come next.
    pub(crate) fn take(&mut self, expected: &[u8]) -> bool {
        let found = self.peeks(expected);
        if found {
            self.position += expected.len();
        }
        found
    }

    /// Whether these bytes come next.
    pub(crate) fn peeks(&self, expected: &[u8]) -> bool {
        self.bytes
            .get(self.position..)
            .is_some_and(|rest| rest.starts_with(expected))
    }

    /// Takes a keyword if it comes next and ends there.
    pub(crate) fn keyword(&mut self, word: &[u8]) -> bool {
        let start = self.position;
        if self.take(word) && !self.peek().is_some_and(is_regular) {
            return true;
        }
        self.position = start;
        false
    }

    /// A run of digits that fits.
    pub(crate) fn digits(&mut self) -> Option<u64> {
        let start = self.position;
        let mut value: u64 = 0;
        while let Some(byte) = self.peek().filter(u8::is_ascii_digit) {
            value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
            self.position += 1;
        }
        (self.position > start).then_some(value)
    }

    /// The next operator or keyword as bytes, for content streams.
    pub(crate) fn word(&mut self) -> &'a [u8] {
        let start = self.position;
        while self.peek().is_some_and(is_regular) {
            self.position += 1;
        }
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// The next object; white space before it is skipped.
    pub(crate) fn object(&mut self) -> Option<Object> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Object> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_white();
        match self.peek()? {
            b'/' => Some(Object::Name(self.name())),
            b'(' => self.literal_string().map(Object::String),
            b'<' if self.bytes.get(self.position + 1) == Some(&b'<') => {
                self.dictionary(depth).map(Object::Dictionary)
            }
            b'<' => self.hexadecimal_string().map(Object::String),
            b'[' => self.array(depth).map(Object::Array),
            b'+' | b'-' | b'.' | b'0'..=b'9' => self.number_or_reference(),
            _ if self.keyword(b"true") => Some(Object::Boolean(true)),
            _ if self.keyword(b"false") => Some(Object::Boolean(false)),
            _ if self.keyword(b"null") => Some(Object::Null),
            _ => None,
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.position += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|byte| is_regular(*byte)) {
            self.position += 1;
            let escaped = (byte == b'#')
                .then(|| Some((self.hex_at(self.position)?, self.hex_at(self.position + 1)?)))
                .flatten();
            if let Some((high, low)) = escaped {
                name.push(high << 4 | low);
                self.position += 2;
            } else {
                name.push(byte);
            }
        }
        name
    }

    fn hex_at(&self, position: usize) -> Option<u8> {
        let digit = char::from(*self.bytes.get(position)?).to_digit(16)?;
        u8::try_from(digit).ok()
    }

    fn literal_string(&mut self) -> Option<PdfString> {
        let start = self.position;
        self.position += 1;
        let mut bytes = Vec::new();
        let mut depth = 1_usize;
        loop {
            let byte = self.peek()?;
            self.position += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut bytes)?;
                    continue;
                }
                b'\r' => {
                    self.take(b"\n");
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
        Some(PdfString {
            bytes,
            span: self.span(start),
            hexadecimal: false,
        })
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.position += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' => {
                self.take(b"\n");
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|digit| (b'0'..=b'7').contains(digit)) else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.position += 1;
                }
                bytes.push(u8::try_from(value & 0xff).ok()?);
            }
            other => bytes.push(other),
        }
        Some(())
    }

    fn hexadecimal_string(&mut self) -> Option<PdfString> {
        let start = self.position;
        self.position += 1;
        let mut bytes = Vec::new();
        let mut high: Option<u8> = None;
        loop {
            let byte = self.peek()?;
            if byte == b'>' {
                self.position += 1;
                break;
            }
            if !is_white(byte) {
                let digit = self.hex_at(self.position)?;
                match high.take() {
                    Some(first) => bytes.push(first << 4 | digit),
                    None => high = Some(digit),
                }
            }
            self.position += 1;
        }
        bytes.extend(high.map(|digit| digit << 4));
        Some(PdfString {
            bytes,
            span: self.span(start),
            hexadecimal: true,
        })
    }

    fn span(&self, start: usize) -> Option<std::ops::Range<usize>> {
        self.is_file.then_some(start..self.position)
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.position += 1;
        let mut items = Vec::new();
        loop {
            self.skip_white();
            if self.take(b"]") {
                return Some(items);
            }
            items.push(self.nested(depth + 1)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        self.position += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_white();
            if self.take(b">>") {
                return Some(Dictionary { entries });
            }
            if self.peek()? != b'/' {
                return None;
            }
            let key = self.name();
            entries.push((key, self.nested(depth + 1)?));
        }
    }

    fn number_or_reference(&mut self) -> Option<Object> {
        let first = self.number()?;
        let Object::Integer(number) = first else {
            return Some(first);
        };
        let after_first = self.position;
        if let Some(id) = self.rest_of_reference(number) {
            return Some(Object::Reference(id));
        }
        self.position = after_first;
        Some(first)
    }

    fn rest_of_reference(&mut self, number: i64) -> Option<Id> {
        let number = u32::try_from(number).ok()?;
        let before = self.position;
        self.skip_white();
        if self.position == before {
            return None;
        }
        let generation = u16::try_from(self.digits()?).ok()?;
        let before = self.position;
        self.skip_white();
        (self.position > before && self.keyword(b"R")).then_some(Id { number, generation })
    }

    /// A number as viewers take it: "4.", "-.002", "+17", and "12-34" as 12.
    pub(crate) fn number(&mut self) -> Option<Object> {
        let start = self.position;
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9'))
        {
            self.position += 1;
        }
        let text = std::str::from_utf8(self.bytes.get(start..self.position)?).ok()?;
        if let Ok(value) = text.parse::<i64>() {
            return Some(Object::Integer(value));
        }
        if let Ok(value) = text.parse::<f64>() {
            return Some(Object::Real(value));
        }
        let body = text.trim_start_matches(['+', '-']);
        let end = body.find(['+', '-']).unwrap_or(body.len());
        Some(Object::Real(body.get(..end)?.parse::<f64>().unwrap_or(0.0)))
    }
}
