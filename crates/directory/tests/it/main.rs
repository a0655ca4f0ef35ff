//! The directory through its public interface, on a real SQLite database.

mod administration;
mod import;
mod office;
mod sign_in;
