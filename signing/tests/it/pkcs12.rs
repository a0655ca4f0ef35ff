//! PKCS#12 files of ours opened by OpenSSL, and OpenSSL's opened by us.

use signing::authority::Identity;
use signing::key::{Pkcs12, Signer};
use signing::{Error, Scheme, SchemePreference};

use crate::support::{Bench, pem, world};

const PIN: &str = "mật-khẩu-12345678";

#[test]
fn openssl_opens_our_file_and_the_pin_protects_it() {
    let world = world();
    let bench = world.bench();
    for holder in world.holders() {
        bench.write("key.p12", holder.to_pkcs12(PIN).unwrap());
        let open = format!("pkcs12 -in key.p12 -info -nodes -passin pass:{PIN}");
        let text = bench.openssl(&open).accepted();
        assert!(text.contains("PBES2, PBKDF2, AES-256-CBC"), "{text}");
        assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 3, "{text}");
        bench
            .openssl("pkcs12 -in key.p12 -nodes -passin pass:khac")
            .refused("Mac verify error");
    }
}

#[test]
fn we_open_modern_old_and_unauthenticated_files_of_openssl() {
    let world = world();
    let flavours = [
        "",
        "-legacy",
        "-legacy -descert",
        "-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1",
        "-nomac",
    ];
    for holder in [&world.person_rsa, &world.person_p256] {
        for flavour in flavours {
            let bench = made_by_openssl(holder, flavour);
            let key = Pkcs12::open(&bench.read("key.p12"), PIN, SchemePreference::Pss).unwrap();
            assert_eq!(key.certificate(), holder.certificate(), "{flavour}");
            assert_eq!(key.chain(), holder.chain(), "{flavour}");
            let wrong = Pkcs12::open(&bench.read("key.p12"), "khác", SchemePreference::Pss);
            assert!(matches!(wrong, Err(Error::WrongPin)), "{flavour}: {wrong:?}");
        }
    }
}

#[test]
fn openssl_verifies_signatures_of_every_scheme() {
    let world = world();
    let cases = [
        (
            &world.person_rsa,
            Scheme::RsaPssSha256,
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
        ),
        (
            &world.person_rsa,
            Scheme::RsaPssSha384,
            "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48",
        ),
        (
            &world.agency_rsa3072,
            Scheme::RsaPssSha512,
            "-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64",
        ),
        (&world.person_rsa, Scheme::RsaPkcs1Sha256, "-sha256"),
        (&world.agency_rsa3072, Scheme::RsaPkcs1Sha384, "-sha384"),
        (&world.agency_rsa3072, Scheme::RsaPkcs1Sha512, "-sha512"),
        (&world.person_p256, Scheme::EcdsaP256Sha256, "-sha256"),
        (&world.person_p384, Scheme::EcdsaP384Sha384, "-sha384"),
    ];
    for (holder, scheme, options) in cases {
        let key = Pkcs12::open(&holder.to_pkcs12(PIN).unwrap(), PIN, SchemePreference::Pss).unwrap();
        let key = key.with_scheme(scheme).unwrap();
        let bench = Bench::empty();
        bench.write("leaf.pem", pem(holder.certificate()));
        bench.write("message", "Quyết định số 5");
        bench.write("signature", key.sign("Quyết định số 5".as_bytes()).unwrap());
        let public = bench.openssl("x509 -in leaf.pem -noout -pubkey").accepted();
        bench.write("public.pem", public);
        let verify = format!("dgst -verify public.pem -signature signature {options} message");
        assert!(
            bench.openssl(&verify).accepted().contains("Verified OK"),
            "{scheme:?}"
        );
    }
}

#[test]
fn an_ed25519_key_of_openssl_signs() {
    let bench = Bench::empty();
    bench
        .openssl("req -x509 -newkey ed25519 -nodes -keyout key.pem -out leaf.pem -subj /CN=Ed -days 10")
        .accepted();
    bench
        .openssl(&format!(
            "pkcs12 -export -inkey key.pem -in leaf.pem -out key.p12 -passout pass:{PIN}"
        ))
        .accepted();
    let key = Pkcs12::open(&bench.read("key.p12"), PIN, SchemePreference::Pss).unwrap();
    assert_eq!(key.scheme(), Scheme::Ed25519);
    bench.write("message", "m");
    bench.write("signature", key.sign(b"m").unwrap());
    bench
        .openssl("pkeyutl -verify -inkey leaf.pem -certin -rawin -in message -sigfile signature")
        .accepted();
}

#[test]
fn a_key_refuses_a_scheme_it_cannot_do() {
    let world = world();
    let key = world.person_p256.signer(SchemePreference::Pss).unwrap();
    assert!(matches!(
        key.with_scheme(Scheme::RsaPssSha256),
        Err(Error::UnsupportedAlgorithm(_))
    ));
}

#[test]
fn nothing_but_a_key_file_opens() {
    for bytes in [&b""[..], b"0", &[0x30, 0x80, 0, 0], &[0xff; 64]] {
        assert!(matches!(
            Pkcs12::open(bytes, PIN, SchemePreference::Pss),
            Err(Error::Key(_))
        ));
    }
}

fn made_by_openssl(holder: &Identity, flavour: &str) -> Bench {
    let bench = Bench::empty();
    // The certificates in the wrong order on purpose: we find ours by its key and sort the rest.
    let mut certificates: Vec<String> = holder.chain().iter().rev().map(pem).collect();
    certificates.push(pem(holder.certificate()));
    bench.write("certificates.pem", certificates.concat());
    bench.write("key.pem", holder.private_key_pem().as_bytes());
    let export = format!(
        "pkcs12 -export {flavour} -inkey key.pem -in certificates.pem -out key.p12 -passout pass:{PIN}"
    );
    bench.openssl(&export).accepted();
    bench
}
