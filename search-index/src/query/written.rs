//! A condition written as the box reads it, so that forms, facets and links all end in one line of text.

use time::Date;

use super::chip::{Condition, day};
use super::kind::secrecy_name;
use crate::engine::EntryKind;

impl Condition {
    /// The condition as it would be typed in the box; reading it gives the same condition again.
    #[must_use]
    pub fn written(&self) -> String {
        match self {
            Self::Number {
                number,
                symbol: Some(symbol),
            } => format!("số:{number}/{symbol}"),
            Self::Number { number, symbol: None } => format!("số:{number}"),
            Self::Symbol(symbol) => format!("ký hiệu:{symbol}"),
            Self::ArrivalNumber(number) => format!("số đến:{number}"),
            Self::Dates { from, to } => stretch(*from, *to),
            Self::Arrived { from, to } => format!("ngày đến:\"{}\"", stretch(*from, *to)),
            Self::Due { from, to } => format!("hạn:\"{}\"", stretch(*from, *to)),
            // Without quotation marks it means words of the name; the semicolon ends it.
            Self::Issuer(name) => format!("cơ quan:{};", bare(name)),
            Self::IssuerIs(name) => quoted("cơ quan", name),
            Self::Signer(name) => quoted("người ký", name),
            Self::Kind(name) => quoted("loại", name),
            Self::Urgency(name) => quoted("độ khẩn", name),
            Self::Secrecy(grade) => quoted("độ mật", secrecy_name(*grade)),
            Self::Year(year) => format!("năm:{year}"),
            Self::State(name) => quoted("tình trạng", name),
            Self::Unit(name) => quoted("đơn vị", name),
            Self::Title(words) => quoted("trích yếu", words),
            Self::Entry(EntryKind::Arrival) => quoted("văn bản", "đến"),
            Self::Entry(EntryKind::Issued) => quoted("văn bản", "đi"),
            Self::Entry(EntryKind::Draft) => quoted("văn bản", "dự thảo"),
        }
    }
}

fn stretch(from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("ngày {}", day(from)),
        (Some(from), Some(to)) => format!("từ {} đến {}", day(from), day(to)),
        (Some(from), None) => format!("từ ngày {}", day(from)),
        (None, Some(to)) => format!("đến ngày {}", day(to)),
        (None, None) => String::new(),
    }
}

/// A value between quotation marks; marks inside it would end it.
fn quoted(field: &str, value: &str) -> String {
    format!("{field}:\"{}\"", value.replace(['"', '“', '”'], " "))
}

/// A value that ends at a sign: what would end it earlier is left out.
fn bare(value: &str) -> String {
    value.replace(['"', '“', '”', ',', ';', ':', '|'], " ")
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::query::parse;

    #[test]
    fn what_is_written_is_read_again_among_words() {
        let (from, to) = (Some(date!(2026 - 03 - 01)), Some(date!(2026 - 03 - 31)));
        let name = |name: &str| name.to_owned();
        let all = [
            Condition::Number {
                number: 1668,
                symbol: Some(name("UBND-VX")),
            },
            Condition::Number {
                number: 12,
                symbol: Some(name("2026/QĐ-UBND")),
            },
            Condition::Number {
                number: 15,
                symbol: None,
            },
            Condition::Symbol(name("QĐ-BNV")),
            Condition::ArrivalNumber(7),
            Condition::Dates { from, to },
            Condition::Dates { from, to: from },
            Condition::Dates { from, to: None },
            Condition::Dates { from: None, to },
            Condition::Arrived { from, to },
            Condition::Arrived { from: None, to },
            Condition::Due { from, to: None },
            Condition::Due { from: to, to },
            Condition::Issuer(name("noi vu")),
            Condition::IssuerIs(name("Văn phòng UBND tỉnh")),
            Condition::Signer(name("Nguyễn Văn An")),
            Condition::Kind(name("Công văn")),
            Condition::Urgency(name("Hỏa tốc")),
            Condition::Secrecy(0),
            Condition::Secrecy(2),
            Condition::Year(2026),
            Condition::State(name("Đang xử lý")),
            Condition::Unit(name("Phòng Văn xã")),
            Condition::Title(name("biên chế")),
            Condition::Entry(EntryKind::Arrival),
            Condition::Entry(EntryKind::Draft),
        ];
        for condition in all {
            let text = format!("quản lý {} công chức", condition.written());
            let parsed = parse(&text, date!(2026 - 11 - 21));
            let read: Vec<_> = parsed.chips.iter().map(|chip| &chip.condition).collect();
            assert_eq!(read, [&condition], "{text}");
            let words: Vec<_> = parsed
                .expression
                .words
                .iter()
                .map(|word| word.exact.as_str())
                .collect();
            assert_eq!(words, ["quản", "lý", "công", "chức"], "{text}");
        }
    }

    #[test]
    fn a_quotation_mark_in_a_name_does_not_end_it() {
        let written = Condition::Unit("Ban \"A\" OR B".to_owned()).written();
        assert_eq!(parse(&written, date!(2026 - 11 - 21)).chips.len(), 1, "{written}");
    }
}
