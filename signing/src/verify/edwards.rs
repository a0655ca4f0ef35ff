//! Ed448 (RFC 8032, 5.2), which no library at hand verifies.

use num_bigint::{BigInt, BigUint, Sign};
use sha3::digest::{ExtendableOutput as _, Update as _, XofReader as _};

use super::Outcome;
use super::curve::{invert, modulo};

const ORDER: &str = "3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3";
const BASE_X: &str = "4f1970c66bed0ded221d15a622bf36da9e146570470f1767ea6de324a3d3a46412ae1af72ab66511433b80e18b00938e2626a82bc70cc05e";
const BASE_Y: &str = "693f46716eb6bc248876203756c9c7624bea73736ca3984087789c1e05a0c2d73ad3ff1ce67c39c4fdbd132c4ed7c8ad9808795bf230fa14";
/// Octets of a point or a scalar.
const LENGTH: usize = 57;

/// A point in projective coordinates.
#[derive(Clone)]
struct Point {
    x: BigInt,
    y: BigInt,
    z: BigInt,
}

/// Checks a signature over the parts of a message.
pub(crate) fn verify(key: &[u8], message: &[&[u8]], signature: &[u8]) -> Outcome {
    match is_valid(key, message, signature) {
        Some(true) => Outcome::Valid,
        _ => Outcome::Invalid,
    }
}

fn is_valid(key: &[u8], message: &[&[u8]], signature: &[u8]) -> Option<bool> {
    if key.len() != LENGTH || signature.len() != 2 * LENGTH {
        return Some(false);
    }
    let prime = prime();
    let order = number(ORDER);
    let (commitment, scalar) = signature.split_at(LENGTH);
    let s = BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_le(scalar));
    if s >= order {
        return Some(false);
    }
    let point = decode(commitment, &prime)?;
    let public = decode(key, &prime)?;
    let mut hash = sha3::Shake256::default();
    hash.update(b"SigEd448\0\0");
    hash.update(commitment);
    hash.update(key);
    for part in message {
        hash.update(part);
    }
    let mut digest = [0_u8; 2 * LENGTH];
    hash.finalize_xof().read(&mut digest);
    let k = BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_le(&digest)) % &order;
    let base = Point {
        x: number(BASE_X),
        y: number(BASE_Y),
        z: BigInt::from(1),
    };
    let left = multiply(&s, &base, &prime);
    let right = add(&point, &multiply(&k, &public, &prime), &prime);
    let same = |a: &BigInt, b: &BigInt| modulo(&(a * &right.z - b * &left.z), &prime) == BigInt::from(0);
    Some(same(&left.x, &right.x) && same(&left.y, &right.y))
}

fn number(digits: &str) -> BigInt {
    BigInt::parse_bytes(digits.as_bytes(), 16).unwrap_or_default()
}

/// 2^448 − 2^224 − 1.
fn prime() -> BigInt {
    (BigInt::from(1) << 448_u32) - (BigInt::from(1) << 224_u32) - 1
}

/// RFC 8032, 5.2.3.
fn decode(bytes: &[u8], prime: &BigInt) -> Option<Point> {
    let (last, low) = bytes.split_last()?;
    let y = BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_le(low));
    if &y >= prime || last & 0x7f != 0 {
        return None;
    }
    let square = modulo(&(&y * &y), prime);
    let x_squared = modulo(
        &((&square - 1) * invert(&(BigInt::from(-39081) * &square - 1), prime)?),
        prime,
    );
    let mut x = x_squared.modpow(&((prime + 1) / 4), prime);
    if modulo(&(&x * &x - &x_squared), prime) != BigInt::from(0) {
        return None;
    }
    if x.bit(0) != (last & 0x80 != 0) {
        x = modulo(&-x, prime);
    }
    Some(Point {
        x,
        y,
        z: BigInt::from(1),
    })
}

/// RFC 8032, 5.2.4.
#[expect(clippy::many_single_char_names, reason = "the names of the RFC")]
fn add(left: &Point, right: &Point, prime: &BigInt) -> Point {
    let a = &left.z * &right.z % prime;
    let b = &a * &a % prime;
    let c = &left.x * &right.x % prime;
    let d = &left.y * &right.y % prime;
    let e = modulo(&(BigInt::from(-39081) * &c * &d), prime);
    let f = modulo(&(&b - &e), prime);
    let g = modulo(&(b + e), prime);
    let h = (&left.x + &left.y) * (&right.x + &right.y) % prime;
    Point {
        x: modulo(&(&a * &f * (h - &c - &d)), prime),
        y: modulo(&(a * &g * (d - c)), prime),
        z: modulo(&(f * g), prime),
    }
}

fn multiply(factor: &BigInt, point: &Point, prime: &BigInt) -> Point {
    let mut sum = Point {
        x: BigInt::from(0),
        y: BigInt::from(1),
        z: BigInt::from(1),
    };
    for bit in (0..factor.bits()).rev() {
        sum = add(&sum, &sum, prime);
        if factor.bit(bit) {
            sum = add(&sum, point, prime);
        }
    }
    sum
}
