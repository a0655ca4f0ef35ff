//! Every algorithm OpenSSL signs with: strong ones pass, weak ones are told, unknown ones are never passed.

use signing::validate::{CheckResult, Integrity, Report, SubIndication, TrustStore, Verdict, validate_pdf};

use super::attacks::with_message;
use super::paper::{Paper, Signing};
use super::untrusting;
use crate::support::Bench;

const RSA: &str = "RSA -pkeyopt rsa_keygen_bits:2048";
const PSS: &str = "-keyopt rsa_padding_mode:pss";

/// A file signed by a new key of this kind, with these options of `openssl cms`; its own certificate is the anchor.
fn judged(key: &str, options: &str) -> Report {
    let bench = Bench::empty();
    bench
        .openssl(&format!("genpkey -algorithm {key} -out leaf.key"))
        .accepted();
    bench
        .openssl(
            "req -new -x509 -key leaf.key -subj /CN=Lan -days 100 -out leaf.pem -addext keyUsage=digitalSignature,nonRepudiation",
        )
        .accepted();
    let paper = Paper::with_form().signed(Signing::default());
    let bytes = with_message(&paper, |covered| {
        bench.write("content", covered);
        let command = format!(
            "cms -sign -binary -in content -signer leaf.pem -inkey leaf.key -outform DER -out message {options}"
        );
        bench.openssl(&command).accepted();
        bench.read("message")
    });
    let mut trust = TrustStore::empty();
    trust.add_pem(&bench.read("leaf.pem")).unwrap();
    validate_pdf(&bytes, &untrusting().trusting(trust))
}

/// Where nobody asks for trust, nothing can prove when it was signed: the verdict is about integrity, the weakness is told.
#[test]
fn weak_algorithms_are_told_where_trust_is_not_asked() {
    let Some(folder) = super::corpus::folder("pdf") else {
        return;
    };
    let report = super::check(&std::fs::read(folder.join("openpdf--sample_signed-sha1.pdf")).unwrap());
    let signature = &report.signatures[0];
    assert_eq!(report.verdict, Verdict::Passed);
    assert_eq!(signature.checks[0].result, CheckResult::Warning);
    assert!(signature.warnings.iter().any(|warning| warning.contains("SHA-1")));
}

fn curve(name: &str) -> String {
    format!("EC -pkeyopt ec_paramgen_curve:{name}")
}

#[test]
fn strong_algorithms_pass() {
    let long_key = "RSA -pkeyopt rsa_keygen_bits:4096";
    let pss_key = "RSA-PSS -pkeyopt rsa_keygen_bits:2048";
    let limited_key = "RSA-PSS -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_pss_keygen_md:sha384 \
                       -pkeyopt rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48";
    let limited_salt = format!("-md sha384 {PSS} -keyopt rsa_pss_saltlen:60");
    let usual_salt = format!("-md sha256 {PSS} -keyopt rsa_pss_saltlen:digest");
    let no_salt = format!("-md sha256 {PSS} -keyopt rsa_pss_saltlen:0");
    let odd_salt = format!("-md sha384 {PSS} -keyopt rsa_pss_saltlen:17");
    let most_salt = format!("-md sha512 {PSS} -keyopt rsa_pss_saltlen:max");
    let two_hashes = format!("-md sha256 {PSS} -keyopt rsa_mgf1_md:sha512");
    let mut cases = vec![
        (RSA.to_owned(), "-md sha256"),
        (RSA.to_owned(), "-md sha384"),
        (RSA.to_owned(), "-md sha512"),
        (RSA.to_owned(), "-md sha3-256"),
        (RSA.to_owned(), "-md sha3-512"),
        (long_key.to_owned(), "-md sha256"),
        (pss_key.to_owned(), &usual_salt),
        (pss_key.to_owned(), &odd_salt),
        (limited_key.to_owned(), &limited_salt),
        (RSA.to_owned(), &no_salt),
        (RSA.to_owned(), &odd_salt),
        (RSA.to_owned(), &most_salt),
        (RSA.to_owned(), &two_hashes),
    ];
    for name in [
        "P-256",
        "P-384",
        "P-521",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
    ] {
        cases.push((curve(name), "-md sha256"));
        cases.push((curve(name), "-md sha512"));
    }
    for (key, options) in cases {
        let report = judged(&key, options);
        assert_eq!(
            report.verdict,
            Verdict::Passed,
            "{key} {options}: {}",
            report.to_text()
        );
    }
}

#[test]
fn weak_algorithms_are_told() {
    let cases = [
        (RSA.to_owned(), "-md sha1", "SHA-1"),
        (curve("P-256"), "-md sha1", "SHA-1"),
        (
            "RSA -pkeyopt rsa_keygen_bits:1024".to_owned(),
            "-md sha256",
            "1024",
        ),
    ];
    for (key, options, named) in cases {
        let report = judged(&key, options);
        assert_eq!(report.signatures[0].checks[0].result, CheckResult::Warning);
        assert_eq!(report.signatures[0].integrity, Integrity::Intact);
        assert_ne!(report.verdict, Verdict::Passed, "{key} {options}");
        let signature = &report.signatures[0];
        let is_about_strength = matches!(
            signature.sub_indication,
            Some(
                SubIndication::CryptoConstraintsFailure
                    | SubIndication::CryptoConstraintsFailureNoPoe
                    | SubIndication::Generic
            )
        );
        assert!(is_about_strength, "{key} {options}: {}", report.to_text());
        let told = report.to_text();
        assert!(told.contains(named), "{key} {options} {named}: {told}");
    }
}

#[test]
fn what_nobody_here_can_compute_is_never_passed() {
    for (key, options) in [
        ("RSA -pkeyopt rsa_keygen_bits:512".to_owned(), "-md sha256"),
        (curve("secp224r1"), "-md sha256"),
        (curve("prime192v1"), "-md sha256"),
        (RSA.to_owned(), "-md md5"),
        (RSA.to_owned(), "-md ripemd160"),
        (curve("secp256k1"), "-md sha256"),
        (curve("brainpoolP256t1"), "-md sha256"),
    ] {
        let report = judged(&key, options);
        assert_ne!(
            report.verdict,
            Verdict::Passed,
            "{key} {options}: {}",
            report.to_text()
        );
    }
}
