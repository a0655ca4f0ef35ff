//! What people type into fields, read into values; a mistake is told beside its field.

use std::str::FromStr;

use directory::Error;
use time::{Date, macros::format_description};

/// An id, or nothing when the field is empty.
pub(crate) fn id<T: FromStr>(text: &str, field: &str) -> Result<Option<T>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| Error::field(field, "Chọn lại mục này.")),
    }
}

/// An id that has to be there.
pub(crate) fn required_id<T: FromStr>(text: &str, field: &str) -> Result<T, Error> {
    id(text, field)?.ok_or_else(|| Error::field(field, "Chọn một mục."))
}

/// A date as date fields send it (`2026-11-21`) or as people type it (`21/11/2026`); nothing when the field is empty.
pub(crate) fn date(text: &str, field: &str) -> Result<Option<Date>, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Date::parse(text, format_description!("[year]-[month]-[day]"))
        .or_else(|_| {
            Date::parse(
                text,
                format_description!("[day padding:none]/[month padding:none]/[year]"),
            )
        })
        .map(Some)
        .map_err(|_| Error::field(field, "Ngày viết dạng 21/11/2026."))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn dates_are_read_as_fields_send_them_and_as_people_type_them() {
        for text in ["2026-11-02", "02/11/2026", " 2/11/2026 "] {
            assert_eq!(date(text, "d").unwrap(), Some(date!(2026 - 11 - 02)));
        }
        assert_eq!(date(" ", "d").unwrap(), None);
        assert!(date("11/21/2026", "d").is_err());
    }
}
