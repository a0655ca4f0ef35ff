//! The use-cases of documents on a real database, each test with its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod attaching;
mod bad_input;
mod clockwork;
mod flow;
mod listing;
mod numbering;
mod office;
mod own_process;
mod reading;
mod rebuilding;
mod recognising;
mod rights;
#[path = "../../../pdf/tests/it/scan.rs"]
mod scan;
mod searching;
mod telling;
mod work_list;
