//! `/ByteRange` and `/Contents`: what a signature covers (ISO 32000-2, 12.8.1).
//!
//! Answers universal signature forgery (missing, empty or odd entries), signature wrapping (a gap wider than the
//! value, a moved second range, doubled `/Contents`) and ranges that stop in the middle of a revision.

use std::ops::Range;

use crate::syntax::revision::Flaw;
use crate::syntax::{Dictionary, Object, PdfFile};

/// Why a range is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeError {
    MissingByteRange,
    NotFourIntegers,
    NotFromStart,
    OutsideFile,
    MissingContents,
    GapIsNotContents,
    DoubledKey,
    NotAtRevisionEnd,
}

impl RangeError {
    /// The reason in Vietnamese.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::MissingByteRange => "chữ ký không có /ByteRange",
            Self::NotFourIntegers => "/ByteRange không phải đúng bốn số nguyên",
            Self::NotFromStart => "/ByteRange không bắt đầu từ đầu tệp",
            Self::OutsideFile => "/ByteRange vượt ra ngoài tệp",
            Self::MissingContents => "chữ ký không có /Contents hợp lệ",
            Self::GapIsNotContents => {
                "khoảng trống của /ByteRange không đúng là giá trị /Contents của chữ ký"
            }
            Self::DoubledKey => "từ điển chữ ký có khóa lặp lại",
            Self::NotAtRevisionEnd => "chữ ký không phủ đến hết một phiên bản của tệp",
        }
    }
}

/// What a signature covers: everything before its value and everything after it up to `end`.
#[derive(Debug, Clone)]
pub(crate) struct SignedRange {
    pub(crate) gap: Range<usize>,
    pub(crate) end: usize,
    /// The revision it closes.
    pub(crate) revision: usize,
}

impl SignedRange {
    /// The covered bytes in order.
    pub(crate) fn parts<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        [
            bytes.get(..self.gap.start).unwrap_or_default(),
            bytes.get(self.gap.end..self.end).unwrap_or_default(),
        ]
    }

    /// Reads and judges the range of a signature dictionary.
    pub(crate) fn read(file: &PdfFile<'_>, signature: &Dictionary) -> Result<Self, RangeError> {
        let [start, before, after, length] = four_integers(signature)?;
        if start != 0 {
            return Err(RangeError::NotFromStart);
        }
        let end = after
            .checked_add(length)
            .filter(|end| *end <= file.bytes.len())
            .ok_or(RangeError::OutsideFile)?;
        if before == 0 || after <= before {
            return Err(RangeError::GapIsNotContents);
        }
        if signature.has_doubled_keys() {
            return Err(RangeError::DoubledKey);
        }
        let gap = before..after;
        if contents_span(signature)? != gap {
            return Err(RangeError::GapIsNotContents);
        }
        let revision = file
            .revisions
            .iter()
            .position(|revision| revision.ends_at(end) && !revision.flaws.contains(&Flaw::NoEnd));
        let revision = revision.ok_or(RangeError::NotAtRevisionEnd)?;
        Ok(Self { gap, end, revision })
    }
}

/// Exactly four integers that are not negative, written in place.
fn four_integers(signature: &Dictionary) -> Result<[usize; 4], RangeError> {
    let numbers = match signature.get("ByteRange") {
        None | Some(Object::Null) => return Err(RangeError::MissingByteRange),
        Some(object) => object.as_array().ok_or(RangeError::NotFourIntegers)?,
    };
    let numbers: Option<Vec<usize>> = numbers
        .iter()
        .map(|number| usize::try_from(number.as_integer()?).ok())
        .collect();
    numbers
        .and_then(|numbers| <[usize; 4]>::try_from(numbers).ok())
        .ok_or(RangeError::NotFourIntegers)
}

/// Where the one hexadecimal string of `/Contents` stands.
fn contents_span(signature: &Dictionary) -> Result<Range<usize>, RangeError> {
    let string = signature
        .get("Contents")
        .and_then(Object::as_string)
        .ok_or(RangeError::MissingContents)?;
    if !string.hexadecimal || string.bytes.is_empty() {
        return Err(RangeError::MissingContents);
    }
    string.span.clone().ok_or(RangeError::MissingContents)
}
