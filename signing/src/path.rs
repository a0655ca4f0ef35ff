//! Certification paths: reading certificates, building chains, judging them (RFC 5280, 6).

pub(crate) mod build;
pub(crate) mod certificate;
pub(crate) mod names;
pub(crate) mod policy;
pub(crate) mod revocation;

pub(crate) use certificate::X509;
