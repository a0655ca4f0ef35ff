//! Signatures beside a file: CMS and `CAdES`.

mod algorithm;
mod signed_data;

pub(crate) use algorithm::signature_algorithm;
pub(crate) use signed_data::{Content, SignerFacts, assemble, signed_attributes};
