//! What of the processes stands in the database.

pub mod definitions;
mod error;
pub mod instances;

pub use error::Error;
