//! Keys on `SoftHSM2` tokens.
//!
//! `SoftHSM2` finds its tokens through an environment variable read once per process, so every test runs itself again in
//! a child process that has its own store.

use std::path::Path;
use std::process::Command;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11 as Context};
use cryptoki::object::{Attribute, CertificateType, ObjectClass};
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;
use signing::authority::Identity;
use signing::key::{KeyChoice, Pkcs11, Pkcs11Module, Signer};
use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::validate::{Indication, Options, validate_pdf};
use signing::{Certificate, Error, Scheme, SchemePreference};

use crate::support::{Bench, now, pem, world};

const PIN: &str = "123456";

fn library() -> &'static Path {
    let candidates = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    ];
    let found = candidates.into_iter().map(Path::new).find(|p| p.exists());
    found.expect("SoftHSM2 must be installed (Debian package softhsm2)")
}

/// Runs `body` in a child process with an empty token store; the parent only waits for it.
fn with_own_store(name: &str, body: impl FnOnce(&Bench)) {
    let bench = Bench::empty();
    if std::env::var_os("VANTHU_TEST_STORE").is_some() {
        return body(&bench);
    }
    std::fs::create_dir(bench.path("tokens")).unwrap();
    bench.write(
        "softhsm2.conf",
        format!("directories.tokendir = {}\n", bench.path("tokens").display()),
    );
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("pkcs11::{name}"), "--nocapture"])
        .env("SOFTHSM2_CONF", bench.path("softhsm2.conf"))
        .env("VANTHU_TEST_STORE", bench.folder())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    println!("{text}");
}

/// Makes a token with one key and all certificates of its holder.
fn token(bench: &Bench, label: &str, holders: &[&Identity]) {
    bench
        .run(
            "softhsm2-util",
            &format!("--init-token --free --label {label} --pin {PIN} --so-pin 12345678"),
        )
        .accepted();
    for (number, holder) in (1..).zip(holders) {
        bench.write("key.pem", holder.private_key_pem().as_bytes());
        let import =
            format!("--import key.pem --token {label} --label key{number} --id 0{number} --pin {PIN}");
        bench.run("softhsm2-util", &import).accepted();
    }
    let context = Context::new(library()).unwrap();
    context
        .initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))
        .unwrap();
    let slots = context.get_slots_with_initialized_token().unwrap();
    let slot = slots
        .into_iter()
        .find(|s| context.get_token_info(*s).unwrap().label() == label)
        .unwrap();
    let session = context.open_rw_session(slot).unwrap();
    session.login(UserType::User, Some(&AuthPin::from(PIN))).unwrap();
    let store = |id: Vec<u8>, certificate: &Certificate| {
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(id),
            Attribute::Subject(certificate.subject_der()),
            Attribute::Value(certificate.der().to_vec()),
        ];
        session.create_object(&template).unwrap();
    };
    for (number, holder) in (1_u8..).zip(holders) {
        store(vec![number], holder.certificate());
    }
    for (number, certificate) in (0xa0_u8..).zip(holders[0].chain()) {
        store(vec![number], certificate);
    }
    drop(session);
    context.finalize().unwrap();
}

fn open(module: &Pkcs11Module, label: &str, pin: &str) -> Result<Pkcs11, Error> {
    Pkcs11::open(
        module,
        &module.token(label)?,
        Some(pin),
        &KeyChoice::Only,
        SchemePreference::Pss,
    )
}

#[track_caller]
fn openssl_verifies(bench: &Bench, key: &dyn Signer, options: &str) {
    bench.write("leaf.pem", pem(key.certificate()));
    bench.write("message", "Công văn");
    bench.write("signature", key.sign("Công văn".as_bytes()).unwrap());
    bench.write(
        "public.pem",
        bench.openssl("x509 -in leaf.pem -noout -pubkey").accepted(),
    );
    bench
        .openssl(&format!(
            "dgst -verify public.pem -signature signature {options} message"
        ))
        .accepted();
}

#[test]
fn keys_on_several_tokens_sign_what_openssl_verifies() {
    with_own_store("keys_on_several_tokens_sign_what_openssl_verifies", |bench| {
        let world = world();
        token(bench, "rsa", &[&world.person_rsa]);
        token(bench, "p256", &[&world.person_p256]);
        token(bench, "p384", &[&world.person_p384]);
        let module = Pkcs11Module::load(library()).unwrap();
        assert_eq!(module.tokens().unwrap().len(), 3);

        let key = open(&module, "rsa", PIN).unwrap();
        assert_eq!(key.scheme(), Scheme::RsaPssSha256);
        assert_eq!(key.chain(), world.person_rsa.chain());
        openssl_verifies(
            bench,
            &key,
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
        );
        let token = module.token("rsa").unwrap();
        let old = Pkcs11::open(
            &module,
            &token,
            Some(PIN),
            &KeyChoice::Only,
            SchemePreference::Pkcs1,
        )
        .unwrap();
        openssl_verifies(bench, &old, "-sha256");
        openssl_verifies(bench, &open(&module, "p256", PIN).unwrap(), "-sha256");
        openssl_verifies(bench, &open(&module, "p384", PIN).unwrap(), "-sha384");
        // The session of the first key is still good after others came and went.
        openssl_verifies(
            bench,
            &key,
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
        );
    });
}

