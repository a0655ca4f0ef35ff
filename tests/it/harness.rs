//! The whole product as people meet it: the binary, a data folder of its own, and browsers without JavaScript.

mod browser;
mod service;

pub(crate) use browser::{Answer, Browser};
pub(crate) use service::Service;

/// Everybody's password in the demonstration.
pub(crate) const PASSWORD: &str = "NinhBinh@2026";

/// The PIN of every key in the demonstration.
pub(crate) const PIN: &str = "202611";
