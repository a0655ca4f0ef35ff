//! Revocation values in a `SignedData` (RFC 5652 10.2.1, RFC 5940).

use super::encode::{implicit, oid};

/// `id-ri-ocsp-response`.
const OCSP_RESPONSE: &str = "1.3.6.1.5.5.7.16.2";

/// An OCSP response as `OtherRevocationInfoFormat`, `[1] IMPLICIT`.
pub(crate) fn ocsp_response(der: &[u8]) -> Vec<u8> {
    implicit(1, &[oid(OCSP_RESPONSE), der.to_vec()].concat())
}
