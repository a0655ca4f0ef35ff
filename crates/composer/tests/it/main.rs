//! Tests of composed documents, read back by poppler where it is installed.

mod checks;
mod layout;
mod markup;
mod places;
mod poppler;
mod samples;
mod values;
