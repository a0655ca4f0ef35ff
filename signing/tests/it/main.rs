//! The crate against the programs other people use: OpenSSL, `SoftHSM2`, xmlsec1.

mod authority;
mod pkcs12;
mod support;
