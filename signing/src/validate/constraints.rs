//! Which algorithms and key sizes are accepted until when.
//!
//! After ETSI TS 119 312 and SOG-IS Agreed Cryptographic Mechanisms; circular 15/2025/TT-BKHCN, annex I asks for
//! RSA of 2048 bits, ECDSA of 256 bits and SHA-256 or better of what is made today.

use time::macros::datetime;

use crate::verify::{Algorithm, Hash, PublicKey};

/// The last moment something weak was still accepted, in words and in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weakness {
    pub(crate) what: String,
    pub(crate) accepted_until: i64,
}

/// The weaknesses of an algorithm with a key.
pub(crate) fn weaknesses(algorithm: &Algorithm, digest: Option<Hash>, spki: &[u8]) -> Vec<Weakness> {
    let mut found = Vec::new();
    for hash in [algorithm.hash(), digest].into_iter().flatten() {
        found.extend(of_hash(hash));
    }
    found.extend(of_key(spki));
    found.dedup();
    found
}

/// The weakness of a hash function.
pub(crate) fn of_hash(hash: Hash) -> Option<Weakness> {
    let until = match hash {
        Hash::Sha1 => datetime!(2012-08-01 0:00 UTC),
        Hash::Sha224 => datetime!(2029-01-01 0:00 UTC),
        _ => return None,
    };
    Some(Weakness {
        what: format!("hàm băm {}", hash.name()),
        accepted_until: until.unix_timestamp(),
    })
}

/// The weakness of a key by its size.
pub(crate) fn of_key(spki: &[u8]) -> Option<Weakness> {
    let key = PublicKey::read(spki)?;
    let until = match (&key, key.bits()) {
        (PublicKey::Rsa { .. }, ..1024) => datetime!(2000-01-01 0:00 UTC),
        (PublicKey::Rsa { .. }, 1024..1536) => datetime!(2011-01-01 0:00 UTC),
        (PublicKey::Rsa { .. }, 1536..1900) => datetime!(2016-01-01 0:00 UTC),
        (PublicKey::Curve { .. }, ..224) => datetime!(2013-01-01 0:00 UTC),
        (PublicKey::Curve { .. }, 224..256) => datetime!(2021-01-01 0:00 UTC),
        _ => return None,
    };
    Some(Weakness {
        what: format!("khóa {} {} bit", key.family(), key.bits()),
        accepted_until: until.unix_timestamp(),
    })
}
