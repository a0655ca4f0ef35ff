#![doc = include_str!("../README.md")]

pub mod definition;
pub mod diagram;
pub mod engine;
mod error;
pub mod simulation;
pub mod soundness;
#[cfg(feature = "store")]
pub mod task;

pub use definition::{Definition, Issue};
pub use engine::{Command, Effect, Instance, apply};
pub use error::Error;
