//! Answers of responders (RFC 6960), all made by OpenSSL: the authority's own, a delegate's, a stranger's.

use signing::validate::RevocationStatus::{self, Good, NotApplicable, Revoked, Unknown};

use super::forge::LEAF;
use super::lists::{KEY_COMPROMISE, List, Scene, says};

const RESPONDS: &str = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n";
const SIGNS_ANSWERS: &str = "extendedKeyUsage=OCSPSigning\n";
const NOT_CHECKED: &str = "noCheck=ignored\n";
const PLACE: &str = "http://pki.example/responders.crl";
const PUBLISHED: &str = "crlDistributionPoints=URI:http://pki.example/responders.crl\n";

/// The authority's list of responders, with this certificate on it.
fn list(scene: &Scene, revoked: Option<&str>) -> Vec<u8> {
    let mut list = List::of("ca", 0).published_at(PLACE);
    if let Some(name) = revoked {
        list = list.revoking(&scene.forge.certificate(name).serial(), KEY_COMPROMISE);
    }
    list.signed(&scene.forge)
}

/// A scene whose signer names a responder.
fn scene() -> Scene {
    let scene = Scene::with(&format!(
        "{LEAF}authorityInfoAccess=OCSP;URI:http://pki.example/ocsp\ncrlDistributionPoints=URI:http://pki.example/people.crl\n"
    ));
    scene.forge.key("responder");
    scene
}

/// What a responder with this certificate answers about the signer.
fn answer(scene: &Scene, responder: &str, key: &str, letter: &str, more: &str) -> Vec<u8> {
    let bench = &scene.forge.0;
    let serial = scene.forge.certificate("leaf").serial_hex().to_uppercase();
    let revoked = if letter == "R" { "260101000000Z" } else { "" };
    let row = format!("{letter}\t400101000000Z\t{revoked}\t{serial}\tunknown\t/CN=Lan\n");
    bench.write("index.txt", if letter == "-" { String::new() } else { row });
    let command = format!(
        "ocsp -index index.txt -CA ca.pem -issuer ca.pem -cert leaf.pem -rsigner {responder}.pem -rkey {key}.key -respout answer.der -ndays 1 -noverify {more}"
    );
    bench.openssl(&command).accepted();
    bench.read("answer.der")
}

/// Certifies a responder with these extensions and lets it answer "good".
fn by_delegate(scene: &Scene, issuer: &str, extensions: &str) -> Vec<u8> {
    let all = format!("{RESPONDS}{extensions}");
    scene
        .forge
        .certify("responder", "responder", "/CN=Responder", issuer, &all);
    answer(scene, "responder", "responder", "V", "")
}

#[track_caller]
fn told(scene: &Scene, answer: Vec<u8>, lists: Vec<Vec<u8>>, expected: RevocationStatus) {
    says(&scene.judged(lists, vec![answer]), expected);
}

#[test]
fn the_authority_answers_itself() {
    let scene = scene();
    says(&scene.judged(vec![], vec![]), Unknown);
    told(&scene, answer(&scene, "ca", "ca", "V", ""), vec![], Good);
    told(
        &scene,
        answer(&scene, "ca", "ca", "V", "-resp_key_id"),
        vec![],
        Good,
    );
    told(&scene, answer(&scene, "ca", "ca", "R", ""), vec![], Revoked);
    // Neither issued nor revoked as far as it knows.
    told(&scene, answer(&scene, "ca", "ca", "-", ""), vec![], Unknown);
    // Another authority of the same name knows nothing of it.
    told(
        &scene,
        answer(&scene, "stranger", "stranger", "V", ""),
        vec![],
        Unknown,
    );
    // Without certificates in it, every byte is signed or the signature.
    let mut damaged = answer(&scene, "ca", "ca", "V", "-resp_no_certs");
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    told(&scene, damaged, vec![], Unknown);
}

#[test]
fn a_delegate_answers_with_the_authority_s_leave() {
    let scene = scene();
    let exempt = format!("{SIGNS_ANSWERS}{NOT_CHECKED}");
    told(&scene, by_delegate(&scene, "ca", &exempt), vec![], Good);
    told(&scene, by_delegate(&scene, "ca", NOT_CHECKED), vec![], Unknown);
    told(&scene, by_delegate(&scene, "stranger", &exempt), vec![], Unknown);
    // A signer is no responder.
    told(&scene, answer(&scene, "leaf", "leaf", "V", ""), vec![], Unknown);
    // The answer does not bring the delegate's certificate, and nobody knows it.
    by_delegate(&scene, "ca", &exempt);
    told(
        &scene,
        answer(&scene, "responder", "responder", "V", "-resp_no_certs"),
        vec![],
        Unknown,
    );
}

#[test]
fn a_delegate_that_may_be_revoked_is_asked_about() {
    let scene = scene();
    // Nothing is published about it: the authority's own rules decide, and there are none.
    let silent = by_delegate(&scene, "ca", SIGNS_ANSWERS);
    told(&scene, silent.clone(), vec![], Good);
    told(&scene, silent, vec![list(&scene, Some("responder"))], Unknown);

    let published = by_delegate(&scene, "ca", &format!("{SIGNS_ANSWERS}{PUBLISHED}"));
    told(&scene, published.clone(), vec![], Unknown);
    // The list speaks of the signer as well, whatever the responder is worth.
    let about_both = scene.judged(vec![list(&scene, None)], vec![published]);
    says(&about_both, Good);
    assert_eq!(
        about_both.signatures[0].revocation.source.as_deref(),
        Some("OCSP")
    );
}

#[test]
fn a_certificate_for_a_short_time_needs_no_answer() {
    for extension in [
        "noCheck=ignored",
        "2.5.29.56=ASN1:NULL",
        "0.4.0.194121.2.1=ASN1:NULL",
    ] {
        let scene = Scene::with(&format!("{LEAF}{PUBLISHED}{extension}\n"));
        says(&scene.judged(vec![], vec![]), NotApplicable);
    }
}
