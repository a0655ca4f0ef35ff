//! What of the processes stands in the database.

pub mod definitions;
mod error;

pub use error::Error;
