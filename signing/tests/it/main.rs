//! The crate against the programs other people use: OpenSSL, `SoftHSM2`, xmlsec1.

mod authority;
mod csc;
mod egress;
mod pkcs11;
mod pkcs12;
mod support;
mod validate;
