//! Remote signing: version 1 against `certomancer-csc-dummy`, version 2 against a service of our own on the same rules.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use signing::authority::Identity;
use signing::key::csc::{Authorisation, CscService, CscVersion, Grant, Patience};
use signing::key::{CscRemote, Signer};
use signing::transport::{Answer, Request, Transport};
use signing::{Error, Scheme, SchemePreference};
use zeroize::Zeroizing;

use crate::support::{Bench, Loopback, free_port, pem, world};

/// The peer, ended with the test.
struct Dummy(Child);

impl Drop for Dummy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start_dummy(bench: &Bench, control_level: &str) -> (Dummy, CscService) {
    let world = world();
    bench.write("ca.pem", world.agency_rsa3072.private_key_pem().as_bytes());
    bench.write("rsa.pem", world.person_rsa.private_key_pem().as_bytes());
    bench.write("p256.pem", world.person_p256.private_key_pem().as_bytes());
    let certificate = |subject: &str| {
        format!(
            "      {subject}:\n        subject: {subject}\n        issuer: ca\n        validity:\n          valid-from: \"2020-01-01T00:00:00+0000\"\n          valid-to: \"2090-01-01T00:00:00+0000\"\n"
        )
    };
    let configuration = format!(
        "external-url-prefix: \"http://localhost\"\nkeysets:\n  t:\n    keys:\n      ca:\n        path: ca.pem\n      rsa:\n        path: rsa.pem\n      p256:\n        path: p256.pem\npki-architectures:\n  t:\n    keyset: t\n    entities:\n      ca:\n        common-name: CA\n      rsa:\n        common-name: RSA\n      p256:\n        common-name: P256\n    certs:\n{}{}{}",
        certificate("ca"),
        certificate("rsa"),
        certificate("p256"),
    );
    bench.write("certomancer.yml", configuration);
    let port = free_port();
    let log = std::fs::File::create(bench.path("dummy.log")).unwrap();
    let child = Command::new("python3")
        .args([
            "-m",
            "csc_dummy",
            "certomancer.yml",
            &port.to_string(),
            control_level,
        ])
        .current_dir(bench.folder())
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .expect("python3 with the package certomancer-csc-dummy must be installed");
    let dummy = Dummy(child);
    let service = CscService::new(
        &format!("http://localhost:{port}"),
        CscVersion::V1,
        Arc::new(Loopback),
    );
    for _ in 0..200 {
        if service.info().is_ok() {
            return (dummy, service);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!(
        "the service did not start: {}",
        String::from_utf8_lossy(&bench.read("dummy.log"))
    );
}

fn patience() -> Patience {
    Patience {
        interval: Duration::from_secs(5),
        attempts: 5,
        pause: Arc::new(|_| true),
    }
}

#[track_caller]
fn openssl_verifies(bench: &Bench, key: &CscRemote, message: &str, signature: &[u8]) {
    let options = if key.scheme().is_pss() {
        "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32"
    } else {
        ""
    };
    bench.write("leaf.pem", pem(key.certificate()));
    bench.write("message", message);
    bench.write("signature", signature);
    bench.write(
        "public.pem",
        bench.openssl("x509 -in leaf.pem -noout -pubkey").accepted(),
    );
    bench
        .openssl(&format!(
            "dgst -sha256 -verify public.pem -signature signature {options} message"
        ))
        .accepted();
}

#[test]
fn certomancer_signs_for_us_with_and_without_bound_hashes() {
    for level in ["1", "2"] {
        let bench = Bench::empty();
        let (_dummy, service) = start_dummy(&bench, level);
        assert_eq!(service.info().unwrap().name, "Certomancer CSC test server");
        let mut credentials = service.credentials().unwrap();
        credentials.sort();
        assert_eq!(credentials, ["t/ca", "t/p256", "t/rsa"]);
        let cases = [
            ("t/rsa", SchemePreference::Pss, Scheme::RsaPssSha256),
            ("t/rsa", SchemePreference::Pkcs1, Scheme::RsaPkcs1Sha256),
            ("t/p256", SchemePreference::Pss, Scheme::EcdsaP256Sha256),
        ];
        for (id, preference, scheme) in cases {
            let credential = service.credential(id).unwrap();
            assert_eq!(credential.binds_hashes, level == "2");
            assert_eq!(credential.chain.len(), 1);
            let key = CscRemote::new(
                &service,
                credential,
                Authorisation::default(),
                patience(),
                preference,
            )
            .unwrap();
            assert_eq!(key.scheme(), scheme);
            openssl_verifies(
                &bench,
                &key,
                "Tờ trình",
                &key.sign("Tờ trình".as_bytes()).unwrap(),
            );
        }
    }
}

#[test]
fn a_batch_larger_than_one_authorisation_comes_back_in_order() {
    let bench = Bench::empty();
    let (_dummy, service) = start_dummy(&bench, "2");
    let credential = service.credential("t/p256").unwrap();
    assert_eq!(credential.signatures_at_once, 10);
    let key = CscRemote::new(
        &service,
        credential,
        Authorisation::default(),
        patience(),
        SchemePreference::Pss,
    )
    .unwrap();
    let texts: Vec<String> = (0..23).map(|n| format!("văn bản {n}")).collect();
    let messages: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    let signatures = key.sign_all(&messages).unwrap();
    assert_eq!(signatures.len(), 23);
    for (text, signature) in texts.iter().zip(&signatures) {
        openssl_verifies(&bench, &key, text, signature);
    }
}

#[test]
fn a_service_that_is_away_or_refuses_is_named() {
    let port = free_port();
    let service = CscService::new(
        &format!("http://localhost:{port}"),
        CscVersion::V1,
        Arc::new(Loopback),
    );
    assert!(matches!(service.info(), Err(Error::Transport { .. })));
    let bench = Bench::empty();
    let (_dummy, service) = start_dummy(&bench, "1");
    assert!(matches!(service.credential("t/nobody"), Err(Error::Remote { code, .. }) if code == "404"));
}

/// A version 2 service: the person confirms on the phone, so answers come later. Keeps to ETSI TS 119 432.
struct LaterService {
    holder: Identity,
    asked: AtomicU32,
    waiting: Mutex<Vec<String>>,
    raw_ecdsa: bool,
}

impl LaterService {
    fn answer(&self, method: &str, body: &Value, bearer: bool) -> (u16, Value) {
        if method != "oauth2/token" && !bearer {
            return (401, json!({ "error": "invalid_token" }));
        }
        match method {
            "oauth2/token" => (
                200,
                json!({ "access_token": "mã-truy-cập", "refresh_token": "làm-mới", "token_type": "Bearer" }),
            ),
            "credentials/info" => {
                let certificates: Vec<String> = std::iter::once(self.holder.certificate())
                    .chain(self.holder.chain())
                    .map(|c| STANDARD.encode(c.der()))
                    .collect();
                (
                    200,
                    json!({
                        "key": { "status": "enabled", "algo": ["1.2.840.10045.4.3.2"], "len": 256 },
                        "cert": { "certificates": certificates }, "auth": { "mode": "explicit" }, "SCAL": "2", "multisign": 5,
                    }),
                )
            }
            "credentials/authorize" if body["authData"][0]["value"] != "246810" => (
                400,
                json!({ "error": "invalid_pin", "error_description": "Sai PIN" }),
            ),
            "credentials/authorize" => (200, json!({ "handle": "h1" })),
            "credentials/authorizeCheck" | "signatures/signPolling" if self.not_yet() => (202, json!({})),
            "credentials/authorizeCheck" => (200, json!({ "SAD": "kích-hoạt" })),
            "signatures/signHash" => {
                assert_eq!(body["SAD"], "kích-hoạt");
                assert_eq!(body["hashAlgorithmOID"], "2.16.840.1.101.3.4.2.1");
                let hashes = body["hashes"].as_array().unwrap();
                *self.waiting.lock().unwrap() =
                    hashes.iter().map(|h| h.as_str().unwrap().to_owned()).collect();
                (200, json!({ "responseID": "r1" }))
            }
            "signatures/signPolling" => {
                let hashes = self.waiting.lock().unwrap();
                let signatures: Vec<String> = hashes.iter().map(|h| STANDARD.encode(self.sign(h))).collect();
                (200, json!({ "signatures": signatures }))
            }
            _ => (404, json!({})),
        }
    }

    /// Every second question is answered "not yet".
    fn not_yet(&self) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst).is_multiple_of(2)
    }

