//! The advanced form: fields that end in one line of text in the box, and are read from it again.

use kernel::{FieldError, text::clean_line};
use search_index::{
    Condition, EntryKind,
    query::{Expression, Parsed, SECRECIES, Side, parse, words_only},
};
use time::Date;

use crate::inbound::facts::read_date;

/// What the form asks for; an empty field asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    /// Words of the content.
    pub words: String,
    /// Words side by side.
    pub phrase: String,
    /// Words that must not occur.
    pub without: String,
    /// Trích yếu.
    pub title: String,
    /// `den`, `di` or `du-thao`.
    pub book: String,
    /// Số.
    pub number: String,
    /// Ký hiệu.
    pub symbol: String,
    /// Số đến.
    pub arrival_number: String,
    /// Cơ quan ban hành: words of its name, or the whole name in quotation marks.
    pub issuer: String,
    /// Người ký.
    pub signer: String,
    /// Tên loại.
    pub kind: String,
    /// Độ khẩn.
    pub urgency: String,
    /// Độ mật.
    pub secrecy: String,
    /// Tình trạng.
    pub state: String,
    /// Đơn vị.
    pub unit: String,
    /// Năm.
    pub year: String,
    /// Ngày văn bản.
    pub dated: Days,
    /// Ngày đến.
    pub arrived: Days,
    /// Hạn xử lý.
    pub due: Days,
}

/// A stretch of days as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

impl Days {
    fn of(from: Option<Date>, to: Option<Date>) -> Self {
        let shown = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            from: shown(from),
            to: shown(to),
        }
    }
}

/// A condition made from a name.
type Named = fn(String) -> Condition;

/// The names of the books in the form.
const BOOKS: [(&str, EntryKind); 3] = [
    ("den", EntryKind::Arrival),
    ("di", EntryKind::Issued),
    ("du-thao", EntryKind::Draft),
];

impl Fields {
    /// Reads the box.
    #[must_use]
    pub fn of(question: &str, today: Date) -> Self {
        let parsed = parse(question, today);
        let mut fields = Self::default();
        for chip in &parsed.chips {
            fields.take(&chip.condition);
        }
        fields.take_words(&parsed);
        fields
    }

    fn take(&mut self, condition: &Condition) {
        match condition {
            Condition::Number { number, symbol } => {
                self.number = number.to_string();
                if let Some(symbol) = symbol {
                    self.symbol.clone_from(symbol);
                }
            }
            Condition::Symbol(symbol) => self.symbol.clone_from(symbol),
            Condition::ArrivalNumber(number) => self.arrival_number = number.to_string(),
            Condition::Dates { from, to } => self.dated = Days::of(*from, *to),
            Condition::Arrived { from, to } => self.arrived = Days::of(*from, *to),
            Condition::Due { from, to } => self.due = Days::of(*from, *to),
            Condition::Issuer(name) => self.issuer.clone_from(name),
            Condition::IssuerIs(name) => self.issuer = format!("\"{name}\""),
            Condition::Signer(name) => self.signer.clone_from(name),
            Condition::Kind(name) => self.kind.clone_from(name),
            Condition::Urgency(name) => self.urgency.clone_from(name),
            Condition::Secrecy(grade) => {
                SECRECIES[usize::from(*grade).min(SECRECIES.len() - 1)].clone_into(&mut self.secrecy);
            }
            Condition::Year(year) => self.year = year.to_string(),
            Condition::State(name) => self.state.clone_from(name),
            Condition::Unit(name) => self.unit.clone_from(name),
            Condition::Title(words) => self.title.clone_from(words),
            Condition::Entry(kind) => {
                let book = BOOKS.iter().find(|(_, known)| known == kind);
                book.map_or("", |(name, _)| name).clone_into(&mut self.book);
            }
        }
    }

