//! Keys at a remote signing service that speaks the Cloud Signature Consortium API, version 1 or 2 (ETSI TS 119 432).

mod credential;
mod message;
mod service;
mod signer;

pub use credential::Credential;
pub use service::{CscService, CscVersion, Grant, ServiceInfo};
pub use signer::{Authorisation, CscRemote, Patience};