    fn sign(&self, hash: &str) -> Vec<u8> {
        use p256::ecdsa::signature::hazmat::PrehashSigner as _;
        use p256::pkcs8::DecodePrivateKey as _;
        let key = p256::ecdsa::SigningKey::from_pkcs8_der(self.holder.private_key_der()).unwrap();
        let signature: p256::ecdsa::Signature = key.sign_prehash(&STANDARD.decode(hash).unwrap()).unwrap();
        if self.raw_ecdsa {
            signature.to_bytes().to_vec()
        } else {
            signature.to_der().as_bytes().to_vec()
        }
    }
}

impl Transport for LaterService {
    fn send(&self, request: &Request) -> Result<Answer, Error> {
        let method = request.url.strip_prefix("http://later/csc/v2/").unwrap();
        let bearer = request
            .headers
            .iter()
            .any(|(n, v)| n == "Authorization" && v == "Bearer mã-truy-cập");
        let body = serde_json::from_slice(&request.body).unwrap_or_default();
        let (status, answer) = self.answer(method, &body, bearer);
        Ok(Answer {
            status,
            body: answer.to_string().into_bytes(),
        })
    }
}

fn later(raw_ecdsa: bool) -> CscService {
    let holder = world().person_p256;
    let service = LaterService {
        holder,
        asked: AtomicU32::new(0),
        waiting: Mutex::default(),
        raw_ecdsa,
    };
    CscService::new("http://later/", CscVersion::V2, Arc::new(service))
}

