//! A small certification authority: a root, issuing authorities under it, certificates for persons and agencies,
//! revocation lists, OCSP answers and RFC 3161 time stamps.
//!
//! It serves the demonstration and the tests. Its keys lie in memory, so it is no replacement for an authority that
//! is licensed under the Law on Electronic Transactions 2023. Time and randomness are parameters; nothing here opens
//! a socket: answers are bytes in, bytes out.

mod certificate;
mod identity;
mod issuer;
mod keypair;
mod ocsp;
mod profile;
mod revocation_list;
mod saved;
mod subject;
mod timestamp;

pub(crate) use certificate::{signature_algorithm, time as x509_time};
pub use identity::Identity;
pub use issuer::{Authority, Endpoints, Validity};
pub use keypair::KeyKind;
pub use profile::Profile;
pub use rand_core::{CryptoRngCore, OsRng};
pub use revocation_list::{Reason, Revocation};
pub use saved::{SavedAuthority, SavedIdentity};
pub use subject::Subject;
pub use timestamp::TimestampAuthority;
