//! Attributes of a signature (RFC 5652 11, RFC 5035, RFC 6211, EN 319 122-1 5).

use super::algorithm;
use super::encode::{object_identifier, octet_string, sequence, set_of};
use crate::cms::oid;
use crate::{Certificate, Digest, Scheme};

/// An attribute with one value.
pub(crate) fn attribute(kind: &[u8], value: Vec<u8>) -> Vec<u8> {
    sequence(&[&object_identifier(kind), &set_of(vec![value])])
}

/// The attributes every `AdES` signature signs, as the DER `SET OF` that goes to the key.
///
/// No signing time: PAdES forbids it beside /M (EN 319 142-1 6.3), CAdES callers pass it in `more`.
pub(crate) fn signed_attributes(
    content_type: &[u8],
    message_digest: &[u8],
    certificate: &Certificate,
    scheme: Scheme,
    more: &[Vec<u8>],
) -> Vec<u8> {
    let mut attributes = vec![
        attribute(oid::CONTENT_TYPE, object_identifier(content_type)),
        attribute(oid::MESSAGE_DIGEST, octet_string(message_digest)),
        signing_certificate(certificate),
        algorithm_protection(scheme),
    ];
    attributes.extend_from_slice(more);
    set_of(attributes)
}

/// `SigningCertificateV2` with SHA-256, its default, therefore not named (RFC 5035 4).
fn signing_certificate(certificate: &Certificate) -> Vec<u8> {
    let id = sequence(&[&octet_string(&Digest::Sha256.hash(certificate.der()))]);
    attribute(oid::SIGNING_CERTIFICATE_V2, sequence(&[&sequence(&[&id])]))
}

/// `CMSAlgorithmProtection`: nobody can swap the algorithms of the signer info (RFC 6211).
fn algorithm_protection(scheme: Scheme) -> Vec<u8> {
    let digest = algorithm::digest(scheme.digest());
    let mut signature = algorithm::signature(scheme);
    signature[0] = 0xa1;
    attribute(oid::ALGORITHM_PROTECTION, sequence(&[&digest, &signature]))
}

/// The time stamp over the signature value (EN 319 122-1 5.3), an unsigned attribute.
pub(crate) fn signature_timestamp(token: &[u8]) -> Vec<u8> {
    attribute(oid::TIME_STAMP_TOKEN, token.to_vec())
}
