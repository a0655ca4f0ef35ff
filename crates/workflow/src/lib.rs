#![doc = include_str!("../README.md")]

pub mod comparison;
pub mod definition;
pub mod diagram;
pub mod engine;
mod error;
pub mod simulation;
pub mod soundness;
pub mod steps;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "store")]
pub mod task;
pub mod timing;
pub mod variables;

pub use definition::{Definition, Issue};
pub use engine::{Command, Effect, Instance, apply};
pub use error::Error;
