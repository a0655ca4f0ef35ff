//! Cryptographic message syntax (RFC 5652): the envelope of every signature here.

pub(crate) mod build;
pub(crate) mod oid;
pub(crate) mod parse;
