//! Rights and chips as a filter expression of the server. Values are quoted: none can end the expression.

use crate::engine::Access;
use crate::query::{Condition, name_key, name_words, symbol_key, symbol_parts};

/// The rights as a filter; none if the person holds no term and so may read nothing.
pub(super) fn access(access: &Access) -> Option<String> {
    if access.readers.is_empty() {
        return None;
    }
    let readers: Vec<String> = access.readers.iter().map(|reader| quoted(reader)).collect();
    let agency = quoted(&access.agency);
    Some(format!(
        "agency = {agency} AND readers IN [{}] AND secrecy <= {}",
        readers.join(", "),
        access.max_secrecy
    ))
}

/// A chip as a filter.
pub(super) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Number { number, symbol: None } => format!("number = {number}"),
        Condition::Number {
            number,
            symbol: Some(symbol),
        } => {
            let whole = quoted(&symbol_key(&format!("{number}/{symbol}")));
            let parts = all("symbol_parts", &symbol_parts(symbol));
            format!("(symbol = {whole} OR (number = {number} AND {parts}))")
        }
        Condition::Symbol(symbol) => all("symbol_parts", &symbol_parts(symbol)),
        Condition::ArrivalNumber(number) => format!("arrival_number = {number}"),
        Condition::Dates { from, to } => days("day", *from, *to),
        Condition::Arrived { from, to } => days("arrived", *from, *to),
        Condition::Due { from, to } => days("due", *from, *to),
        Condition::IssuerIs(name) => format!("issuer_key = {}", quoted(&name_key(name))),
        Condition::Secrecy(grade) => format!("secrecy = {grade}"),
        Condition::Issuer(name) => all("issuer_words", &name_words(name)),
        Condition::Signer(name) => all("signer_words", &name_words(name)),
        Condition::Title(words) => all("title_words", &name_words(words)),
        Condition::Kind(name) => format!("kind_key = {}", quoted(&name_key(name))),
        Condition::Urgency(name) => format!("urgency_key = {}", quoted(&name_key(name))),
        Condition::Year(year) => format!("year = {year}"),
        Condition::State(name) => format!("state_key = {}", quoted(&name_key(name))),
        Condition::Unit(name) => format!("unit_key = {}", quoted(&name_key(name))),
        Condition::Entry(kind) => format!("entry = {}", quoted(kind.as_str())),
    }
}

/// Rows whose day lies in a stretch; day 0 stands for "no date" and lies in none.
fn days(attribute: &str, from: Option<time::Date>, to: Option<time::Date>) -> String {
    let from = from.map_or(1, time::Date::to_julian_day);
    let to = to.map_or(i32::MAX, time::Date::to_julian_day);
    format!("{attribute} >= {from} AND {attribute} <= {to}")
}

/// Rows with one of these ids.
pub(super) fn one_of(ids: &[String]) -> String {
    let keys: Vec<String> = ids.iter().map(|id| quoted(&super::row::key(id))).collect();
    format!("key IN [{}]", keys.join(", "))
}

/// Rows whose list holds every word.
fn all(attribute: &str, words: &[String]) -> String {
    let clauses: Vec<String> = words
        .iter()
        .map(|word| format!("{attribute} = {}", quoted(word)))
        .collect();
    if clauses.is_empty() {
        "day >= 0".to_owned()
    } else {
        format!("({})", clauses.join(" AND "))
    }
}

/// A value between quotation marks, with what would end it escaped.
pub(super) fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::{access, quoted};
    use crate::engine::Access;

    #[test]
    fn a_value_cannot_leave_its_quotation_marks() {
        assert_eq!(quoted(r#"x" OR agency = "B"#), r#""x\" OR agency = \"B""#);
        assert_eq!(quoted(r#"\" OR"#), r#""\\\" OR""#);
    }

    #[test]
    fn who_holds_nothing_is_not_asked_for() {
        let mut person = Access {
            agency: "A".to_owned(),
            readers: Vec::new(),
            max_secrecy: 0,
        };
        assert_eq!(access(&person), None);
        person.readers.push("unit:1".to_owned());
        assert_eq!(
            access(&person).unwrap(),
            r#"agency = "A" AND readers IN ["unit:1"] AND secrecy <= 0"#
        );
    }
}
