//! Hash functions found in signatures, weak ones included.

use sha1::Digest as _;
use sha3::digest::{ExtendableOutput as _, Update as _};

use crate::cms::oid;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    /// SHAKE256 with 64 octets, as Ed448 takes it (RFC 8419, 2.3).
    Shake256,
}

/// A hash being computed.
pub(crate) enum Hasher {
    Ring(ring::digest::Context),
    Sha224(sha2::Sha224),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
    Shake256(sha3::Shake256),
}

impl Hasher {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Ring(state) => state.update(bytes),
            Self::Sha224(state) => sha1::Digest::update(state, bytes),
            Self::Sha3_224(state) => sha1::Digest::update(state, bytes),
            Self::Sha3_256(state) => sha1::Digest::update(state, bytes),
            Self::Sha3_384(state) => sha1::Digest::update(state, bytes),
            Self::Sha3_512(state) => sha1::Digest::update(state, bytes),
            Self::Shake256(state) => state.update(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Ring(state) => state.finish().as_ref().to_vec(),
            Self::Sha224(state) => state.finalize().to_vec(),
            Self::Sha3_224(state) => state.finalize().to_vec(),
            Self::Sha3_256(state) => state.finalize().to_vec(),
            Self::Sha3_384(state) => state.finalize().to_vec(),
            Self::Sha3_512(state) => state.finalize().to_vec(),
            Self::Shake256(state) => state.finalize_boxed(64).to_vec(),
        }
    }
}

impl Hash {
    /// The function an object identifier names.
    pub(crate) fn from_oid(identifier: &[u8]) -> Option<Self> {
        Some(match identifier {
            oid::SHA1 => Self::Sha1,
            oid::SHA224 => Self::Sha224,
            oid::SHA256 => Self::Sha256,
            oid::SHA384 => Self::Sha384,
            oid::SHA512 => Self::Sha512,
            oid::SHA3_224 => Self::Sha3_224,
            oid::SHA3_256 => Self::Sha3_256,
            oid::SHA3_384 => Self::Sha3_384,
            oid::SHA3_512 => Self::Sha3_512,
            oid::SHAKE256 | oid::SHAKE256_LEN => Self::Shake256,
            _ => return None,
        })
    }

    /// Its object identifier.
    pub(crate) fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha1 => oid::SHA1,
            Self::Sha224 => oid::SHA224,
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
            Self::Sha3_224 => oid::SHA3_224,
            Self::Sha3_256 => oid::SHA3_256,
            Self::Sha3_384 => oid::SHA3_384,
            Self::Sha3_512 => oid::SHA3_512,
            Self::Shake256 => oid::SHAKE256,
        }
    }

    /// Its name, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha3_224 => "SHA3-224",
            Self::Sha3_256 => "SHA3-256",
            Self::Sha3_384 => "SHA3-384",
            Self::Sha3_512 => "SHA3-512",
            Self::Shake256 => "SHAKE256",
        }
    }

    fn start(self) -> Hasher {
        use ring::digest::{self, Context};
        match self {
            Self::Sha1 => Hasher::Ring(Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY)),
            Self::Sha224 => Hasher::Sha224(sha2::Sha224::new()),
            Self::Sha256 => Hasher::Ring(Context::new(&digest::SHA256)),
            Self::Sha384 => Hasher::Ring(Context::new(&digest::SHA384)),
            Self::Sha512 => Hasher::Ring(Context::new(&digest::SHA512)),
            Self::Sha3_224 => Hasher::Sha3_224(sha3::Sha3_224::new()),
            Self::Sha3_256 => Hasher::Sha3_256(sha3::Sha3_256::new()),
            Self::Sha3_384 => Hasher::Sha3_384(sha3::Sha3_384::new()),
            Self::Sha3_512 => Hasher::Sha3_512(sha3::Sha3_512::new()),
            Self::Shake256 => Hasher::Shake256(sha3::Shake256::default()),
        }
    }

    /// The hash of parts one after another.
    pub(crate) fn of_parts(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut hasher = self.start();
        for part in parts {
            hasher.update(part);
        }
        hasher.finish()
    }

    /// The hash of bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        self.of_parts(&[bytes])
    }
}
