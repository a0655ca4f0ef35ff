//! A form that was refused, to be shown again on its page: filled as it was, each mistake beside its field.

use documents::{Error, outbound::Refusal};
use kernel::FieldError;

use crate::extract::Sent;

/// One of a page's forms as it was sent, and what is wrong with it; nothing when the page is opened afresh.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    form: String,
    sent: Sent,
    mistakes: Vec<FieldError>,
}

impl Refused {
    /// What is refused for its fields; other errors are told as problems.
    pub(crate) fn of(error: Error, form: impl Into<String>, sent: Sent) -> Result<Self, Error> {
        Ok(Self {
            form: form.into(),
            sent,
            mistakes: mistakes(error)?,
        })
    }

    /// What is wrong with this form of the page.
    pub(crate) fn mistakes(&self, form: &str) -> &[FieldError] {
        if self.form == form { &self.mistakes } else { &[] }
    }

    /// Whether it was this form that was refused: then it stands open.
    pub(crate) fn is(&self, form: &str) -> bool {
        !self.mistakes(form).is_empty()
    }

    /// What the field is filled with: as it was sent, or as it is proposed.
    pub(crate) fn text<'a>(&'a self, form: &str, field: &str, proposed: &'a str) -> &'a str {
        if self.is(form) {
            self.sent.text(field)
        } else {
            proposed
        }
    }

    /// Whether this choice of a field is made: as it was sent, or as it is proposed.
    pub(crate) fn has(&self, form: &str, field: &str, choice: &impl ToString, proposed: bool) -> bool {
        if self.is(form) {
            let choice = choice.to_string();
            self.sent.all(field).any(|sent| sent == choice)
        } else {
            proposed
        }
    }
}

/// What is wrong with the fields; other errors are told as problems.
fn mistakes(error: Error) -> Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(mistakes) => Ok(mistakes),
        Error::Refused(refusal) if !refusal.is_conflict() && !refusal.is_forbidden() => {
            let field = if matches!(refusal, Refusal::ReasonRequired) {
                "reason"
            } else {
                ""
            };
            Ok(vec![FieldError::new(field, refusal.message())])
        }
        error => Err(error),
    }
}