    fn take_words(&mut self, parsed: &Parsed) {
        let Expression {
            words,
            phrases,
            alternatives,
            unwanted,
        } = &parsed.expression;
        let text = |side: &Side| in_text(&parsed.text, side);
        let single = words
            .iter()
            .map(|word| (word.from, parsed.text[word.from..word.to].to_owned()));
        let either = alternatives.iter().map(|sides| {
            let written: Vec<String> = sides.iter().map(text).collect();
            (sides.first().map_or(0, begin), written.join(" OR "))
        });
        let quoted = phrases.iter().skip(1).map(|words| {
            let side = Side::Phrase(words.clone());
            (begin(&side), text(&side))
        });
        // In the order in which they were typed: neighbours mean more than words that stand apart.
        let mut rest: Vec<(usize, String)> = single.chain(either).chain(quoted).collect();
        rest.sort_by_key(|(from, _)| *from);
        let rest: Vec<String> = rest.into_iter().map(|(_, text)| text).collect();
        self.words = rest.join(" ");
        if let Some(first) = phrases.first() {
            text(&Side::Phrase(first.clone()))
                .trim_matches('"')
                .clone_into(&mut self.phrase);
        }
        self.without = unwanted.iter().map(text).collect::<Vec<_>>().join(" ");
    }

    /// Writes what stands in the box.
    ///
    /// # Errors
    /// The fields that cannot be read.
    pub fn question(&self) -> Result<String, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut parts = vec![clean_line(&self.words)];
        if !self.phrase.trim().is_empty() {
            parts.push(format!("\"{}\"", clean_line(&self.phrase).replace('"', " ")));
        }
        let unwanted = words_only(&clean_line(&self.without));
        let words = unwanted.expression.words.iter().cloned().map(Side::Word);
        let sides = words.chain(unwanted.expression.phrases.iter().cloned().map(Side::Phrase));
        parts.extend(sides.map(|side| format!("-{}", in_text(&unwanted.text, &side))));
        parts.extend(self.conditions(&mut wrong).iter().map(Condition::written));
        parts.retain(|part| !part.is_empty());
        if wrong.is_empty() {
            Ok(parts.join(" "))
        } else {
            Err(wrong)
        }
    }

    fn conditions(&self, wrong: &mut Vec<FieldError>) -> Vec<Condition> {
        let number = read(wrong, "number", &self.number, "Số chỉ gồm chữ số.");
        let symbol = clean_line(&self.symbol).replace([' ', '"'], "");
        let mut all: Vec<Condition> = match (number, symbol.is_empty()) {
            (Some(number), is_bare) => vec![Condition::Number {
                number,
                symbol: Some(symbol).filter(|_| !is_bare),
            }],
            (None, false) => vec![Condition::Symbol(symbol)],
            (None, true) => Vec::new(),
        };
        let arrival = read(
            wrong,
            "arrival_number",
            &self.arrival_number,
            "Số đến chỉ gồm chữ số.",
        );
        all.extend(arrival.map(Condition::ArrivalNumber));
        let year = read(wrong, "year", &self.year, "Viết năm bằng bốn chữ số.");
        all.extend(year.map(Condition::Year));
        let issuer = clean_line(&self.issuer);
        match issuer.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
            Some(name) => all.push(Condition::IssuerIs(name.to_owned())),
            None if !issuer.is_empty() => all.push(Condition::Issuer(issuer)),
            None => {}
        }
        let named: [(&str, Named); 6] = [
            (&self.title, Condition::Title),
            (&self.signer, Condition::Signer),
            (&self.kind, Condition::Kind),
            (&self.urgency, Condition::Urgency),
            (&self.state, Condition::State),
            (&self.unit, Condition::Unit),
        ];
        for (value, condition) in named {
            let value = clean_line(value);
            if !value.is_empty() {
                all.push(condition(value));
            }
        }
        let grade = (0..)
            .zip(SECRECIES)
            .find(|(_, name)| *name == self.secrecy.trim());
        all.extend(grade.map(|(grade, _)| Condition::Secrecy(grade)));
        let book = BOOKS.iter().find(|(name, _)| *name == self.book.trim());
        all.extend(book.map(|(_, kind)| Condition::Entry(*kind)));
        all.extend(days(wrong, "dated", &self.dated, |from, to| Condition::Dates {
            from,
            to,
        }));
        all.extend(days(wrong, "arrived", &self.arrived, |from, to| {
            Condition::Arrived { from, to }
        }));
        all.extend(days(wrong, "due", &self.due, |from, to| Condition::Due {
            from,
            to,
        }));
        all
    }
}

/// Where it begins in the text.
fn begin(side: &Side) -> usize {
    match side {
        Side::Word(word) => word.from,
        Side::Phrase(words) => words.first().map_or(0, |word| word.from),
    }
}

