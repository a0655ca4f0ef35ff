//! RSA keys that their certificates restrict to RSASSA-PSS (RFC 4055): ours read by OpenSSL, and OpenSSL's by us.

use signing::detached::{DetachedRequest, sign_detached, verify_detached};
use signing::key::{Pkcs12, Signer as _};
use signing::pades::{Level, NoEvidence, SignatureRequest, Target, sign};
use signing::validate::{Options, TrustStore, Verdict, validate_pdf};
use signing::{Error, Scheme, SchemePreference};

use crate::support::{Bench, now};

const TEXT: &[u8] = b"to whom it may concern";

/// Options of `openssl genpkey`, and the scheme such a key is used with.
const KEYS: [(&str, Scheme); 3] = [
    ("-pkeyopt rsa_keygen_bits:2048", Scheme::RsaPssSha256),
    (
        "-pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 \
         -pkeyopt rsa_pss_keygen_saltlen:32",
        Scheme::RsaPssSha256,
    ),
    (
        "-pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha512 -pkeyopt rsa_pss_keygen_mgf1_md:sha512 \
         -pkeyopt rsa_pss_keygen_saltlen:20",
        Scheme::RsaPssSha512,
    ),
];

/// A folder with a key, its own certificate and a PKCS#12 file of both.
fn made(options: &str) -> Bench {
    let bench = Bench::empty();
    bench
        .openssl(&format!("genpkey -algorithm RSA-PSS {options} -out leaf.key"))
        .accepted();
    bench
        .openssl(
            "req -new -x509 -key leaf.key -subj /CN=Lan -days 100 -out leaf.pem \
             -addext keyUsage=digitalSignature,nonRepudiation",
        )
        .accepted();
    bench
        .openssl("pkcs12 -export -inkey leaf.key -in leaf.pem -out leaf.p12 -passout pass:1")
        .accepted();
    bench.write("file", TEXT);
    bench
}

fn opened(bench: &Bench) -> Pkcs12 {
    // Whoever prefers the older padding gets the only one that such a key has.
    Pkcs12::open(&bench.read("leaf.p12"), "1", SchemePreference::Pkcs1).unwrap()
}

#[test]
fn openssl_verifies_what_such_a_key_signs_for_us() {
    for (options, scheme) in KEYS {
        let bench = made(options);
        let key = opened(&bench);
        assert_eq!(key.scheme(), scheme, "{options}");
        let request = DetachedRequest {
            signing_time: now(),
            level: Level::B,
            evidence: &NoEvidence,
        };
        let signature = sign_detached(&mut &TEXT[..], &request, &key).unwrap();
        bench.write("file.p7s", &signature);
        bench
            .openssl("cms -verify -cades -binary -inform DER -in file.p7s -content file -CAfile leaf.pem -out /dev/null")
            .accepted();
        assert!(verify_detached(&signature, TEXT).is_ok(), "{options}");
    }
}

#[test]
fn we_verify_what_such_a_key_signs_for_openssl() {
    for (options, scheme) in KEYS {
        let bench = made(options);
        let digest = scheme.digest().pdf_name();
        signed_by_openssl(
            &bench,
            &format!("-md {digest} -keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:digest"),
        );
        let seen = verify_detached(&bench.read("file.p7s"), TEXT).unwrap();
        assert_eq!(seen.certificate, *opened(&bench).certificate(), "{options}");
    }
}

/// Told nothing about the padding, OpenSSL 3.0 signs with PSS and writes `rsaEncryption` into the message. Nobody can read
/// that as a signature, OpenSSL neither.
#[test]
fn a_message_that_names_another_padding_than_its_signature_has_fails() {
    let bench = made(KEYS[0].0);
    signed_by_openssl(&bench, "-md sha256");
    let text = bench
        .openssl("cms -cmsout -print -noout -inform DER -in file.p7s")
        .accepted();
    if text.contains("algorithm: rsaEncryption") {
        let verified =
            "cms -verify -binary -inform DER -in file.p7s -content file -CAfile leaf.pem -out /dev/null";
        bench.openssl(verified).refused("padding mode");
        assert!(verify_detached(&bench.read("file.p7s"), TEXT).is_err());
    } else {
        assert!(verify_detached(&bench.read("file.p7s"), TEXT).is_ok());
    }
}

fn signed_by_openssl(bench: &Bench, options: &str) {
    let command = format!(
        "cms -sign -binary -in file -signer leaf.pem -inkey leaf.key -outform DER -out file.p7s {options}"
    );
    bench.openssl(&command).accepted();
}

#[test]
fn a_pdf_signed_by_such_a_key_is_trusted() {
    for (options, _) in KEYS {
        let bench = made(options);
        let pdf = crate::validate::plain_pdf();
        let request = SignatureRequest::new(Target::Invisible { name: "a".into() }, now());
        let signed = sign(&pdf, &request, &opened(&bench), &NoEvidence).unwrap();
        let mut trust = TrustStore::empty();
        trust.add_pem(&bench.read("leaf.pem")).unwrap();
        let report = validate_pdf(&signed, &Options::at(now()).trusting(trust));
        assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    }
}

#[test]
fn such_a_key_is_used_with_no_other_padding_and_no_other_hash() {
    let (options, _) = KEYS[2];
    let bench = made(options);
    for scheme in [Scheme::RsaPkcs1Sha512, Scheme::RsaPssSha256] {
        let refused = opened(&bench).with_scheme(scheme);
        assert!(
            matches!(refused, Err(Error::UnsupportedAlgorithm(_))),
            "{refused:?}"
        );
    }
}

/// The same numbers under the usual name and under the restricted one: what the usual one signs counts only there.
#[test]
fn a_signature_that_the_certificate_does_not_allow_its_key_fails() {
    let bench = Bench::empty();
    bench
        .openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out usual.key")
        .accepted();
    bench
        .openssl("req -new -x509 -key usual.key -subj /CN=Lan -set_serial 7 -days 100 -out usual.pem")
        .accepted();
    bench.write("file", TEXT);
    let signed = |options: &str| {
        let command = format!(
            "cms -sign -binary -in file -signer usual.pem -inkey usual.key -outform DER -out file.p7s {options}"
        );
        bench.openssl(&command).accepted();
        bench.read("file.p7s")
    };
    let pss = "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:32";
    for options in ["-md sha256", "-md sha512", &format!("-md sha256 {pss}")] {
        let usual = signed(options);
        assert!(verify_detached(&usual, TEXT).is_ok(), "{options}");
        // rsaEncryption with NULL in the certificate becomes id-RSASSA-PSS with NULL: as long, and without limits.
        let restricted = replaced(
            &usual,
            &[
                0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0, 3, 0x82,
            ],
            &[
                0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10, 5, 0, 3, 0x82,
            ],
        );
        assert_eq!(
            verify_detached(&restricted, TEXT).is_ok(),
            options.contains("pss"),
            "{options}"
        );
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes
        .windows(from.len())
        .position(|window| window == from)
        .expect("a certificate with an RSA key");
    let mut bytes = bytes.to_vec();
    bytes[at..at + to.len()].copy_from_slice(to);
    bytes
}
