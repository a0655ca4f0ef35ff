//! ECDSA where `ring` has no curve or no such pair of curve and hash.
//!
//! The arithmetic is plain and not constant in time: everything here is public.

use num_bigint::{BigInt, BigUint, Sign};

use super::Outcome;
use crate::cms::oid;
use crate::cms::parse::ber::{self, Tlv};

/// A curve y² = x³ + ax + b over a prime field, with a generator of prime order.
struct Curve {
    prime: BigInt,
    a: BigInt,
    b: BigInt,
    generator: (BigInt, BigInt),
    order: BigInt,
}

/// A point; `None` is the one at infinity.
type Point = Option<(BigInt, BigInt)>;

/// Checks a signature over a digest (FIPS 186-5, 6.4.2).
pub(crate) fn verify(curve: &[u8], point: &[u8], digest: &[u8], signature: &[u8], is_plain: bool) -> Outcome {
    let Some(curve) = Curve::named(curve) else {
        return Outcome::Unsupported;
    };
    match is_valid(&curve, point, digest, signature, is_plain) {
        Some(true) => Outcome::Valid,
        _ => Outcome::Invalid,
    }
}

fn is_valid(curve: &Curve, point: &[u8], digest: &[u8], signature: &[u8], is_plain: bool) -> Option<bool> {
    let key = curve.point(point)?;
    let (r, s) = if is_plain {
        let (r, s) = signature.split_at_checked(signature.len() / 2)?;
        (unsigned(r), unsigned(s))
    } else {
        let parts = Tlv::only(signature)?.children_of(ber::SEQUENCE)?;
        let [r, s] = parts.as_slice() else { return None };
        (
            BigInt::from_signed_bytes_be(r.content),
            BigInt::from_signed_bytes_be(s.content),
        )
    };
    let range = BigInt::from(1)..curve.order.clone();
    if !range.contains(&r) || !range.contains(&s) {
        return Some(false);
    }
    let excess = (digest.len() as u64 * 8).saturating_sub(curve.order.bits());
    let digest = unsigned(digest) >> excess;
    let inverse = invert(&s, &curve.order)?;
    let first = modulo(&(digest * &inverse), &curve.order);
    let second = modulo(&(&r * inverse), &curve.order);
    let sum = curve.add(
        &curve.multiply(&first, &Some(curve.generator.clone())),
        &curve.multiply(&second, &Some(key)),
    );
    Some(sum.is_some_and(|(x, _)| modulo(&x, &curve.order) == r))
}

fn unsigned(bytes: &[u8]) -> BigInt {
    BigInt::from_biguint(Sign::Plus, BigUint::from_bytes_be(bytes))
}

/// The remainder that is not negative.
pub(crate) fn modulo(value: &BigInt, modulus: &BigInt) -> BigInt {
    let rest = value % modulus;
    if rest.sign() == Sign::Minus {
        rest + modulus
    } else {
        rest
    }
}

/// The inverse modulo a prime.
pub(crate) fn invert(value: &BigInt, prime: &BigInt) -> Option<BigInt> {
    modulo(value, prime).modinv(prime)
}

impl Curve {
    /// An uncompressed point that lies on the curve (SEC 1, 2.3.4 and 3.2.2.1).
    fn point(&self, bytes: &[u8]) -> Option<(BigInt, BigInt)> {
        let (4, coordinates) = bytes.split_first()? else {
            return None;
        };
        let (x, y) = coordinates.split_at_checked(coordinates.len() / 2)?;
        if coordinates.len() as u64 != self.prime.bits().div_ceil(8) * 2 {
            return None;
        }
        let (x, y) = (unsigned(x), unsigned(y));
        let right = &x * &x * &x + &self.a * &x + &self.b;
        let is_on_curve =
            x < self.prime && y < self.prime && modulo(&(&y * &y - right), &self.prime) == BigInt::from(0);
        is_on_curve.then_some((x, y))
    }

    fn add(&self, left: &Point, right: &Point) -> Point {
        let (Some((x1, y1)), Some((x2, y2))) = (left, right) else {
            return left.clone().or_else(|| right.clone());
        };
        let slope = if x1 == x2 {
            if modulo(&(y1 + y2), &self.prime) == BigInt::from(0) {
                return None;
            }
            (x1 * x1 * 3 + &self.a) * invert(&(y1 * 2), &self.prime)?
        } else {
            (y2 - y1) * invert(&(x2 - x1), &self.prime)?
        };
        let x = modulo(&(&slope * &slope - x1 - x2), &self.prime);
        let y = modulo(&(slope * (x1 - &x) - y1), &self.prime);
        Some((x, y))
    }

    fn multiply(&self, factor: &BigInt, point: &Point) -> Point {
        let mut sum = None;
        for bit in (0..factor.bits()).rev() {
            sum = self.add(&sum, &sum);
            if factor.bit(bit) {
                sum = self.add(&sum, point);
            }
        }
        sum
    }

    /// Curves of FIPS 186-5 and RFC 5639.
    fn named(identifier: &[u8]) -> Option<Self> {
        let [prime, a, b, x, y, order] = match identifier {
            oid::P256 => P256,
            oid::P384 => P384,
            oid::P521 => P521,
            oid::BRAINPOOL_P256R1 => BRAINPOOL_P256R1,
            oid::BRAINPOOL_P384R1 => BRAINPOOL_P384R1,
            oid::BRAINPOOL_P512R1 => BRAINPOOL_P512R1,
            _ => return None,
        }
        .map(|digits| BigInt::parse_bytes(digits.as_bytes(), 16).unwrap_or_default());
        Some(Self {
            prime,
            a,
            b,
            generator: (x, y),
            order,
        })
    }
}

const P256: [&str; 6] = [
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
];

const P384: [&str; 6] = [
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000fffffffc",
    "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
];

const P521: [&str; 6] = [
    "1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc",
    "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
    "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
    "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
];

const BRAINPOOL_P256R1: [&str; 6] = [
    "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
    "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
    "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
    "8bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262",
    "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
    "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
];

const BRAINPOOL_P384R1: [&str; 6] = [
    "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b412b1da197fb71123acd3a729901d1a71874700133107ec53",
    "7bc382c63d8c150c3c72080ace05afa0c2bea28e4fb22787139165efba91f90f8aa5814a503ad4eb04a8c7dd22ce2826",
    "4a8c7dd22ce28268b39b55416f0447c2fb77de107dcd2a62e880ea53eeb62d57cb4390295dbc9943ab78696fa504c11",
    "1d1c64f068cf45ffa2a63a81b7c13f6b8847a3e77ef14fe3db7fcafe0cbd10e8e826e03436d646aaef87b2e247d4af1e",
    "8abe1d7520f9c2a45cb1eb8e95cfd55262b70b29feec5864e19c054ff99129280e4646217791811142820341263c5315",
    "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b31f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565",
];

const BRAINPOOL_P512R1: [&str; 6] = [
    "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca703308717d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
    "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
    "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
    "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098eff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
    "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892",
    "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
];
