use crate::{NumberSymbol, fold::squeezed};
use time::Date;

/// What makes two registrations the same document: issuer, number, symbol and date, compared without regard to letter case,
/// accents and punctuation of the issuer's name (Decree 30/2020, Annex VI, III.1h). `None` while one of them is unknown.
#[must_use]
pub fn identity(issuer: &str, number: Option<&NumberSymbol>, date: Option<Date>) -> Option<String> {
    let (number, date) = (number?, date?);
    let issuer = squeezed(issuer);
    if issuer.is_empty() {
        return None;
    }
    Some(format!(
        "{issuer}|{}/{}|{date}",
        number.number.value(),
        squeezed(number.symbol.as_str())
    ))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn the_same_document_written_two_ways_has_one_identity() {
        let day = Some(date!(2026 - 03 - 05));
        let one = identity(
            "ỦY BAN NHÂN DÂN TỈNH NINH BÌNH",
            "05/QĐ-UBND".parse().ok().as_ref(),
            day,
        );
        let two = identity(
            "Uỷ ban nhân dân tỉnh Ninh Bình",
            "5/QĐ-UBND".parse().ok().as_ref(),
            day,
        );
        assert!(one.is_some());
        assert_eq!(one, two);
    }

    #[test]
    fn without_number_or_date_nothing_can_be_the_same() {
        assert_eq!(identity("UBND tỉnh", None, Some(date!(2026 - 03 - 05))), None);
        assert_eq!(
            identity("UBND tỉnh", "5/QĐ-UBND".parse().ok().as_ref(), None),
            None
        );
    }
}
