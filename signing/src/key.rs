//! Keys, wherever they live, behind one trait.

pub mod csc;
mod keyring;
pub(crate) mod local;
mod pkcs11;
mod pkcs12;

pub use csc::CscRemote;
pub use keyring::Keyring;
pub(crate) use pkcs11::ecdsa_der;
pub use pkcs11::{KeyChoice, Pkcs11, Pkcs11Module, Token};
pub use pkcs12::{Pkcs12, chain_of};

use crate::{Certificate, Error, Scheme};

/// A private key that can sign, with the certificate that names its holder.
///
/// Whatever the device (file, token, remote service), it gets the message itself, not its hash; a device that
/// wants the hash computes it with [`Scheme::digest`].
pub trait Signer: Send + Sync {
    /// The certificate of the key.
    fn certificate(&self) -> &Certificate;

    /// The certificates above it, as far as they are known, nearest first.
    fn chain(&self) -> &[Certificate];

    /// The signature algorithm the key uses.
    fn scheme(&self) -> Scheme;

    /// Signs `message`; ECDSA signatures are DER (`Ecdsa-Sig-Value`, RFC 3279 2.2.3), as CMS wants them.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error>;

    /// Whether its signatures are known to match the certificate without being verified: the key is in this
    /// process and was compared with the certificate when it was opened. Tokens and services keep the default.
    fn matches_certificate(&self) -> bool {
        false
    }
}
