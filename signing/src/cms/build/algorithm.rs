//! Algorithm identifiers (RFC 5754, RFC 4055, RFC 8419).

use super::encode::{explicit, integer, oid, sequence};
use crate::{Digest, Scheme};

const NULL: &[u8] = &[0x05, 0x00];

/// A hash function; SHA-2 identifiers carry no parameters (RFC 5754 2).
pub(crate) fn digest(digest: Digest) -> Vec<u8> {
    sequence(&[&oid(&digest.oid().to_string())])
}

/// A signature algorithm.
pub(crate) fn signature(scheme: Scheme) -> Vec<u8> {
    match scheme {
        Scheme::RsaPssSha256 | Scheme::RsaPssSha384 | Scheme::RsaPssSha512 => {
            let parameters = pss_parameters(scheme.digest());
            sequence(&[&oid("1.2.840.113549.1.1.10"), &parameters])
        }
        Scheme::RsaPkcs1Sha256 => sequence(&[&oid("1.2.840.113549.1.1.11"), NULL]),
        Scheme::RsaPkcs1Sha384 => sequence(&[&oid("1.2.840.113549.1.1.12"), NULL]),
        Scheme::RsaPkcs1Sha512 => sequence(&[&oid("1.2.840.113549.1.1.13"), NULL]),
        Scheme::EcdsaP256Sha256 => sequence(&[&oid("1.2.840.10045.4.3.2")]),
        Scheme::EcdsaP384Sha384 => sequence(&[&oid("1.2.840.10045.4.3.3")]),
        Scheme::Ed25519 => sequence(&[&oid("1.3.101.112")]),
    }
}

/// `RSASSA-PSS-params` (RFC 4055 3.1): the hash, MGF1 with the same hash, salt as long as the hash.
fn pss_parameters(hash: Digest) -> Vec<u8> {
    let hash_identifier = sequence(&[&oid(&hash.oid().to_string()), NULL]);
    let mask = sequence(&[&oid("1.2.840.113549.1.1.8"), &hash_identifier]);
    let salt = integer(u8::try_from(hash.output_len()).expect("hashes are short"));
    sequence(&[
        &explicit(0, &hash_identifier),
        &explicit(1, &mask),
        &explicit(2, &salt),
    ])
}
