//! RSA signatures with sizes, hashes or parameters that `ring` does not take (RFC 8017, 8.1.2 and 8.2.2).

use num_bigint::BigUint;

use super::Outcome;
use super::algorithm::Pss;
use super::hash::Hash;
use crate::cms::parse::ber;

/// Larger keys only serve to keep a verifier busy.
const MAX_BITS: u64 = 16_384;
const MIN_BITS: u64 = 512;

/// RSASSA-PKCS1-v1_5 over a digest. The parameters of the hash may be NULL or left out (RFC 8017, A.2.4).
pub(crate) fn pkcs1(modulus: &[u8], exponent: &[u8], hash: Hash, digest: &[u8], signature: &[u8]) -> Outcome {
    let Some(message) = recover(modulus, exponent, signature) else {
        return Outcome::Invalid;
    };
    let with_null = [ber::write(ber::OID, hash.oid()), vec![5, 0]].concat();
    let without = ber::write(ber::OID, hash.oid());
    let is_valid = [with_null, without].iter().any(|identifier| {
        let identifier = ber::write(ber::SEQUENCE, identifier);
        let info = ber::write(
            ber::SEQUENCE,
            &[identifier, ber::write(ber::OCTET_STRING, digest)].concat(),
        );
        let Some(filler) = message
            .len()
            .checked_sub(info.len() + 3)
            .filter(|filler| *filler >= 8)
        else {
            return false;
        };
        message == [vec![0, 1], vec![0xff; filler], vec![0], info].concat()
    });
    if is_valid {
        Outcome::Valid
    } else {
        Outcome::Invalid
    }
}

/// RSASSA-PSS over a digest.
pub(crate) fn pss(modulus: &[u8], exponent: &[u8], pss: &Pss, digest: &[u8], signature: &[u8]) -> Outcome {
    let Some(message) = recover(modulus, exponent, signature) else {
        return Outcome::Invalid;
    };
    let bits = BigUint::from_bytes_be(modulus).bits() - 1;
    let Ok(length) = usize::try_from(bits.div_ceil(8)) else {
        return Outcome::Invalid;
    };
    let (spare, message) = message.split_at(message.len() - length);
    if spare.iter().any(|byte| *byte != 0) {
        return Outcome::Invalid;
    }
    match is_pss(
        message,
        length * 8 - usize::try_from(bits).unwrap_or(0),
        pss,
        digest,
    ) {
        Some(true) => Outcome::Valid,
        _ => Outcome::Invalid,
    }
}

/// EMSA-PSS-VERIFY, RFC 8017, 9.1.2; `spare` is the number of leftmost bits that must be zero.
fn is_pss(message: &[u8], spare: usize, pss: &Pss, digest: &[u8]) -> Option<bool> {
    let split = message.len().checked_sub(digest.len() + 1)?;
    let (masked, rest) = message.split_at(split);
    let (expected, trailer) = rest.split_at(digest.len());
    let keep = 0xff_u8 >> spare;
    if trailer != [0xbc] || masked.first()? & !keep != 0 {
        return Some(false);
    }
    let mask = mask(pss.mask_hash, expected, masked.len());
    let mut block: Vec<u8> = masked.iter().zip(&mask).map(|(byte, mask)| byte ^ mask).collect();
    *block.first_mut()? &= keep;
    let zeros = block.len().checked_sub(pss.salt_length + 1)?;
    let (padding, salt) = block.split_at(zeros + 1);
    if padding[..zeros].iter().any(|byte| *byte != 0) || padding[zeros] != 1 {
        return Some(false);
    }
    Some(pss.hash.of_parts(&[&[0; 8], digest, salt]) == expected)
}

/// MGF1, RFC 8017, B.2.1.
fn mask(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + 64);
    for counter in 0_u32.. {
        if out.len() >= length {
            break;
        }
        out.extend(hash.of_parts(&[seed, &counter.to_be_bytes()]));
    }
    out.truncate(length);
    out
}

/// The encoded message, as long as the modulus (RSAVP1, RFC 8017, 5.2.2).
fn recover(modulus: &[u8], exponent: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    let modulus = BigUint::from_bytes_be(modulus);
    let exponent = BigUint::from_bytes_be(exponent);
    if !(MIN_BITS..=MAX_BITS).contains(&modulus.bits()) || !(2..=64).contains(&exponent.bits()) {
        return None;
    }
    let length = usize::try_from(modulus.bits().div_ceil(8)).ok()?;
    if signature.len() != length {
        return None;
    }
    let signature = BigUint::from_bytes_be(signature);
    if signature >= modulus {
        return None;
    }
    let message = signature.modpow(&exponent, &modulus).to_bytes_be();
    let mut padded = vec![0; length.checked_sub(message.len())?];
    padded.extend(message);
    Some(padded)
}
