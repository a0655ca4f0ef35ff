//! Forged signature messages (RFC 5652).

use signing::validate::SubIndication;

use super::signed;
use crate::support::{Bench, pem, world};
use crate::validate::paper::{Paper, cms, find};
use crate::validate::{fails, passes};

/// Puts another message into a signed file.
fn with_message(paper: &Paper, make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
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
