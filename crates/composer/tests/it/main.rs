//! Tests of composed documents, read back by poppler where it is installed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod checks;
mod layout;
mod markup;
mod places;
mod poppler;
mod samples;
mod values;