/// A word, or a phrase in quotation marks, as it was typed.
fn in_text(text: &str, side: &Side) -> String {
    match side {
        Side::Word(word) => text[word.from..word.to].to_owned(),
        Side::Phrase(words) => {
            let ends = words.first().zip(words.last());
            let inside = ends.map_or("", |(first, last)| &text[first.from..last.to]);
            format!("\"{inside}\"")
        }
    }
}

fn read<T: std::str::FromStr>(
    wrong: &mut Vec<FieldError>,
    field: &str,
    text: &str,
    message: &str,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok();
    if value.is_none() {
        wrong.push(FieldError::new(field, message));
    }
    value
}

fn days(
    wrong: &mut Vec<FieldError>,
    field: &str,
    days: &Days,
    condition: impl FnOnce(Option<Date>, Option<Date>) -> Condition,
) -> Option<Condition> {
    let mut day = |end: &str, text: &str| {
        let text = text.trim();
        let date = read_date(text);
        if date.is_none() && !text.is_empty() {
            let message = "Viết ngày theo dạng 05/03/2026.";
            wrong.push(FieldError::new(format!("{field}_{end}"), message));
        }
        date
    };
    let (from, to) = (day("from", &days.from), day("to", &days.to));
    match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from > to => {
            let message = "Ngày cuối đứng trước ngày đầu.";
            wrong.push(FieldError::new(format!("{field}_to"), message));
            None
        }
        (from, to) => Some(condition(from, to)),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 21);

    #[test]
    fn what_the_form_writes_it_reads_again() {
        let text = str::to_owned;
        let whole = Fields {
            words: text("quản lý biên chế giáo viên OR viên chức"),
            phrase: text("thu nhập cá nhân"),
            without: text("đất \"doanh nghiệp\""),
            title: text("tăng cường"),
            book: text("den"),
            number: text("15"),
            symbol: text("QĐ-BNV"),
            arrival_number: text("7"),
            issuer: text("\"Bộ Nội vụ\""),
            signer: text("Nguyễn Văn An"),
            kind: text("Quyết định"),
            urgency: text("Hỏa tốc"),
            secrecy: text("Mật"),
            state: text("Đang xử lý"),
            unit: text("Phòng Văn xã"),
            year: text("2026"),
            dated: Days {
                from: text("2026-03-01"),
                to: text("2026-03-31"),
            },
            arrived: Days {
                from: text("2026-03-05"),
                to: String::new(),
            },
            due: Days {
                from: String::new(),
                to: text("2026-04-30"),
            },
        };
        let question = whole.question().unwrap();
        assert_eq!(Fields::of(&question, TODAY), whole, "{question}");
        let one = Fields {
            issuer: text("noi vu"),
            words: text("bien che"),
            ..Fields::default()
        };
        assert_eq!(Fields::of(&one.question().unwrap(), TODAY), one);
        assert_eq!(Fields::default().question().unwrap(), "");
    }

    #[test]
    fn a_typed_question_fills_the_form() {
        let fields = Fields::of("công văn hỏa tốc của Bộ Nội vụ từ 1/3 đến 15/3", TODAY);
        assert_eq!(
            (fields.kind.as_str(), fields.urgency.as_str()),
            ("Công văn", "Hỏa tốc")
        );
        assert_eq!(fields.issuer, "Bộ Nội vụ");
        assert_eq!(
            (fields.dated.from.as_str(), fields.dated.to.as_str()),
            ("2026-03-01", "2026-03-15")
        );
        let fields = Fields::of("số 15/QĐ-BNV -đất biên chế", TODAY);
        assert_eq!((fields.number.as_str(), fields.symbol.as_str()), ("15", "QĐ-BNV"));
        assert_eq!(
            (fields.words.as_str(), fields.without.as_str()),
            ("biên chế", "đất")
        );
    }

    #[test]
    fn each_field_that_cannot_be_read_is_named() {
        let text = str::to_owned;
        let wrong = Fields {
            number: text("mười"),
            year: text("nay"),
            dated: Days {
                from: text("31/02/2026"),
                to: String::new(),
            },
            due: Days {
                from: text("02/03/2026"),
                to: text("01/03/2026"),
            },
            ..Fields::default()
        };
        let named: Vec<String> = wrong
            .question()
            .unwrap_err()
            .into_iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(named, ["number", "year", "dated_from", "due_to"]);
    }
}
