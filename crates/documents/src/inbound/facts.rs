//! The facts of a registration: what a clerk types, and what it means.

use kernel::{FieldError, text::clean_line};
use serde::{Deserialize, Serialize};
use time::{Date, Month};

use crate::{DocumentKind, NumberSymbol, Secrecy, Urgency};

/// Longest subject taken (Decree 30/2020, Annex VI: "Trích yếu nội dung", 500 characters).
pub const LONGEST_SUBJECT: usize = 500;
/// Longest name of an agency (the same annex).
const LONGEST_ISSUER: usize = 200;
/// Longest name of a person or title.
const LONGEST_NAME: usize = 100;
/// Longest note.
const LONGEST_NOTE: usize = 500;

/// The facts as they were typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RawFacts {
    /// "1668/UBND-VX"; empty when the document bears none.
    pub number_symbol: String,
    /// "05/03/2026" or "2026-03-05".
    pub date: String,
    /// Issuing agency.
    pub issuer: String,
    /// Code of the kind.
    pub kind: String,
    /// Subject.
    pub subject: String,
    /// Signer's name.
    pub signer_name: String,
    /// Signer's title.
    pub signer_title: String,
    /// Code of the urgency.
    pub urgency: String,
    /// Code of the secrecy.
    pub secrecy: String,
    /// The day it came; empty for today.
    pub arrived_on: String,
    /// Pages, of a paper document.
    pub pages: String,
    /// By when it is to be settled, when it says so.
    pub due: String,
    /// The clerk's note.
    pub note: String,
}

/// The facts of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Number and symbol.
    pub number_symbol: Option<NumberSymbol>,
    /// The date it bears.
    pub date: Option<Date>,
    /// Issuing agency.
    pub issuer: String,
    /// Kind.
    pub kind: DocumentKind,
    /// Subject.
    pub subject: String,
    /// Signer's name.
    pub signer_name: String,
    /// Signer's title.
    pub signer_title: String,
    /// Urgency.
    pub urgency: Urgency,
    /// Secrecy.
    pub secrecy: Secrecy,
    /// The day it came.
    pub arrived_on: Date,
    /// Pages.
    pub pages: i32,
    /// By when it is to be settled.
    pub due: Option<Date>,
    /// The clerk's note.
    pub note: String,
}

impl RawFacts {
    /// Reads the facts, with every mistake told at once.
    ///
    /// # Errors
    /// One entry for each wrong field.
    pub fn read(&self, today: Date) -> Result<Facts, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let facts = Facts {
            number_symbol: number_symbol(&self.number_symbol, &mut wrong),
            date: date("date", &self.date, &mut wrong),
            issuer: required(
                "issuer",
                &self.issuer,
                LONGEST_ISSUER,
                "tên cơ quan ban hành",
                &mut wrong,
            ),
            kind: word("kind", &self.kind, DocumentKind::Letter, "tên loại", &mut wrong),
            subject: required("subject", &self.subject, LONGEST_SUBJECT, "trích yếu", &mut wrong),
            signer_name: optional("signer_name", &self.signer_name, LONGEST_NAME, &mut wrong),
            signer_title: optional("signer_title", &self.signer_title, LONGEST_NAME * 2, &mut wrong),
            urgency: word("urgency", &self.urgency, Urgency::Normal, "độ khẩn", &mut wrong),
            secrecy: word("secrecy", &self.secrecy, Secrecy::Open, "độ mật", &mut wrong),
            arrived_on: date("arrived_on", &self.arrived_on, &mut wrong).unwrap_or(today),
            pages: pages(&self.pages, &mut wrong),
            due: date("due", &self.due, &mut wrong),
            note: optional("note", &self.note, LONGEST_NOTE, &mut wrong),
        };
        if facts.date.is_some_and(|date| date > facts.arrived_on) {
            wrong.push(FieldError::new("date", "Ngày văn bản không thể sau ngày đến."));
        }
        if facts.arrived_on > today {
            wrong.push(FieldError::new("arrived_on", "Ngày đến không thể sau hôm nay."));
        }
        if wrong.is_empty() { Ok(facts) } else { Err(wrong) }
    }
}

fn number_symbol(text: &str, wrong: &mut Vec<FieldError>) -> Option<NumberSymbol> {
    let text = clean_line(text);
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        wrong.push(FieldError::new(
            "number_symbol",
            "Viết số và ký hiệu như trên văn bản, ví dụ 1668/UBND-VX.",
        ));
    }
    read
}

