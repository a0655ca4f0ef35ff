//! Algorithm identifiers (RFC 5754, RFC 4055, RFC 8419).

use super::encode::{explicit, integer, object_identifier, sequence};
use crate::cms::oid;
use crate::{Digest, Scheme};

const NULL: &[u8] = &[0x05, 0x00];

/// A hash function; SHA-2 identifiers carry no parameters (RFC 5754 2).
pub(crate) fn digest(digest: Digest) -> Vec<u8> {
    sequence(&[&object_identifier(digest.oid().as_bytes())])
}

/// A signature algorithm.
pub(crate) fn signature(scheme: Scheme) -> Vec<u8> {
    match scheme {
        Scheme::RsaPssSha256 | Scheme::RsaPssSha384 | Scheme::RsaPssSha512 => {
            let parameters = pss_parameters(scheme.digest());
            sequence(&[&object_identifier(oid::RSA_PSS), &parameters])
        }
        Scheme::RsaPkcs1Sha256 => sequence(&[&object_identifier(oid::RSA_SHA256), NULL]),
        Scheme::RsaPkcs1Sha384 => sequence(&[&object_identifier(oid::RSA_SHA384), NULL]),
        Scheme::RsaPkcs1Sha512 => sequence(&[&object_identifier(oid::RSA_SHA512), NULL]),
        Scheme::EcdsaP256Sha256 => sequence(&[&object_identifier(oid::ECDSA_SHA256)]),
        Scheme::EcdsaP384Sha384 => sequence(&[&object_identifier(oid::ECDSA_SHA384)]),
        Scheme::Ed25519 => sequence(&[&object_identifier(oid::ED25519)]),
    }
}

/// `RSASSA-PSS-params` (RFC 4055 3.1): the hash, MGF1 with the same hash, salt as long as the hash.
fn pss_parameters(hash: Digest) -> Vec<u8> {
    let hash_identifier = sequence(&[&object_identifier(hash.oid().as_bytes()), NULL]);
    let mask = sequence(&[&object_identifier(oid::MGF1), &hash_identifier]);
    let salt = integer(u8::try_from(hash.output_len()).expect("hashes are short"));
    sequence(&[
        &explicit(0, &hash_identifier),
        &explicit(1, &mask),
        &explicit(2, &salt),
    ])
}
