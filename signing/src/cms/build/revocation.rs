//! Revocation values in a `SignedData` (RFC 5652 10.2.1, RFC 5940).

use super::encode::{implicit, object_identifier};
use crate::cms::oid;

/// An OCSP response as `OtherRevocationInfoFormat`, `[1] IMPLICIT`.
pub(crate) fn ocsp_response(der: &[u8]) -> Vec<u8> {
    implicit(
        1,
        &[object_identifier(oid::OTHER_REVOCATION_OCSP), der.to_vec()].concat(),
    )
}
