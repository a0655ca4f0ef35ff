#![doc = include_str!("../README.md")]

mod certificate;
mod cms;
mod error;
mod path;
mod scheme;
mod syntax;
mod verify;

pub mod authority;
pub mod batch;
pub mod detached;
pub mod fitness;
pub mod key;
pub mod pades;
pub mod revocation;
pub mod timestamp;
pub mod transport;
pub mod validate;
pub mod xml;

pub use certificate::{Certificate, PublicKeyKind};
pub use error::Error;
pub use scheme::{Digest, Scheme, SchemePreference};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;
