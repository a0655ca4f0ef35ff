//! The secret of a session or token: 256 random bits, of which only the SHA-256 is stored.

use std::{fmt, str::FromStr};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use rand::RngCore;
use sha2::{Digest as _, Sha256};

/// A secret. Its text goes to the client once; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new secret.
    #[must_use]
    pub fn generate(random: &mut impl RngCore) -> Self {
        let mut bytes = [0; 32];
        random.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// A new secret for somebody who has not signed in.
    #[must_use]
    pub fn visitor() -> Self {
        Self::generate(&mut rand::rng())
    }

    /// The text the client keeps.
    #[must_use]
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }

    /// A value that proves knowledge of the secret without telling it, different for every purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> String {
        let digest = Sha256::new()
            .chain_update(purpose)
            .chain_update([0])
            .chain_update(self.0)
            .finalize();
        BASE64_URL_SAFE_NO_PAD.encode(digest)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// The text is not a secret's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a secret")]
pub struct NotASecret;

impl FromStr for Secret {
    type Err = NotASecret;

    fn from_str(text: &str) -> Result<Self, NotASecret> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotASecret)?;
        bytes.try_into().map(Self).map_err(|_| NotASecret)
    }
}
