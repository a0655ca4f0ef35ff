//! Which PKCS#11 mechanism makes a scheme, and what it wants as input.

use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use der::asn1::UintRef;
use der::{Encode, Sequence};

use crate::{Certificate, Digest, Error, Scheme, SchemePreference};

/// Who computes the hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// We do; the token gets the hash. Every token can, and large messages do not cross the wire.
    HashHere,
    /// The token does, because it offers only that, or because its key demands a multi-part signature.
    HashThere,
}

/// The scheme to use with this key on this token.
pub(super) fn choose(
    certificate: &Certificate,
    preference: SchemePreference,
    offered: &[MechanismType],
    multi_part: bool,
) -> Result<(Scheme, Plan), Error> {
    let preferred = Scheme::choose(certificate, preference)?;
    // PSS is what the circular lists, but tokens older than it may not know it.
    let other = Scheme::choose(certificate, SchemePreference::Pkcs1)?;
    let plans: &[Plan] = if multi_part {
        &[Plan::HashThere]
    } else {
        &[Plan::HashHere, Plan::HashThere]
    };
    for scheme in [preferred, other] {
        for plan in plans {
            if offered.contains(&plan.mechanism(scheme).mechanism_type()) {
                return Ok((scheme, *plan));
            }
        }
    }
    Err(Error::UnsupportedAlgorithm(format!(
        "{preferred:?} on this token"
    )))
}

impl Plan {
    pub(super) fn mechanism(self, scheme: Scheme) -> Mechanism<'static> {
        let here = self == Self::HashHere;
        match scheme {
            Scheme::RsaPssSha256 | Scheme::RsaPssSha384 | Scheme::RsaPssSha512 => self.pss(scheme.digest()),
            Scheme::RsaPkcs1Sha256 | Scheme::RsaPkcs1Sha384 | Scheme::RsaPkcs1Sha512 if here => {
                Mechanism::RsaPkcs
            }
            Scheme::RsaPkcs1Sha256 => Mechanism::Sha256RsaPkcs,
            Scheme::RsaPkcs1Sha384 => Mechanism::Sha384RsaPkcs,
            Scheme::RsaPkcs1Sha512 => Mechanism::Sha512RsaPkcs,
            Scheme::EcdsaP256Sha256 | Scheme::EcdsaP384Sha384 if here => Mechanism::Ecdsa,
            Scheme::EcdsaP256Sha256 => Mechanism::EcdsaSha256,
            Scheme::EcdsaP384Sha384 => Mechanism::EcdsaSha384,
            Scheme::Ed25519 => Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure)),
        }
    }

    fn pss(self, digest: Digest) -> Mechanism<'static> {
        let (hash_alg, mgf, length) = match digest {
            Digest::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32),
            Digest::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48),
            Digest::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, 64),
        };
        let parameters = PkcsPssParams {
            hash_alg,
            mgf,
            s_len: length.into(),
        };
        match (self, digest) {
            (Self::HashHere, _) => Mechanism::RsaPkcsPss(parameters),
            (Self::HashThere, Digest::Sha256) => Mechanism::Sha256RsaPkcsPss(parameters),
            (Self::HashThere, Digest::Sha384) => Mechanism::Sha384RsaPkcsPss(parameters),
            (Self::HashThere, Digest::Sha512) => Mechanism::Sha512RsaPkcsPss(parameters),
        }
    }

    /// What the token gets.
    pub(super) fn input(self, scheme: Scheme, message: &[u8]) -> Vec<u8> {
        if self == Self::HashThere || scheme == Scheme::Ed25519 {
            return message.to_vec();
        }
        let hash = scheme.digest().hash(message);
        if scheme.is_rsa() && !scheme.is_pss() {
            return digest_info(scheme.digest(), &hash);
        }
        hash
    }
}

/// `DigestInfo` in DER (RFC 8017 9.2, note 1): `CKM_RSA_PKCS` pads but does not name the hash.
fn digest_info(digest: Digest, hash: &[u8]) -> Vec<u8> {
    let (last, length) = match digest {
        Digest::Sha256 => (1, 32),
        Digest::Sha384 => (2, 48),
        Digest::Sha512 => (3, 64),
    };
    let head = [
        0x30,
        17 + length,
        0x30,
        13,
        6,
        9,
        0x60,
        0x86,
        0x48,
        1,
        0x65,
        3,
        4,
        2,
        last,
        5,
        0,
        4,
        length,
    ];
    [&head, hash].concat()
}

/// `Ecdsa-Sig-Value` (RFC 3279 2.2.3).
#[derive(Sequence)]
struct EcdsaSignature<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

/// The signature as CMS wants it: tokens answer ECDSA as r and s side by side.
pub(super) fn signature(scheme: Scheme, raw: Vec<u8>) -> Result<Vec<u8>, Error> {
    match scheme {
        Scheme::EcdsaP256Sha256 => ecdsa_der(&raw, 32),
        Scheme::EcdsaP384Sha384 => ecdsa_der(&raw, 48),
        _ => Ok(raw),
    }
}

/// Turns r and s side by side, `size` bytes each, into DER.
pub(crate) fn ecdsa_der(raw: &[u8], size: usize) -> Result<Vec<u8>, Error> {
    if raw.len() != 2 * size {
        return Err(Error::Key(format!("an ECDSA signature of {} bytes", raw.len())));
    }
    let wrong = |e| Error::asn1("ECDSA signature", e);
    let (r, s) = raw.split_at(size);
    let value = EcdsaSignature {
        r: UintRef::new(r).map_err(wrong)?,
        s: UintRef::new(s).map_err(wrong)?,
    };
    value.to_der().map_err(wrong)
}