/// Reads a date as typed, "05/03/2026", or as a browser sends it, "2026-03-05".
#[must_use]
pub fn read_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '-', '.']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if first.trim().len() == 4 {
        (first, third)
    } else {
        (third, first)
    };
    let year: i32 = year
        .trim()
        .parse()
        .ok()
        .filter(|year| (1900..=2200).contains(year))?;
    let month = Month::try_from(second.trim().parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year, month, day.trim().parse().ok()?).ok()
}

fn date(field: &str, text: &str, wrong: &mut Vec<FieldError>) -> Option<Date> {
    let text = clean_line(text);
    if text.is_empty() {
        return None;
    }
    let read = read_date(&text);
    if read.is_none() {
        wrong.push(FieldError::new(field, "Viết ngày/tháng/năm, ví dụ 05/03/2026."));
    }
    read
}

fn required(field: &str, text: &str, longest: usize, what: &str, wrong: &mut Vec<FieldError>) -> String {
    let text = optional(field, text, longest, wrong);
    if text.is_empty() {
        wrong.push(FieldError::new(field, format!("Cần có {what}.")));
    }
    text
}

fn optional(field: &str, text: &str, longest: usize, wrong: &mut Vec<FieldError>) -> String {
    let text = clean_line(text);
    let length = text.chars().count();
    if length > longest {
        wrong.push(FieldError::new(
            field,
            format!("Dài {length} ký tự; nhiều nhất {longest}."),
        ));
    }
    text
}

fn word<T: std::str::FromStr>(
    field: &str,
    text: &str,
    usual: T,
    what: &str,
    wrong: &mut Vec<FieldError>,
) -> T {
    if text.trim().is_empty() {
        return usual;
    }
    text.trim().parse().unwrap_or_else(|_| {
        wrong.push(FieldError::new(field, format!("Chọn {what} trong danh sách.")));
        usual
    })
}

fn pages(text: &str, wrong: &mut Vec<FieldError>) -> i32 {
    if text.trim().is_empty() {
        return 0;
    }
    text.trim()
        .parse()
        .ok()
        .filter(|pages| (1..=100_000).contains(pages))
        .unwrap_or_else(|| {
            wrong.push(FieldError::new("pages", "Số trang là số nguyên dương."));
            0
        })
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn typed() -> RawFacts {
        RawFacts {
            number_symbol: "1668/UBND-VX".to_owned(),
            date: "05/03/2026".to_owned(),
            issuer: "Uy\u{309} ban nhân dân tỉnh Ninh Bình".to_owned(),
            kind: "letter".to_owned(),
            subject: "Triển khai  chuyển đổi số".to_owned(),
            ..RawFacts::default()
        }
    }

    fn wrong_fields(raw: &RawFacts) -> Vec<String> {
        raw.read(date!(2026 - 03 - 10))
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|error| error.field)
            .collect()
    }

    #[test]
    fn what_is_typed_in_decomposed_letters_is_kept_composed() {
        let facts = typed().read(date!(2026 - 03 - 10)).unwrap();
        assert_eq!(facts.issuer, "Uỷ ban nhân dân tỉnh Ninh Bình");
        assert_eq!(facts.subject, "Triển khai chuyển đổi số");
        assert_eq!(
            (facts.date, facts.arrived_on),
            (Some(date!(2026 - 03 - 05)), date!(2026 - 03 - 10))
        );
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let raw = RawFacts {
            number_symbol: "không số".to_owned(),
            date: "31/02/2026".to_owned(),
            subject: "x".repeat(10_000),
            kind: "cv".to_owned(),
            ..RawFacts::default()
        };
        assert_eq!(
            wrong_fields(&raw),
            ["number_symbol", "date", "issuer", "kind", "subject"]
        );
    }

    #[test]
    fn a_document_cannot_come_before_its_date_nor_tomorrow() {
        assert_eq!(
            wrong_fields(&RawFacts {
                date: "2026-03-11".to_owned(),
                ..typed()
            }),
            ["date"]
        );
        assert_eq!(
            wrong_fields(&RawFacts {
                arrived_on: "11/03/2026".to_owned(),
                ..typed()
            }),
            ["arrived_on"]
        );
    }
}
