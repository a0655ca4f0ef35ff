//! Conditions read from the box or chosen beside it.

use serde::{Deserialize, Serialize};
use time::Date;

use super::kind::secrecy_name;
use crate::engine::EntryKind;

/// What a chip asks of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Số, with the symbol or its beginning: `1668/UBND-VX`, `1668 ubnd`, `số 1668`.
    Number {
        /// Số.
        number: u32,
        /// Ký hiệu or some groups of it.
        symbol: Option<String>,
    },
    /// Ký hiệu or some groups of it.
    Symbol(String),
    /// Số đến.
    ArrivalNumber(u32),
    /// Ngày của văn bản, both ends included.
    Dates {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// Cơ quan ban hành, or words of its name.
    Issuer(String),
    /// Cơ quan ban hành, the whole name and no longer one.
    IssuerIs(String),
    /// Người ký, or words of the name.
    Signer(String),
    /// Tên loại.
    Kind(String),
    /// Độ khẩn.
    Urgency(String),
    /// Độ mật, 0 for none to 3 for the highest.
    Secrecy(u8),
    /// Ngày đến, both ends included.
    Arrived {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// Hạn xử lý, both ends included.
    Due {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// Năm.
    Year(i32),
    /// Tình trạng.
    State(String),
    /// Đơn vị.
    Unit(String),
    /// Words of the trích yếu.
    Title(String),
    /// Văn bản đến, đi or dự thảo.
    Entry(EntryKind),
}

/// A condition and the words of the box it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chip {
    /// What it asks.
    pub condition: Condition,
    /// The words it was read from; empty if it was chosen beside the box.
    #[serde(default)]
    pub source: String,
}

impl Chip {
    /// A chip chosen beside the box.
    #[must_use]
    pub fn chosen(condition: Condition) -> Self {
        Self {
            condition,
            source: String::new(),
        }
    }

    /// What stands on the chip.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.condition {
            Condition::Number {
                number,
                symbol: Some(symbol),
            } => format!("Số: {number}/{symbol}"),
            Condition::Number { number, symbol: None } => format!("Số: {number}"),
            Condition::Symbol(symbol) => format!("Ký hiệu: {symbol}"),
            Condition::ArrivalNumber(number) => format!("Số đến: {number}"),
            Condition::Dates { from, to } => dates_label("Ngày", *from, *to),
            Condition::Arrived { from, to } => dates_label("Ngày đến", *from, *to),
            Condition::Due { from, to } => dates_label("Hạn xử lý", *from, *to),
            Condition::Secrecy(grade) => format!("Độ mật: {}", secrecy_name(*grade)),
            Condition::Issuer(name) | Condition::IssuerIs(name) => format!("Cơ quan ban hành: {name}"),
            Condition::Signer(name) => format!("Người ký: {name}"),
            Condition::Kind(name) => format!("Tên loại: {name}"),
            Condition::Urgency(name) => format!("Độ khẩn: {name}"),
            Condition::Year(year) => format!("Năm: {year}"),
            Condition::State(name) => format!("Tình trạng: {name}"),
            Condition::Unit(name) => format!("Đơn vị: {name}"),
            Condition::Title(words) => format!("Trích yếu: {words}"),
            Condition::Entry(EntryKind::Arrival) => "Văn bản đến".to_owned(),
            Condition::Entry(EntryKind::Issued) => "Văn bản đi".to_owned(),
            Condition::Entry(EntryKind::Draft) => "Dự thảo".to_owned(),
        }
    }
}

fn dates_label(what: &str, from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from == to => format!("{what}: {}", day(from)),
        (Some(from), Some(to)) => format!("{what}: từ {} đến {}", day(from), day(to)),
        (Some(from), None) => format!("{what}: từ {}", day(from)),
        (None, Some(to)) => format!("{what}: đến {}", day(to)),
        (None, None) => "Mọi ngày".to_owned(),
    }
}

/// A day as Vietnamese writes it in figures.
pub(super) fn day(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), u8::from(date.month()), date.year())
}

/// The text of the box without the words a chip was read from.
#[must_use]
pub fn without(text: &str, chip: &Chip) -> String {
    let text = crate::text::normalize(text);
    if chip.source.is_empty() {
        return text.into_owned();
    }
    let rest = text.replacen(&chip.source, " ", 1);
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}
