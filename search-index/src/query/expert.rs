//! Fields written out in the box: `loại:"Công văn"`, `người ký:Nguyễn Văn A`, `năm:2026`, `trích yếu:biên chế`.

use time::Date;

use super::chip::Condition;
use super::kind::{kind_named, secrecy_named};
use super::piece::{Matter, Piece, cut};
use super::{date, symbol};
use crate::engine::EntryKind;
use crate::text::fold::fold;

/// A field that can be named before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Kind,
    Issuer,
    Signer,
    Number,
    Symbol,
    ArrivalNumber,
    Year,
    Date,
    From,
    To,
    Urgency,
    Secrecy,
    Arrived,
    Due,
    State,
    Unit,
    Title,
    Entry,
}

/// The names of the fields without accents.
const NAMES: [(&str, Field); 36] = [
    ("loai", Field::Kind),
    ("ten loai", Field::Kind),
    ("kind", Field::Kind),
    ("co quan", Field::Issuer),
    ("noi gui", Field::Issuer),
    ("ban hanh", Field::Issuer),
    ("issuer", Field::Issuer),
    ("nguoi ky", Field::Signer),
    ("ky", Field::Signer),
    ("signer", Field::Signer),
    ("so den", Field::ArrivalNumber),
    ("so", Field::Number),
    ("number", Field::Number),
    ("ky hieu", Field::Symbol),
    ("symbol", Field::Symbol),
    ("nam", Field::Year),
    ("year", Field::Year),
    ("tu ngay", Field::From),
    ("tu", Field::From),
    ("den ngay", Field::To),
    ("den", Field::To),
    ("ngay", Field::Date),
    ("date", Field::Date),
    ("do khan", Field::Urgency),
    ("khan", Field::Urgency),
    ("do mat", Field::Secrecy),
    ("mat", Field::Secrecy),
    ("ngay den", Field::Arrived),
    ("han", Field::Due),
    ("trang thai", Field::State),
    ("tinh trang", Field::State),
    ("don vi", Field::Unit),
    ("trich yeu", Field::Title),
    ("tieu de", Field::Title),
    ("title", Field::Title),
    ("van ban", Field::Entry),
];

/// Reads a field and its value at the beginning of the pieces.
pub(super) fn read(text: &str, pieces: &[Piece], today: Date) -> Option<(Condition, usize)> {
    let (field, name_length) = name(text, pieces)?;
    let value = &pieces[name_length..];
    if let Piece {
        matter: Matter::Phrase(words),
        is_negated: false,
        ..
    } = value.first()?
    {
        let written = &text[words.first()?.from..words.last()?.to];
        return Some((quoted(field, written, text, value, today)?, name_length + 1));
    }
    let end = value_end(text, value);
    if end == 0 {
        return None;
    }
    let written = text[value[0].from..value[end - 1].to].trim();
    let (condition, taken) = condition(field, written, text, &value[..end], today)?;
    Some((condition, name_length + taken.unwrap_or(end)))
}

/// The condition of a value in quotation marks: the whole name of an issuer, a stretch of days in words.
fn quoted(field: Field, written: &str, text: &str, value: &[Piece], today: Date) -> Option<Condition> {
    match field {
        Field::Issuer => Some(Condition::IssuerIs(written.to_owned())),
        Field::Arrived | Field::Due => {
            let (Condition::Dates { from, to }, _) = date::read(written, &cut(written), today)? else {
                return None;
            };
            Some(stretch(field, from, to))
        }
        _ => condition(field, written, text, value, today).map(|(condition, _)| condition),
    }
}

/// A stretch of days of one of the fields that hold days.
fn stretch(field: Field, from: Option<Date>, to: Option<Date>) -> Condition {
    match field {
        Field::Arrived => Condition::Arrived { from, to },
        Field::Due => Condition::Due { from, to },
        Field::From => Condition::Dates { from, to: None },
        Field::To => Condition::Dates { from: None, to },
        _ => Condition::Dates { from, to },
    }
}

/// The field named at the beginning, and how many pieces its name and colon take.
fn name(text: &str, pieces: &[Piece]) -> Option<(Field, usize)> {
    (1..=2.min(pieces.len().saturating_sub(1)))
        .rev()
        .find_map(|length| {
            let last = &pieces[length - 1];
            if !text[last.to..].starts_with(':') {
                return None;
            }
            let words: Option<Vec<&str>> = pieces[..length].iter().map(Piece::folded).collect();
            let written = words?.join(" ");
            NAMES
                .into_iter()
                .find(|(name, _)| *name == written)
                .map(|(_, field)| (field, length))
        })
}

/// Where a value without quotation marks ends: before the next field, operator, phrase, comma or semicolon.
fn value_end(text: &str, pieces: &[Piece]) -> usize {
    let mut end = 0;
    while let Some(piece) = pieces.get(end) {
        let is_parted = end > 0 && text[pieces[end - 1].to..piece.from].contains([',', ';']);
        if piece.folded().is_none() || is_parted || (end > 0 && name(text, &pieces[end..]).is_some()) {
            break;
        }
        end += 1;
    }
    end
}

/// The condition a field's value makes, and how many pieces of it belong to the value, if not all.
fn condition(
    field: Field,
    written: &str,
    text: &str,
    value: &[Piece],
    today: Date,
) -> Option<(Condition, Option<usize>)> {
    let named = |condition: fn(String) -> Condition| Some((condition(written.to_owned()), None));
    match field {
        Field::Kind => Some((
            Condition::Kind(kind_named(written).map_or_else(|| written.to_owned(), str::to_owned)),
            None,
        )),
        Field::Issuer => named(Condition::Issuer),
        Field::Signer => named(Condition::Signer),
        Field::Urgency => named(Condition::Urgency),
        Field::State => named(Condition::State),
        Field::Unit => named(Condition::Unit),
        Field::Title => named(Condition::Title),
        Field::Symbol => {
            let end = joined_end(text, value);
            Some((
                Condition::Symbol(text[value[0].from..value[end - 1].to].to_uppercase()),
                Some(end),
            ))
        }
        Field::Number => symbol::read(text, value)
            .or_else(|| {
                Some((
                    Condition::Number {
                        number: value[0].number()?,
                        symbol: None,
                    },
                    1,
                ))
            })
            .map(|(condition, taken)| (condition, Some(taken))),
        Field::ArrivalNumber => Some((Condition::ArrivalNumber(value[0].number()?), Some(1))),
        Field::Year => Some((Condition::Year(i32::try_from(value[0].number()?).ok()?), Some(1))),
        Field::Date | Field::From | Field::To | Field::Arrived | Field::Due => {
            let (from, to, taken) = date::read_value(text, value, today)?;
            Some((stretch(field, Some(from), Some(to)), Some(taken)))
        }
        Field::Secrecy => Some((Condition::Secrecy(secrecy_named(written)?), None)),
        Field::Entry => {
            let kind = match fold(written).as_str() {
                "den" => EntryKind::Arrival,
                "di" => EntryKind::Issued,
                "du thao" => EntryKind::Draft,
                _ => return None,
            };
            Some((Condition::Entry(kind), None))
        }
    }
}

/// The piece after the last that hyphens or slashes join to the first.
fn joined_end(text: &str, pieces: &[Piece]) -> usize {
    let mut end = 1;
    while end < pieces.len() && matches!(&text[pieces[end - 1].to..pieces[end].from], "-" | "/") {
        end += 1;
    }
    end
}
