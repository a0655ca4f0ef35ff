#![doc = include_str!("../README.md")]

pub mod actor;
pub mod audit;
pub mod calendar;
pub mod clock;
pub mod database;
pub mod egress;
mod error;
pub mod field_error;
pub mod files;
pub mod id;
pub mod jobs;
mod office;
pub mod settings;
pub mod text;
mod timestamp;

pub use actor::Actor;
pub use clock::{Clock, FixedClock, SystemClock};
pub use database::{Database, UnitOfWork};
pub use error::{Error, is_storage_busy, is_storage_full};
pub use field_error::FieldError;
pub use office::Office;
pub use timestamp::{Timestamp, VIETNAM};
