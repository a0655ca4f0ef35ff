//! Mistakes in what was entered, gathered so that all are told at once.

use kernel::FieldError;

use crate::Error;

#[derive(Debug, Default)]
pub(crate) struct Mistakes(Vec<FieldError>);

impl Mistakes {
    /// Notes a mistake unless `is_right`.
    pub(crate) fn unless(&mut self, is_right: bool, field: &str, message: impl Into<String>) {
        if !is_right {
            self.0.push(FieldError::new(field, message));
        }
    }

    /// Notes a mistake unless the text is there and at most `most` characters long.
    pub(crate) fn unless_length(&mut self, text: &str, most: usize, field: &str, ask: &str) {
        let length = text.chars().count();
        self.unless(
            (1..=most).contains(&length),
            field,
            format!("{ask}, nhiều nhất {most} ký tự."),
        );
    }

    /// Refuses when there was any.
    pub(crate) fn done(self) -> Result<(), Error> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}
