//! CMS signatures of ours verified by OpenSSL, and OpenSSL's by us.

use signing::authority::{Identity, OsRng, TimestampAuthority};
use signing::detached::{
    DetachedRequest, sign_detached, sign_enveloping, sign_enveloping_to, verify_detached, verify_enveloping,
};
use signing::pades::{Evidence, Level, NoEvidence, RevocationAnswers};
use signing::revocation::ocsp_request;
use signing::timestamp::{TimestampRequest, TimestampToken};
use signing::{Certificate, Digest, Error, SchemePreference};

use crate::support::{Bench, World, now, pem, world};

const TEXT: &str = "Công văn số 12/SKHCN-VP về việc chuyển đổi số\n";

fn plain() -> DetachedRequest<'static> {
    DetachedRequest {
        signing_time: now(),
        level: Level::B,
        evidence: &NoEvidence,
    }
}

#[test]
fn openssl_verifies_what_we_sign_beside_and_around_a_file() {
    let world = world();
    for holder in world.holders() {
        for preference in [SchemePreference::Pss, SchemePreference::Pkcs1] {
            let signer = holder.signer(preference).unwrap();
            let bench = world.bench();
            bench.write("file", TEXT);
            bench.write(
                "beside.p7s",
                sign_detached(&mut TEXT.as_bytes(), &plain(), &signer).unwrap(),
            );
            bench.write(
                "around.p7m",
                sign_enveloping(TEXT.as_bytes(), &plain(), &signer).unwrap(),
            );
            bench.openssl("cms -verify -cades -binary -inform DER -in beside.p7s -content file -CAfile root.pem -out /dev/null").accepted();
            bench
                .openssl("cms -verify -cades -binary -inform DER -in around.p7m -CAfile root.pem -out got")
                .accepted();
            assert_eq!(bench.read("got"), TEXT.as_bytes());

            let seen = verify_detached(&bench.read("beside.p7s"), TEXT.as_bytes()).unwrap();
            assert_eq!(&seen.certificate, holder.certificate());
            assert!(
                seen.claimed_time
                    .is_some_and(|t| (t - now()).abs() < time::Duration::minutes(1))
            );
            let seen = verify_enveloping(&bench.read("around.p7m")).unwrap();
            assert_eq!(seen.content.as_deref(), Some(TEXT.as_bytes()));
        }
    }
}

#[test]
fn we_verify_what_openssl_signs_in_der_and_ber() {
    let world = world();
    let bench = signed_by_openssl(&world.person_rsa, "-outform DER -out beside.p7s");
    let seen = verify_detached(&bench.read("beside.p7s"), TEXT.as_bytes()).unwrap();
    assert_eq!(&seen.certificate, world.person_rsa.certificate());
    let variants = [
        "-nodetach -outform DER -out around.p7m",
        "-nodetach -stream -indef -outform DER -out around.p7m",
        "-nodetach -keyid -outform DER -out around.p7m",
        "-nodetach -noattr -outform DER -out around.p7m",
        "-nodetach -keyopt rsa_padding_mode:pss -outform DER -out around.p7m",
    ];
    for variant in variants {
        let bench = signed_by_openssl(&world.person_rsa, variant);
        let seen = verify_enveloping(&bench.read("around.p7m")).unwrap_or_else(|e| panic!("{variant}: {e}"));
        assert_eq!(seen.content.as_deref(), Some(TEXT.as_bytes()), "{variant}");
    }
}

fn signed_by_openssl(holder: &Identity, options: &str) -> Bench {
    let bench = Bench::empty();
    bench.write("file", TEXT);
    bench.write("leaf.pem", pem(holder.certificate()));
    bench.write("leaf.key", holder.private_key_pem().as_bytes());
    bench
        .openssl(&format!(
            "cms -sign -binary -md sha256 -in file -signer leaf.pem -inkey leaf.key {options}"
        ))
        .accepted();
    bench
}

#[test]
fn a_changed_file_a_foreign_one_and_damage_are_refused() {
    let world = world();
    let signer = world.person_p256.signer(SchemePreference::Pss).unwrap();
    let signature = sign_detached(&mut TEXT.as_bytes(), &plain(), &signer).unwrap();
    assert!(verify_detached(&signature, TEXT.as_bytes()).is_ok());
    for other in [&TEXT.as_bytes()[1..], b"", b"khac"] {
        assert!(matches!(
            verify_detached(&signature, other),
            Err(Error::Invalid(_))
        ));
    }
    assert!(verify_enveloping(&signature).is_err());
    let around = sign_enveloping(TEXT.as_bytes(), &plain(), &signer).unwrap();
    assert!(verify_detached(&around, TEXT.as_bytes()).is_err());
    for cut in 0..signature.len() {
        assert!(verify_detached(&signature[..cut], TEXT.as_bytes()).is_err());
    }
}

/// A time stamping unit in this process.
struct Stamps(TimestampAuthority);

impl Evidence for Stamps {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        let request = TimestampRequest::new(digest, hash, [5; 8])?;
        let answer = self.0.answer(&request.to_der()?, now(), &mut OsRng)?;
        Ok(TimestampToken::from_response(&answer, &request, now())?
            .der()
            .to_vec())
    }

    fn revocation(&self, _: &Certificate, _: &Certificate) -> Result<RevocationAnswers, Error> {
        Ok(RevocationAnswers::default())
    }

    fn issuer(&self, _: &Certificate) -> Result<Option<Certificate>, Error> {
        Ok(None)
    }
}

