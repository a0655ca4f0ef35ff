//! Whatever the bytes, reading them ends with an answer: damaged at every place, cut at every length, and random.

use proptest::prelude::*;
use signing::authority::{Authority, KeyKind, OsRng, Profile, Reason, Subject, TimestampAuthority};
use signing::detached::{DetachedRequest, sign_detached, verify_detached, verify_enveloping};
use signing::key::Pkcs12;
use signing::pades::{Level, NoEvidence};
use signing::revocation::{Standing, check_crl, check_ocsp, ocsp_request};
use signing::timestamp::{TimestampRequest, TimestampToken};
use signing::xml::{Canonicalisation, XmlRequest, sign_xml, verify_xml};
use signing::{Digest, SchemePreference};
use time::Duration;

use crate::support::{around_now, now, world};

/// Calls `read` with every byte, or every few, changed, and with the first part of the bytes at many lengths.
fn damage(bytes: &[u8], step: usize, mut read: impl FnMut(&[u8])) {
    let mut copy = bytes.to_vec();
    for at in (0..bytes.len()).step_by(step) {
        if at.is_multiple_of(16) {
            read(&bytes[..at]);
        }
        // Turns tags, lengths and values over in several ways, a different one at each place.
        copy[at] ^= [0x01, 0x80, 0x7f, 0x20][at % 4];
        read(&copy);
        copy[at] = bytes[at];
    }
}

#[test]
fn a_damaged_revocation_answer_never_says_good_about_a_revoked_certificate() {
    // An authority on P-256: its signatures are checked fastest.
    let subject = Subject::named("CA");
    let mut authority = Authority::root(&subject, KeyKind::P256, around_now(), &mut OsRng).unwrap();
    let subject = Subject::named("Lê Văn Tám");
    let holder = authority
        .issue(&subject, Profile::Person, KeyKind::P256, around_now(), &mut OsRng)
        .unwrap();
    let (stolen, issuer) = (holder.certificate().clone(), authority.certificate().clone());
    authority
        .revoke(&stolen, Reason::KeyCompromise, now() - Duration::hours(1))
        .unwrap();
    let question = ocsp_request(&stolen, &issuer, None).unwrap();
    let answer = authority
        .ocsp_answer(&question, now(), Duration::hours(1))
        .unwrap();
    let list = authority.crl(now(), now() + Duration::hours(1)).unwrap();
    let says_good = |verdict: Result<signing::revocation::Verdict, _>| {
        verdict.is_ok_and(|v| v.standing == Standing::Good)
    };
    damage(&answer, 1, |bytes| {
        assert!(!says_good(check_ocsp(bytes, &stolen, &issuer, None, now())));
    });
    damage(&list, 1, |bytes| {
        assert!(!says_good(check_crl(bytes, &stolen, &issuer, now())));
    });
}

#[test]
fn a_damaged_signature_is_read_without_harm_and_never_for_another_file() {
    let signer = world().person_p256.signer(SchemePreference::Pss).unwrap();
    let request = DetachedRequest {
        signing_time: now(),
        level: Level::B,
        evidence: &NoEvidence,
    };
    let signature = sign_detached(&mut &b"m"[..], &request, &signer).unwrap();
    damage(&signature, 1, |bytes| {
        let _ = verify_detached(bytes, b"m");
        assert!(verify_detached(bytes, b"n").is_err());
    });
}

#[test]
fn a_damaged_xml_signature_never_changes_what_was_signed() {
    let key = world().person_p256.signer(SchemePreference::Pss).unwrap();
    let request = XmlRequest {
        parent: None,
        canonicalisation: Canonicalisation::exclusive(),
        signing_time: Some(now()),
        id: "s".to_owned(),
    };
    let signed = sign_xml("<a b=\"1\"><c>văn bản</c></a>", &request, &key).unwrap();
    let content = verify_xml(&signed).unwrap().content;
    damage(signed.as_bytes(), 5, |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes)
            && let Ok(seen) = verify_xml(text)
        {
            assert_eq!(seen.content, content);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let world = world();
        let issuer = world.issuing.certificate();
        let request = TimestampRequest::new(Digest::Sha256, &[0; 32], [1; 8]).unwrap();
        prop_assert!(verify_detached(&bytes, b"m").is_err());
        prop_assert!(verify_enveloping(&bytes).is_err());
        prop_assert!(check_crl(&bytes, world.person_rsa.certificate(), issuer, now()).is_err());
        prop_assert!(check_ocsp(&bytes, world.person_rsa.certificate(), issuer, None, now()).is_err());
        prop_assert!(TimestampToken::from_response(&bytes, &request, now()).is_err());
        prop_assert!(Pkcs12::open(&bytes, "1", SchemePreference::Pss).is_err());
        prop_assert!(verify_xml(&String::from_utf8_lossy(&bytes)).is_err());
        let authority = TimestampAuthority::new(world.time_stamping.clone(), "1.2.3").unwrap();
        prop_assert!(authority.answer(&bytes, now(), &mut OsRng).is_ok());
        prop_assert!(world.issuing.ocsp_answer(&bytes, now(), Duration::hours(1)).is_ok());
    }

    #[test]
    fn any_text_survives_signing_and_reading(text in "\\PC{0,40}", attribute in "[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{0,20}") {
        let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let xml = format!("<a b=\"{}\">{}</a>", escape(&attribute), escape(&text));
        let request = XmlRequest {
            parent: None,
            canonicalisation: Canonicalisation::Inclusive,
            signing_time: None,
            id: "s".to_owned(),
        };
        let signer = world().person_p256.signer(SchemePreference::Pss).unwrap();
        let signed = sign_xml(&xml, &request, &signer).unwrap();
        let seen = verify_xml(&signed).unwrap();
        let again = String::from_utf8(seen.content).unwrap();
        // Canonical form is a fixed point: signing what was signed gives the same content.
        let resigned = sign_xml(&again, &request, &signer).unwrap();
        prop_assert_eq!(verify_xml(&resigned).unwrap().content, again.into_bytes());
    }
}
