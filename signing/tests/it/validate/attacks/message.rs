//! Forged signature messages (RFC 5652).

use signing::detached::{verify_detached, verify_enveloping};
use signing::validate::{SubIndication, Verdict};

use super::{never_passes, signed};
use crate::support::{Bench, pem, world};
use crate::validate::forge::{AUTHORITY, Forge, LEAF};
use crate::validate::paper::{Paper, cms, find};
use crate::validate::tree::{Tree, element};
use crate::validate::{check, fails, passes};

/// Puts another message into a signed file.
pub(in crate::validate) fn with_message(paper: &Paper, make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut bytes = paper.bytes.clone();
    let open = find(&bytes, b"/Contents<").unwrap() + b"/Contents".len();
    let close = open + find(&bytes[open..], b">").unwrap() + 1;
    let covered = [&bytes[..open], &bytes[close..]].concat();
    let message = hex::encode(make(&covered));
    let room = close - open - 2;
    assert!(message.len() <= room);
    let padded = format!("{message:0<room$}");
    bytes[open + 1..close - 1].copy_from_slice(padded.as_bytes());
    bytes
}

#[test]
fn a_message_with_content_or_two_signers_fails() {
    let paper = signed();
    let bench = Bench::empty();
    let (first, second) = (&world().person_p256, &world().person_p384);
    for (name, who) in [("first", first), ("second", second)] {
        bench.write(&format!("{name}.pem"), pem(who.certificate()));
        bench.write(&format!("{name}.der"), who.private_key_der());
    }
    let run = |content: &[u8], arguments: &str| {
        bench.write("content", content);
        bench
            .openssl(&format!(
                "cms -sign -binary -md sha256 -in content -outform DER -out message {arguments}"
            ))
            .accepted();
        bench.read("message")
    };
    passes(&with_message(&paper, |covered| cms(covered, &first.into())));
    let one = "-signer first.pem -inkey first.der -keyform DER";
    passes(&with_message(&paper, |covered| run(covered, one)));
    let enclosed = with_message(&paper, |_| run(b"other", &format!("{one} -nodetach")));
    fails(&enclosed, "không được chứa nội dung");
    for name in ["first", "second"] {
        bench
            .openssl(&format!("pkey -inform DER -in {name}.der -out {name}.key"))
            .accepted();
    }
    let two = "-signer first.pem -inkey first.key -signer second.pem -inkey second.key";
    fails(
        &with_message(&paper, |covered| run(covered, two)),
        "đúng một người ký",
    );
}

#[test]
fn a_signature_of_another_key_fails() {
    let paper = signed();
    let forged = with_message(&paper, |covered| {
        let mut message = cms(covered, &(&world().person_p256).into());
        // The last octets are the signature value.
        let last = message.len() - 1;
        message[last] ^= 1;
        message
    });
    let report = fails(&forged, "giá trị chữ ký");
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::SigCryptoFailure)
    );
}

/// A paper whose message was changed in one place.
fn with_forged(forge: impl Fn(&mut Tree)) -> Vec<u8> {
    with_message(&signed(), |covered| {
        let mut message = Tree::read(&cms(covered, &(&world().person_p256).into()));
        forge(&mut message);
        message.bytes()
    })
}

const SHA384: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2];
const ECDSA_SHA384: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];

#[test]
fn a_message_put_together_again_as_it_was_passes() {
    passes(&with_forged(|_| ()));
}

#[test]
fn a_signature_value_of_nothing_fails() {
    for value in [
        "3006020100020100",
        "3006020101020100",
        "3006020100020101",
        "30080202000002020000",
        "3000",
        "",
        "00",
    ] {
        let value = hex::decode(value).unwrap();
        fails(
            &with_forged(|message| message.signer().inner[5].content.clone_from(&value)),
            "giá trị chữ ký",
        );
    }
}

#[test]
fn algorithms_that_do_not_go_together_fail() {
    never_passes(&with_forged(|message| {
        message.signer().at(&[2, 0]).content = SHA384.to_vec();
    }));
    never_passes(&with_forged(|message| {
        message.signer().at(&[4, 0]).content = ECDSA_SHA384.to_vec();
    }));
    // What an algorithm is called is not signed, unless the attribute for it says so: both at once.
    never_passes(&with_forged(|message| {
        message.signer().at(&[2, 0]).content = SHA384.to_vec();
        message.signer().at(&[4, 0]).content = ECDSA_SHA384.to_vec();
    }));
}

#[test]
fn signed_attributes_that_are_missing_doubled_or_moved_fail() {
    let count = Tree::read(&cms(b"x", &(&world().person_p256).into()))
        .signer()
        .inner[3]
        .inner
        .len();
    for index in 0..count {
        never_passes(&with_forged(|message| {
            message.signer().inner[3].inner.remove(index);
        }));
        never_passes(&with_forged(|message| {
            let again = message.signer().inner[3].inner[index].clone();
            message.signer().inner[3].inner.push(again);
        }));
        // Among the unsigned ones nobody vouches for it.
        never_passes(&with_forged(|message| {
            let moved = message.signer().inner[3].inner.remove(index);
            let mut unsigned = Tree::leaf(0xa1, &[]);
            unsigned.inner.push(moved);
            message.signer().inner.push(unsigned);
        }));
    }
    never_passes(&with_forged(|message| {
        message.signer().inner.remove(3);
    }));
}

