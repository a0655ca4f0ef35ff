//! Both halves of signing in one call, for a key that answers at once.

use super::evidence::Evidence;
use super::prepare::prepare;
use super::request::{Level, SignatureRequest};
use crate::Error;
use crate::key::Signer;

/// Signs a PDF: the file grows by one incremental update, and by more for B-LT and B-LTA.
///
/// # Errors
/// As [`prepare`], and whatever the key or the evidence answers.
pub fn sign(
    pdf: &[u8],
    request: &SignatureRequest,
    signer: &dyn Signer,
    evidence: &dyn Evidence,
) -> Result<Vec<u8>, Error> {
    let prepared = prepare(
        pdf,
        request,
        signer.certificate(),
        signer.chain(),
        signer.scheme(),
    )?;
    let signature = signer.sign(prepared.to_be_signed())?;
    prepared
        .scheme()
        .verify(prepared.certificate(), prepared.to_be_signed(), &signature)?;
    let timestamp = if request.level >= Level::T {
        let digest = signer.scheme().digest();
        Some(evidence.timestamp(digest, &digest.hash(&signature))?)
    } else {
        None
    };
    prepared.signed_file(pdf, &signature, timestamp.as_deref())
}
