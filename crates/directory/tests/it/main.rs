//! The directory through its public interface, on a real SQLite database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod administration;
mod delegation;
mod import;
mod office;
mod sign_in;