#[test]
fn an_unsigned_attribute_vouches_for_nothing() {
    let paper = signed();
    let forged = with_message(&paper, |covered| {
        let other = [covered, b"x"].concat();
        let mut message = Tree::read(&cms(&other, &(&world().person_p256).into()));
        let mut true_one = Tree::read(&cms(covered, &(&world().person_p256).into()));
        let mut unsigned = Tree::leaf(0xa1, &[]);
        unsigned.inner.clone_from(&true_one.signer().inner[3].inner);
        message.signer().inner.push(unsigned);
        message.bytes()
    });
    fails(&forged, "băm");
}

#[test]
fn the_certificate_of_another_holder_of_the_same_key_fails() {
    let forge = Forge::new();
    for name in ["root", "leaf"] {
        forge.key(name);
    }
    forge.certify("root", "root", "/CN=Root", "", AUTHORITY);
    forge.certify("leaf", "leaf", "/CN=Leaf", "root", LEAF);
    forge.certify("boss", "leaf", "/CN=Boss", "root", LEAF);
    let swapped = with_message(&signed(), |covered| {
        let mut message = Tree::read(&cms(covered, &forge.holder("leaf", "leaf", &["root"])));
        let mut other = Tree::read(&cms(covered, &forge.holder("boss", "leaf", &["root"])));
        *message.at(&[1, 0, 3]) = other.at(&[1, 0, 3]).clone();
        message.signer().inner[1] = other.signer().inner[1].clone();
        message.bytes()
    });
    let report = check(&swapped);
    assert_eq!(report.verdict, Verdict::Indeterminate, "{}", report.to_text());
    assert_eq!(
        report.signatures[0].sub_indication,
        Some(SubIndication::NoSigningCertificateFound)
    );
}

/// RSA with the exponent 3: a verifier that does not look at all of the padded block takes a cube root for a
/// signature (Bleichenbacher, CRYPTO 2006 rump session).
#[test]
fn garbage_behind_the_digest_of_an_rsa_signature_fails() {
    let forge = Forge::new();
    forge.0
        .openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3 -out three.key")
        .accepted();
    forge.key("root");
    forge.certify("root", "root", "/CN=Root", "", AUTHORITY);
    forge.certify("three", "three", "/CN=Three", "root", LEAF);
    let holder = forge.holder("three", "three", &["root"]);
    passes(&with_message(&signed(), |covered| cms(covered, &holder)));
    let forged = with_message(&signed(), |covered| {
        let mut message = Tree::read(&cms(covered, &holder));
        let mut attributes = message.signer().inner[3].clone();
        attributes.tag = 0x31;
        let digest = ring::digest::digest(&ring::digest::SHA256, &attributes.bytes());
        let head = hex::decode("0001ffffffffffffffff003031300d060960864801650304020105000420").unwrap();
        let mut block = [head.as_slice(), digest.as_ref()].concat();
        block.resize(256, 0xff);
        let root = num_bigint::BigUint::from_bytes_be(&block)
            .nth_root(3)
            .to_bytes_be();
        let value = [vec![0; 256 - root.len()], root].concat();
        message.signer().inner[5].content = value;
        message.bytes()
    });
    fails(&forged, "giá trị chữ ký");
}

/// A message without signed attributes can be made of one with them by whoever has seen it: to the key, attributes and
/// content are the same bytes.
#[test]
fn signed_attributes_are_no_content_of_another_message() {
    let mut message = Tree::read(&cms(b"x", &(&world().person_p256).into()));
    let mut attributes = message.signer().inner.remove(3);
    attributes.tag = 0x31;
    let content = attributes.bytes();
    assert!(verify_detached(&message.bytes(), &content).is_err());
    let mut holder = Tree::leaf(0xa0, &[]);
    holder.inner.push(Tree::leaf(0x04, &content));
    message.at(&[1, 0, 2]).inner.push(holder);
    assert!(verify_enveloping(&message.bytes()).is_err());
}

#[test]
fn a_time_stamp_without_signed_attributes_fails() {
    let world = world();
    let bench = Bench::empty();
    bench.write("tsa.pem", pem(world.time_stamping.certificate()));
    bench.write("tsa.der", world.time_stamping.private_key_der());
    let stamped = |attributes: &str| {
        Paper::with_form().stamped(|covered| {
            let digest = ring::digest::digest(&ring::digest::SHA256, covered);
            bench.write("info", token_info(digest.as_ref()));
            let command = format!(
                "cms -sign -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 -md sha256 -in info \
                 -signer tsa.pem -inkey tsa.der -keyform DER -outform DER -out token {attributes}"
            );
            bench.openssl(&command).accepted();
            bench.read("token")
        })
    };
    passes(&stamped("-cades").bytes);
    fails(&stamped("-noattr").bytes, "thiếu các thuộc tính được ký");
}

/// `TSTInfo` (RFC 3161, 2.4.2) over a SHA-256.
fn token_info(digest: &[u8]) -> Vec<u8> {
    let sha256 = element(0x30, &element(0x06, &hex::decode("608648016503040201").unwrap()));
    let imprint = element(0x30, &[sha256, element(0x04, digest)].concat());
    let parts = [
        element(0x02, &[1]),
        element(0x06, &[0x2a, 3]),
        imprint,
        element(0x02, &[7]),
        element(0x18, b"20260101000000Z"),
    ];
    element(0x30, &parts.concat())
}