#[test]
fn a_wrong_pin_is_told_from_a_missing_token() {
    with_own_store("a_wrong_pin_is_told_from_a_missing_token", |bench| {
        let world = world();
        token(bench, "rsa", &[&world.person_rsa]);
        let module = Pkcs11Module::load(library()).unwrap();
        assert!(matches!(open(&module, "rsa", "999999"), Err(Error::WrongPin)));
        assert!(matches!(open(&module, "khac", PIN), Err(Error::TokenRemoved(_))));
        // Somebody being logged in does not let a second caller in with a wrong PIN, and survives the attempt.
        let key = open(&module, "rsa", PIN).unwrap();
        assert!(matches!(open(&module, "rsa", "999999"), Err(Error::WrongPin)));
        openssl_verifies(
            bench,
            &key,
            "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32",
        );
        assert!(!format!("{key:?}").contains(PIN));
    });
}

#[test]
fn a_key_is_chosen_by_certificate_or_label_among_several() {
    with_own_store("a_key_is_chosen_by_certificate_or_label_among_several", |bench| {
        let world = world();
        token(bench, "both", &[&world.person_rsa, &world.person_p256]);
        let module = Pkcs11Module::load(library()).unwrap();
        let token = module.token("both").unwrap();
        assert_eq!(module.certificates(&token).unwrap().len(), 4);
        let choose = |choice| Pkcs11::open(&module, &token, Some(PIN), &choice, SchemePreference::Pss);
        assert!(matches!(choose(KeyChoice::Only), Err(Error::Key(_))));
        let wanted = world.person_p256.certificate();
        let key = choose(KeyChoice::Certificate(wanted.fingerprint_sha256())).unwrap();
        assert_eq!(key.certificate(), wanted);
        let key = choose(KeyChoice::Label("key1".to_owned())).unwrap();
        assert_eq!(key.certificate(), world.person_rsa.certificate());
        assert!(matches!(
            choose(KeyChoice::Label("key9".to_owned())),
            Err(Error::Key(_))
        ));
    });
}

#[test]
fn a_token_pulled_out_in_the_middle_is_named() {
    with_own_store("a_token_pulled_out_in_the_middle_is_named", |bench| {
        let world = world();
        token(bench, "usb", &[&world.person_p256]);
        let module = Pkcs11Module::load(library()).unwrap();
        let key = open(&module, "usb", PIN).unwrap();
        openssl_verifies(bench, &key, "-sha256");

        let store = Path::new(&std::env::var_os("VANTHU_TEST_STORE").unwrap()).join("tokens");
        let away = bench.path("away");
        std::fs::rename(&store, &away).unwrap();
        let pulled_out = key.sign(b"m");
        assert!(
            matches!(&pulled_out, Err(Error::TokenRemoved(label)) if label == "usb"),
            "{pulled_out:?}"
        );
        // SoftHSM2 never looks again for a token it lost. That a key logs in again by itself is seen above, where a
        // second caller ends the session of the first.
    });
}

/// A sample; all of them with `VANTHU_CORPUS=all`.
#[test]
fn files_of_every_kind_are_signed_with_a_token() {
    with_own_store("files_of_every_kind_are_signed_with_a_token", |bench| {
        let Some(folder) = crate::validate::corpus::folder("pdf-any") else {
            return;
        };
        let world = world();
        token(bench, "rsa", &[&world.person_rsa]);
        let key = open(&Pkcs11Module::load(library()).unwrap(), "rsa", PIN).unwrap();
        let request = SignatureRequest::new(Target::Invisible { name: "token".into() }, now());
        let is_whole = std::env::var_os("VANTHU_CORPUS").is_some_and(|which| which == "all");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        let (mut signed, mut refused) = (0, Vec::new());
        for path in files.iter().step_by(if is_whole { 1 } else { 9 }) {
            match sign(&std::fs::read(path).unwrap(), &request, &key, &NoEvidence) {
                Ok(bytes) => {
                    assert_token_signature(bench, path, &bytes);
                    signed += 1;
                }
                Err(Error::NeedsRepair(_) | Error::Encrypted(_) | Error::NotPdf | Error::Forbidden(_)) => {
                    refused.push(path.file_name().unwrap().to_owned());
                }
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
        println!("{signed} signed, refused: {refused:?}");
        assert!(signed > refused.len());
    });
}

fn assert_token_signature(bench: &Bench, path: &Path, bytes: &[u8]) {
    let report = validate_pdf(bytes, &Options::at(now()));
    let ours = report.signatures.iter().find(|one| one.field == "token");
    assert!(
        ours.is_some_and(|one| one.indication == Indication::TotalPassed),
        "{}: {}",
        path.display(),
        report.to_text()
    );
    bench.write("signed.pdf", bytes);
    let said = bench.run("pdfsig", "-nocert signed.pdf").text;
    let ours = said.split("Signature #").find(|part| part.contains("token"));
    assert!(
        ours.is_some_and(|part| part.contains("Signature is Valid.")),
        "{}: {said}",
        path.display()
    );
}
