//! The crate against the programs other people use: OpenSSL, `SoftHSM2`, xmlsec1.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authority;
mod batch;
mod csc;
mod detached;
mod pkcs11;
mod pkcs12;
mod pss_keys;
mod revocation;
mod support;
mod timestamp;
mod total;
mod validate;
mod xml;
