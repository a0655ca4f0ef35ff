use std::str::FromStr;

use axum::extract::{FromRequest, Request};
use documents::{Error, inbound::facts::read_date};
use time::Date;

use super::Form;
use crate::problem::Problem;

/// A form as it was sent: every field with its text. What cannot be read is told beside its field, so that the page can
/// show the form again as it was filled.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Form::from_request(request, state)
            .await
            .map(|Form(pairs)| Self(pairs))
    }
}

impl Sent {
    /// Every text of the fields of this name.
    pub(crate) fn all<'a, 'f>(&'a self, field: &'f str) -> impl Iterator<Item = &'a str> + use<'a, 'f> {
        self.0
            .iter()
            .filter(move |(name, _)| name == field)
            .map(|(_, text)| text.as_str())
    }

    /// What was typed; nothing when the field is absent.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.all(field).next().unwrap_or_default()
    }

    /// The version of the row the page was drawn from.
    pub(crate) fn seen(&self) -> Option<i64> {
        self.text("seen").parse().ok()
    }

    /// Whether a box was ticked.
    pub(crate) fn is_ticked(&self, field: &str) -> bool {
        self.all(field).next().is_some()
    }

    /// What was chosen; one has to be.
    pub(crate) fn chosen<T: FromStr>(&self, field: &str) -> Result<T, Error> {
        self.text(field)
            .trim()
            .parse()
            .map_err(|_| Error::field(field, "Chọn một mục."))
    }

    /// Everything that was chosen.
    pub(crate) fn chosen_among<T: FromStr>(&self, field: &str) -> Result<Vec<T>, Error> {
        self.all(field)
            .map(|text| text.parse().map_err(|_| Error::field(field, "Chọn lại mục này.")))
            .collect()
    }

    /// A date as typed; nothing when it is left empty.
    pub(crate) fn date(&self, field: &str) -> Result<Option<Date>, Error> {
        let text = self.text(field).trim();
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || Error::field(field, "Viết ngày/tháng/năm, ví dụ 05/03/2026.");
        read_date(text).map(Some).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let sent = Sent(vec![
            pair("due", "31/02/2026"),
            pair("unit", "1"),
            pair("unit", "x"),
        ]);
        let field = |error: Error| match error {
            Error::Invalid(fields) => fields[0].field.clone(),
            other => other.to_string(),
        };

        assert_eq!(field(sent.date("due").unwrap_err()), "due");
        assert_eq!(field(sent.chosen::<u8>("lead").unwrap_err()), "lead");
        assert_eq!(field(sent.chosen_among::<u8>("unit").unwrap_err()), "unit");
        assert_eq!(sent.date("none").unwrap(), None);
    }
}
