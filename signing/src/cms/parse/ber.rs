//! Tag, length, value: BER as it is found in signatures (X.690), bounded and total.

use std::borrow::Cow;

/// Deeper nesting than any honest structure has.
const MAX_DEPTH: usize = 48;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
const CONSTRUCTED: u8 = 0x20;

/// One element: its identifier octet, its content, and the bytes it was read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tlv<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// The element with its header (and end-of-contents octets).
    pub(crate) whole: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// Reads one element; gives what follows it too.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        Self::read_at_depth(bytes, 0)
    }

    /// Reads one element that must be all there is.
    pub(crate) fn only(bytes: &'a [u8]) -> Option<Self> {
        let (element, rest) = Self::read(bytes)?;
        rest.is_empty().then_some(element)
    }

    fn read_at_depth(bytes: &'a [u8], depth: usize) -> Option<(Self, &'a [u8])> {
        let (tag, rest) = bytes.split_first()?;
        if depth > MAX_DEPTH || tag & 0x1f == 0x1f {
            return None;
        }
        let (first, rest) = rest.split_first()?;
        if *first == 0x80 {
            if tag & CONSTRUCTED == 0 {
                return None;
            }
            let length = indefinite_length(rest, depth)?;
            let whole = &bytes[..2 + length + 2];
            return Some((
                Self {
                    tag: *tag,
                    content: &rest[..length],
                    whole,
                },
                &rest[length + 2..],
            ));
        }
        let (length, rest) = if *first < 0x80 {
            (usize::from(*first), rest)
        } else {
            let count = usize::from(first & 0x7f);
            if count > 8 || rest.len() < count {
                return None;
            }
            let value = rest[..count].iter().try_fold(0_usize, |value, byte| {
                value.checked_mul(256).map(|value| value | usize::from(*byte))
            })?;
            (value, &rest[count..])
        };
        let content = rest.get(..length)?;
        let rest = &rest[length..];
        Some((
            Self {
                tag: *tag,
                content,
                whole: &bytes[..bytes.len() - rest.len()],
            },
            rest,
        ))
    }

    pub(crate) fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// The elements inside; `None` if one of them cannot be read.
    pub(crate) fn children(&self) -> Option<Vec<Tlv<'a>>> {
        elements(self.content)
    }

    /// The elements inside, if this is of the given tag.
    pub(crate) fn children_of(&self, tag: u8) -> Option<Vec<Tlv<'a>>> {
        (self.tag == tag).then(|| self.children()).flatten()
    }

    /// The octets of a string that may be in pieces (X.690, 8.7.3), whatever its tag.
    pub(crate) fn octets(&self) -> Option<Cow<'a, [u8]>> {
        if !self.is_constructed() {
            return Some(Cow::Borrowed(self.content));
        }
        let mut all = Vec::new();
        gather(self, &mut all, 0)?;
        Some(Cow::Owned(all))
    }

    /// The octets of a bit string without unused bits.
    pub(crate) fn bits(&self) -> Option<&'a [u8]> {
        let (unused, bits) = self.content.split_first()?;
        (self.tag == BIT_STRING && *unused == 0).then_some(bits)
    }

    /// A small non-negative integer.
    pub(crate) fn small_integer(&self) -> Option<u64> {
        let bytes = self.content;
        if bytes.is_empty() || bytes.len() > 9 || bytes[0] & 0x80 != 0 {
            return None;
        }
        bytes.iter().try_fold(0_u64, |value, byte| {
            Some(value.checked_mul(256)? | u64::from(*byte))
        })
    }
}

fn gather(element: &Tlv<'_>, all: &mut Vec<u8>, depth: usize) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    for piece in element.children()? {
        if piece.is_constructed() {
            gather(&piece, all, depth + 1)?;
        } else {
            all.extend_from_slice(piece.content);
        }
    }
    Some(())
}

/// All elements that follow each other in these bytes.
pub(crate) fn elements(mut bytes: &[u8]) -> Option<Vec<Tlv<'_>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (element, rest) = Tlv::read(bytes)?;
        found.push(element);
        bytes = rest;
    }
    Some(found)
}

/// Length of content that ends with two zero octets (X.690, 8.1.3.6).
fn indefinite_length(bytes: &[u8], depth: usize) -> Option<usize> {
    let mut rest = bytes;
    while !rest.starts_with(&[0, 0]) {
        (_, rest) = Tlv::read_at_depth(rest, depth + 1)?;
    }
    Some(bytes.len() - rest.len())
}

/// Writes an element with a definite length.
pub(crate) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if let Some(short) = u8::try_from(content.len()).ok().filter(|length| *length < 0x80) {
        out.push(short);
    } else {
        let length = content.len().to_be_bytes();
        let zeros = length.iter().take_while(|byte| **byte == 0).count();
        let count = u8::try_from(length.len() - zeros).unwrap_or(8);
        out.push(0x80 | count);
        out.extend_from_slice(&length[zeros..]);
    }
    out.extend_from_slice(content);
    out
}

/// The element with definite lengths and strings in one piece; the order of sets is kept.
pub(crate) fn normalise(element: &Tlv<'_>) -> Option<Vec<u8>> {
    normalise_at_depth(element, 0)
}

fn normalise_at_depth(element: &Tlv<'_>, depth: usize) -> Option<Vec<u8>> {
    if depth > MAX_DEPTH {
        return None;
    }
    if !element.is_constructed() {
        return Some(write(element.tag, element.content));
    }
    if element.tag == OCTET_STRING | CONSTRUCTED {
        return Some(write(OCTET_STRING, &element.octets()?));
    }
    let mut content = Vec::new();
    for child in element.children()? {
        content.extend(normalise_at_depth(&child, depth + 1)?);
    }
    Some(write(element.tag, &content))
}