fn grant() -> Grant {
    Grant::ClientCredentials {
        client_id: "vanthu".into(),
        client_secret: "bí-mật".into(),
    }
}

fn authorisation(pin: &str) -> Authorisation {
    Authorisation {
        pin: Some(Zeroizing::new(pin.to_owned())),
        ..Authorisation::default()
    }
}

#[test]
fn a_confirmation_on_the_phone_is_waited_for() {
    for raw_ecdsa in [true, false] {
        let service = later(raw_ecdsa);
        assert!(
            matches!(service.credential("c"), Err(Error::Remote { code, .. }) if code == "invalid_token")
        );
        service.grant(&grant()).unwrap();
        assert_eq!(service.refresh_token().unwrap().as_str(), "làm-mới");
        let credential = service.credential("c").unwrap();
        assert_eq!(credential.authorisation, "explicit");
        let key = CscRemote::new(
            &service,
            credential,
            authorisation("246810"),
            patience(),
            SchemePreference::Pss,
        )
        .unwrap();
        let bench = Bench::empty();
        openssl_verifies(
            &bench,
            &key,
            "Quyết định",
            &key.sign("Quyết định".as_bytes()).unwrap(),
        );
        assert!(!format!("{key:?} {service:?} {:?}", grant()).contains("246810"));
    }
}

#[test]
fn a_wrong_pin_and_a_person_who_gives_up_are_told_apart() {
    let service = later(true);
    service.grant(&grant()).unwrap();
    let key = |pin, patience| {
        let credential = service.credential("c").unwrap();
        CscRemote::new(
            &service,
            credential,
            authorisation(pin),
            patience,
            SchemePreference::Pss,
        )
        .unwrap()
    };
    assert!(matches!(key("0000", patience()).sign(b"m"), Err(Error::WrongPin)));
    let gives_up = Patience {
        pause: Arc::new(|_| false),
        ..patience()
    };
    assert!(matches!(
        key("246810", gives_up).sign(b"m"),
        Err(Error::Cancelled)
    ));
    let hurried = Patience {
        attempts: 1,
        ..patience()
    };
    assert!(matches!(key("246810", hurried).sign(b"m"), Err(Error::Key(_))));
}
