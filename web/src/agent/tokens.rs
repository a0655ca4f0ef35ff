//! The tokens of this machine, through the libraries of their makers.

use std::path::PathBuf;

use anyhow::Context as _;
use signing::{
    Certificate, Error, Scheme, SchemePreference,
    key::{KeyChoice, Pkcs11, Pkcs11Module, Signer as _, Token, chain_of},
};

/// The libraries.
pub(super) struct Tokens {
    modules: Vec<Pkcs11Module>,
}

/// A certificate on a token.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Token,
    pub(super) certificate: Certificate,
    /// The certificates above it that the token holds too.
    pub(super) chain: Vec<Certificate>,
}

impl Tokens {
    pub(super) fn open(paths: &[PathBuf]) -> anyhow::Result<Self> {
        let load = |path: &PathBuf| {
            Pkcs11Module::load(path)
                .with_context(|| format!("không nạp được thư viện của thẻ {}", path.display()))
        };
        Ok(Self {
            modules: paths.iter().map(load).collect::<Result<_, _>>()?,
        })
    }

    /// How many libraries are loaded.
    pub(super) fn modules(&self) -> usize {
        self.modules.len()
    }

    /// The tokens that are plugged in now. A library that fails shows none of its own.
    pub(super) fn list(&self) -> Vec<Token> {
        self.modules
            .iter()
            .flat_map(|module| module.tokens().unwrap_or_default())
            .collect()
    }

    /// Every certificate of a person or an agency on any token.
    pub(super) fn certificates(&self) -> Vec<Held> {
        self.with_modules().into_iter().map(|(_, held)| held).collect()
    }

    fn with_modules(&self) -> Vec<(&Pkcs11Module, Held)> {
        let mut found: Vec<(&Pkcs11Module, Held)> = Vec::new();
        for module in &self.modules {
            for token in module.tokens().unwrap_or_default() {
                let all = module.certificates(&token).unwrap_or_default();
                for certificate in all.iter().filter(|one| !one.is_authority()) {
                    // Two libraries may show one token.
                    if found.iter().any(|(_, held)| held.certificate == *certificate) {
                        continue;
                    }
                    let held = Held {
                        token: token.clone(),
                        certificate: certificate.clone(),
                        chain: chain_of(certificate, &all),
                    };
                    found.push((module, held));
                }
            }
        }
        found
    }

    /// The certificate with this SHA-256 fingerprint.
    pub(super) fn find(&self, fingerprint: &str) -> Option<Held> {
        self.certificates()
            .into_iter()
            .find(|held| held.certificate.fingerprint_sha256() == fingerprint)
    }

    /// Unlocks the key of a certificate: one session for as many signatures as follow.
    pub(super) fn unlock(&self, held: &Held, pin: &str, scheme: Scheme) -> Result<Pkcs11, Error> {
        let fingerprint = held.certificate.fingerprint_sha256();
        let (module, held) = self
            .with_modules()
            .into_iter()
            .find(|(_, one)| one.certificate.fingerprint_sha256() == fingerprint)
            .ok_or_else(|| Error::TokenRemoved(held.token.label.clone()))?;
        let preference = if scheme.is_pss() {
            SchemePreference::Pss
        } else {
            SchemePreference::Pkcs1
        };
        // On a keypad of its own the PIN never comes near us.
        let pin = (!held.token.has_keypad).then_some(pin);
        let choice = KeyChoice::Certificate(fingerprint);
        let key = Pkcs11::open(module, &held.token, pin, &choice, preference)?;
        if key.scheme() == scheme {
            Ok(key)
        } else {
            Err(Error::UnsupportedAlgorithm(format!("{scheme:?}")))
        }
    }
}
