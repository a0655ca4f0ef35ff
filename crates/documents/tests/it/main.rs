//! The use-cases of documents on a real database, each test with its own.

mod bad_input;
mod flow;
mod numbering;
mod office;
mod reading;
mod rights;
