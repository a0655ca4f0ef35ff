//! Reading single PDF values from their bytes, and dictionaries that keep what they do not understand.

use super::lexer::{skip_space, token_end, value_end};

/// The name of an indirect object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id {
    pub(super) number: u32,
    pub(super) generation: u16,
}

impl Id {
    /// The value that points to the object.
    pub(super) fn reference(self) -> Vec<u8> {
        format!("{} {} R", self.number, self.generation).into_bytes()
    }
}

/// Reads an integer.
pub(super) fn integer(raw: &[u8]) -> Option<i64> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// Reads an integer that counts or points.
pub(super) fn unsigned(raw: &[u8]) -> Option<u64> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// Reads a number, whole or not.
pub(super) fn number(raw: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(raw).ok()?;
    text.bytes()
        .all(|byte| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9'))
        .then_some(())?;
    text.parse().ok()
}

/// Reads a reference `12 0 R`.
pub(super) fn reference(raw: &[u8]) -> Option<Id> {
    let raw = raw.strip_suffix(b"R")?;
    let first = token_end(raw, 0);
    let second = skip_space(raw, first);
    let end = token_end(raw, second);
    Some(Id {
        number: parse(&raw[..first])?,
        generation: parse(&raw[second..end])?,
    })
}

fn parse<T: std::str::FromStr>(raw: &[u8]) -> Option<T> {
    std::str::from_utf8(raw).ok()?.parse().ok()
}

/// Reads a name; `#41` stands for `A`.
pub(super) fn name(raw: &[u8]) -> Option<Vec<u8>> {
    let raw = raw.strip_prefix(b"/")?;
    let mut decoded = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let escaped = (raw[at] == b'#').then(|| raw.get(at + 1..at + 3)).flatten();
        let byte = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            decoded.push(byte);
            at += 3;
        } else {
            decoded.push(raw[at]);
            at += 1;
        }
    }
    Some(decoded)
}

/// Writes a name.
pub(super) fn write_name(out: &mut Vec<u8>, name: &[u8]) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !super::lexer::is_border(byte) && byte != b'#' {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

/// The items of an array.
pub(super) fn array(raw: &[u8]) -> Option<Vec<&[u8]>> {
    if raw.first() != Some(&b'[') {
        return None;
    }
    let mut items = Vec::new();
    let mut at = skip_space(raw, 1);
    while raw.get(at) != Some(&b']') {
        let end = value_end(raw, at)?;
        items.push(&raw[at..end]);
        at = skip_space(raw, end);
    }
    Some(items)
}

/// The bytes a literal or hexadecimal string stands for (ISO 32000-2, 7.3.4), not decrypted.
pub(super) fn string(raw: &[u8]) -> Option<Vec<u8>> {
    match raw.first()? {
        b'<' if raw.get(1) != Some(&b'<') => {
            let mut digits: Vec<u8> = raw[1..raw.len() - 1]
                .iter()
                .copied()
                .filter(|&byte| !super::lexer::is_space(byte))
                .collect();
            if digits.len() % 2 == 1 {
                digits.push(b'0');
            }
            hex::decode(digits).ok()
        }
        b'(' => Some(literal_string(&raw[1..raw.len() - 1])),
        _ => None,
    }
}

fn literal_string(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        at += 1;
        match byte {
            b'\r' => {
                out.push(b'\n');
                at += usize::from(raw.get(at) == Some(&b'\n'));
            }
            b'\\' => {
                let Some(&escaped) = raw.get(at) else { break };
                at += 1;
                match escaped {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'\n' => {}
                    b'\r' => at += usize::from(raw.get(at) == Some(&b'\n')),
                    b'0'..=b'7' => {
                        let mut code = u32::from(escaped - b'0');
                        let mut digits = 1;
                        while let Some(digit @ b'0'..=b'7') = raw.get(at).filter(|_| digits < 3) {
                            code = code * 8 + u32::from(digit - b'0');
                            at += 1;
                            digits += 1;
                        }
                        out.push(u8::try_from(code & 0xff).expect("masked to eight bits"));
                    }
                    other => out.push(other),
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// A dictionary as its entries, each value as its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dict {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Dict {
    /// Reads `<< … >>`.
    pub(super) fn parse(raw: &[u8]) -> Option<Self> {
        if !raw.starts_with(b"<<") {
            return None;
        }
        let mut entries = Vec::new();
        let mut at = skip_space(raw, 2);
        while !raw.get(at..)?.starts_with(b">>") {
            let key_end = token_end(raw, at + 1);
            let key = name(&raw[at..key_end])?;
            let start = skip_space(raw, key_end);
            let end = value_end(raw, start)?;
            entries.push((key, raw[start..end].to_vec()));
            at = skip_space(raw, end);
        }
        Some(Self { entries })
    }

    /// A dictionary from keys and finished values.
    pub(super) fn of<const N: usize>(entries: [(&str, &[u8]); N]) -> Self {
        let entries = entries.map(|(key, value)| (key.as_bytes().to_vec(), value.to_vec()));
        Self {
            entries: entries.into(),
        }
    }

    /// The value of `key`; a null value counts as absent (ISO 32000-2, 7.3.7).
    pub(super) fn get(&self, key: &str) -> Option<&[u8]> {
        let found = self.entries.iter().rfind(|(name, _)| name == key.as_bytes())?;
        (found.1 != b"null").then_some(&found.1)
    }

    /// Whether the value of `key` is the name `expected`.
    pub(super) fn is(&self, key: &str, expected: &str) -> bool {
        self.get(key)
            .and_then(name)
            .is_some_and(|name| name == expected.as_bytes())
    }

    /// Sets `key`, in place when it is there already.
    pub(super) fn set(&mut self, key: &str, value: impl Into<Vec<u8>>) {
        let value = value.into();
        match self.entries.iter_mut().rfind(|(name, _)| name == key.as_bytes()) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key.as_bytes().to_vec(), value)),
        }
    }

    /// The entries in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_slice(), value.as_slice()))
    }

    /// The dictionary as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = b"<<".to_vec();
        for (key, value) in self.iter() {
            write_name(&mut out, key);
            out.push(b' ');
            out.extend_from_slice(value);
            out.push(b'\n');
        }
        out.extend_from_slice(b">>");
        out
    }
}