#[test]
fn a_stamped_signature_carries_a_stamp_over_its_value() {
    let world = world();
    let stamps = Stamps(TimestampAuthority::new(world.time_stamping.clone(), "1.2.3.4").unwrap());
    let signer = world.person_rsa.signer(SchemePreference::Pss).unwrap();
    let request = DetachedRequest {
        signing_time: now(),
        level: Level::T,
        evidence: &stamps,
    };
    let signature = sign_detached(&mut TEXT.as_bytes(), &request, &signer).unwrap();
    let bench = world.bench();
    bench.write("file", TEXT);
    bench.write("beside.p7s", &signature);
    bench.openssl("cms -verify -cades -binary -inform DER -in beside.p7s -content file -CAfile root.pem -out /dev/null").accepted();
    let seen = verify_detached(&signature, TEXT.as_bytes()).unwrap();
    let [token] = seen.timestamps.as_slice() else {
        panic!("one stamp")
    };
    bench.write("token.der", token);
    let text = bench
        .openssl("ts -reply -in token.der -token_in -text")
        .accepted();
    assert!(text.contains("Policy OID: 1.2.3.4"), "{text}");
}

/// Everything a lasting signature needs, from the authorities in this process.
struct Full {
    world: World,
    stamps: Stamps,
}

impl Evidence for Full {
    fn timestamp(&self, digest: Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        self.stamps.timestamp(digest, hash)
    }

    fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<RevocationAnswers, Error> {
        let mut answers = RevocationAnswers::default();
        if issuer == self.world.issuing.certificate() {
            let question = ocsp_request(certificate, issuer, None)?;
            let answer = self
                .world
                .issuing
                .ocsp_answer(&question, now(), time::Duration::DAY)?;
            answers.ocsp.push(answer);
        } else {
            let mut root = self.world.root.clone();
            answers.crls.push(root.crl(now(), now() + time::Duration::DAY)?);
        }
        Ok(answers)
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        let known = [self.world.issuing.certificate(), self.world.root.certificate()];
        let wanted = certificate.issuer_der();
        Ok(known.into_iter().find(|one| one.subject_der() == wanted).cloned())
    }
}

#[test]
fn every_level_is_read_by_openssl_and_pyhanko() {
    let world = world();
    let stamps = Stamps(TimestampAuthority::new(world.time_stamping.clone(), "1.2.3.4").unwrap());
    let evidence = Full {
        world: world.clone(),
        stamps,
    };
    let judge = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/judge_cades.py");
    for holder in [&world.person_rsa, &world.person_p256, &world.person_p384] {
        let signer = holder.signer(SchemePreference::Pss).unwrap();
        for level in [Level::B, Level::T, Level::Lt, Level::Lta] {
            let request = DetachedRequest {
                signing_time: now(),
                level,
                evidence: &evidence,
            };
            let bench = world.bench();
            bench.write("file", TEXT);
            bench.write(
                "beside.p7s",
                sign_detached(&mut TEXT.as_bytes(), &request, &signer).unwrap(),
            );
            bench.openssl("cms -verify -cades -binary -inform DER -in beside.p7s -content file -CAfile root.pem -out /dev/null").accepted();
            assert!(verify_detached(&bench.read("beside.p7s"), TEXT.as_bytes()).is_ok());
            let said = bench
                .run(
                    "python3",
                    &format!("{} root.pem file beside.p7s", judge.display()),
                )
                .accepted();
            let said: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
            let is_lasting = level >= Level::Lt;
            assert_eq!(said["passed"], true, "{level:?} {said}");
            assert_eq!(said["timestamp"], level >= Level::T, "{level:?} {said}");
            assert_eq!(said["crls"].as_u64().unwrap() > 0, is_lasting, "{level:?} {said}");
            assert_eq!(said["ocsp"], if is_lasting { 2 } else { 0 }, "{level:?} {said}");
            let all_fit = serde_json::json!([true, true, true, true]);
            let expected = if level == Level::Lta {
                all_fit
            } else {
                serde_json::Value::Null
            };
            assert_eq!(said["archive"], expected, "{level:?} {said}");

            bench.write(
                "around.p7m",
                sign_enveloping(TEXT.as_bytes(), &request, &signer).unwrap(),
            );
            bench
                .openssl("cms -verify -cades -binary -inform DER -in around.p7m -CAfile root.pem -out got")
                .accepted();
            assert_eq!(bench.read("got"), TEXT.as_bytes());
        }
    }
}

#[test]
fn content_of_any_size_goes_around_as_a_stream() {
    let world = world();
    let signer = world.person_p256.signer(SchemePreference::Pss).unwrap();
    for size in [0, 1, 127, 128, 70_000, 3 << 20] {
        let bench = world.bench();
        let content: Vec<u8> = (0..size).map(|at: usize| at.to_le_bytes()[0]).collect();
        bench.write("file", [b"before".as_slice(), &content].concat());
        let mut file = std::fs::File::open(bench.path("file")).unwrap();
        std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(6)).unwrap();
        let mut around = std::fs::File::create(bench.path("around.p7m")).unwrap();
        sign_enveloping_to(&mut file, &mut around, &plain(), &signer).unwrap();
        bench
            .openssl("cms -verify -cades -binary -inform DER -in around.p7m -CAfile root.pem -out got")
            .accepted();
        assert!(bench.read("got") == content, "{size}");
        assert!(verify_enveloping(&bench.read("around.p7m")).is_ok(), "{size}");
    }
}

#[test]
fn a_large_file_is_signed_as_a_stream() {
    let world = world();
    let signer = world.person_p256.signer(SchemePreference::Pss).unwrap();
    let mut zeros = std::io::Read::take(std::io::repeat(0), 64 << 20);
    let signature = sign_detached(&mut zeros, &plain(), &signer).unwrap();
    assert!(verify_detached(&signature, &vec![0; 64 << 20]).is_ok());
}
