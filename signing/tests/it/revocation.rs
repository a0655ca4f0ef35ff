//! Revocation: OpenSSL's responder and lists judged by us, and fetching with a cache.

use std::sync::{Arc, Mutex};

use signing::authority::{
    Authority, Endpoints, Identity, KeyKind, OsRng, Profile, Reason, Subject, TimestampAuthority,
};
use signing::pades::Evidence as _;
use signing::revocation::{
    Addresses, Collector, Source, SourceSettings, Standing, check_crl, check_ocsp, ocsp_request,
};
use signing::timestamp::{Pool, PoolSettings};
use signing::transport::{Answer, Request, Transport};
use signing::{Digest, Error};
use time::{Duration, OffsetDateTime};

use crate::support::{around_now, now, pem, world};

#[test]
fn openssl_answers_our_question_and_we_believe_only_the_right_answer() {
    let world = world();
    let bench = world.bench();
    let leaf = world.person_rsa.certificate();
    let stolen = world.person_p256.certificate();
    bench.write("issuing.key", issuing_key(&world.issuing));
    let index = format!(
        "V\t300101000000Z\t\t{}\tunknown\t/CN=x\nR\t300101000000Z\t260101000000Z,keyCompromise\t{}\tunknown\t/CN=y\n",
        leaf.serial_hex().to_uppercase(),
        stolen.serial_hex().to_uppercase()
    );
    bench.write("index.txt", index);
    let answer_to = |certificate, nonce: Option<&[u8]>| {
        bench.write(
            "request.der",
            ocsp_request(certificate, world.issuing.certificate(), nonce).unwrap(),
        );
        let answer = "ocsp -index index.txt -CA issuing.pem -rsigner issuing.pem -rkey issuing.key -reqin request.der -respout answer.der -ndays 1";
        bench.openssl(answer).accepted();
        bench.read("answer.der")
    };
    let issuer = world.issuing.certificate();
    let nonce = [0x42_u8; 16];
    let good = answer_to(leaf, Some(&nonce));
    let verdict = check_ocsp(&good, leaf, issuer, Some(&nonce), now()).unwrap();
    assert_eq!(verdict.standing, Standing::Good);
    assert!(verdict.until.unwrap() > now() + Duration::hours(23));
    assert!(
        check_ocsp(&good, leaf, issuer, Some(&[0x43; 16]), now()).is_err(),
        "another nonce"
    );
    assert!(
        check_ocsp(&good, stolen, issuer, None, now()).is_err(),
        "another certificate"
    );
    assert!(
        check_ocsp(&good, leaf, world.root.certificate(), None, now()).is_err(),
        "another issuer"
    );
    assert!(
        check_ocsp(&good, leaf, issuer, None, now() + Duration::days(2)).is_err(),
        "lapsed"
    );
    assert!(
        check_ocsp(&good, leaf, issuer, None, now() - Duration::days(2)).is_err(),
        "from the future"
    );

    let revoked = check_ocsp(&answer_to(stolen, None), stolen, issuer, None, now()).unwrap();
    assert!(
        matches!(revoked.standing, Standing::Revoked { reason: 1, .. }),
        "{revoked:?}"
    );
}

#[test]
fn a_list_of_openssl_is_read_and_a_foreign_one_is_not() {
    let world = world();
    let bench = world.bench();
    bench.write("issuing.key", issuing_key(&world.issuing));
    let stolen = world.person_p256.certificate();
    let index = format!(
        "R\t300101000000Z\t260101000000Z,superseded\t{}\tunknown\t/CN=y\n",
        stolen.serial_hex().to_uppercase()
    );
    bench.write("index.txt", index);
    bench.write("number", "01");
    bench.write("ca.cnf", "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha384\ndefault_crl_days=1\n");
    bench
        .openssl("ca -config ca.cnf -gencrl -cert issuing.pem -keyfile issuing.key -out list.pem")
        .accepted();
    bench
        .openssl("crl -in list.pem -outform DER -out list.der")
        .accepted();
    let list = bench.read("list.der");
    let issuer = world.issuing.certificate();
    let verdict = check_crl(&list, stolen, issuer, now()).unwrap();
    assert!(
        matches!(verdict.standing, Standing::Revoked { reason: 4, .. }),
        "{verdict:?}"
    );
    let verdict = check_crl(&list, world.person_rsa.certificate(), issuer, now()).unwrap();
    assert_eq!(verdict.standing, Standing::Good);
    assert!(
        check_crl(
            &list,
            world.person_rsa.certificate(),
            world.root.certificate(),
            now()
        )
        .is_err()
    );
    assert!(
        check_crl(
            &list,
            world.person_rsa.certificate(),
            issuer,
            now() + Duration::days(3)
        )
        .is_err()
    );
    assert!(check_crl(&list[..list.len() - 1], stolen, issuer, now()).is_err());
}

fn issuing_key(authority: &Authority) -> String {
    let saved = serde_json::to_value(authority.save()).unwrap();
    saved["private_key"].as_str().unwrap().to_owned()
}

/// The authorities behind their addresses, in this process.
struct Net {
    issuing: Mutex<Authority>,
    stamps: TimestampAuthority,
    asked: Mutex<Vec<String>>,
    responder_is_down: bool,
    at: Arc<Mutex<OffsetDateTime>>,
}

impl Transport for Net {
    fn send(&self, request: &Request) -> Result<Answer, Error> {
        self.asked.lock().unwrap().push(request.url.clone());
        let at = *self.at.lock().unwrap();
        let mut issuing = self.issuing.lock().unwrap();
        let body = match request.url.as_str() {
            "http://pki/ocsp" if self.responder_is_down => {
                return Ok(Answer {
                    status: 500,
                    body: vec![],
                });
            }
            "http://pki/ocsp" => issuing.ocsp_answer(&request.body, at, Duration::hours(1))?,
            "http://pki/crl" => issuing.crl(at, at + Duration::hours(12))?,
            "http://pki/ca" => issuing.certificate().der().to_vec(),
            "http://pki/tsa" => self.stamps.answer(&request.body, at, &mut OsRng)?,
            _ => {
                return Ok(Answer {
                    status: 404,
                    body: vec![],
                });
            }
        };
        Ok(Answer { status: 200, body })
    }
}

struct Scene {
    net: Arc<Net>,
    source: Arc<Source>,
    holder: Identity,
    at: Arc<Mutex<OffsetDateTime>>,
}

fn scene(responder_is_down: bool) -> Scene {
    let world = world();
    let url = |name: &str| Some(format!("http://pki/{name}"));
    let endpoints = Endpoints {
        crl: url("crl"),
        ocsp: url("ocsp"),
        issuer_certificate: url("ca"),
    };
    let mut issuing = world.issuing.with_endpoints(endpoints);
    let holder = issuing
        .issue(
            &Subject::named("Lê Văn Tám"),
            Profile::Person,
            KeyKind::P256,
            around_now(),
            &mut OsRng,
        )
        .unwrap();
    let at = Arc::new(Mutex::new(now()));
    let net = Arc::new(Net {
        issuing: Mutex::new(issuing),
        stamps: TimestampAuthority::new(world.time_stamping, "1.2.3.4").unwrap(),
        asked: Mutex::default(),
        responder_is_down,
        at: Arc::clone(&at),
    });
    let ticking = Arc::clone(&at);
    let clock = Arc::new(move || *ticking.lock().unwrap());
    let transport: Arc<dyn Transport> = net.clone();
    let source = Source::new(SourceSettings::default(), transport, clock, Box::new(OsRng));
    Scene {
        net,
        source: Arc::new(source),
        holder,
        at,
    }
}

impl Scene {
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.net.asked.lock().unwrap())
    }

    fn ask(&self) -> Result<Standing, Error> {
        let issuer = &self.holder.chain()[0];
        self.source
            .ask(self.holder.certificate(), issuer)
            .map(|(verdict, _)| verdict.standing)
    }
}

#[test]
fn an_answer_is_asked_once_and_again_when_it_lapses() {
    let scene = scene(false);
    assert_eq!(scene.ask().unwrap(), Standing::Good);
    assert_eq!(scene.ask().unwrap(), Standing::Good);
    assert_eq!(
        scene.asked(),
        ["http://pki/ocsp"],
        "the second answer came from the cache"
    );

    let certificate = scene.holder.certificate().clone();
    let at = now() + Duration::minutes(90);
    scene
        .net
        .issuing
        .lock()
        .unwrap()
        .revoke(&certificate, Reason::KeyCompromise, at)
        .unwrap();
    *scene.at.lock().unwrap() = at;
    assert!(matches!(scene.ask().unwrap(), Standing::Revoked { .. }));
    assert_eq!(scene.asked(), ["http://pki/ocsp"]);
}

#[test]
fn the_list_serves_when_the_responder_is_down() {
    let scene = scene(true);
    assert_eq!(scene.ask().unwrap(), Standing::Good);
    assert_eq!(scene.asked(), ["http://pki/ocsp", "http://pki/crl"]);
    assert_eq!(scene.ask().unwrap(), Standing::Good);
    assert_eq!(scene.asked(), ["http://pki/ocsp"], "the list came from the cache");
}

#[test]
fn addresses_are_read_and_a_certificate_without_any_cannot_be_asked_about() {
    let scene = scene(false);
    let addresses = Addresses::of(scene.holder.certificate());
    assert_eq!(addresses.ocsp, ["http://pki/ocsp"]);
    assert_eq!(addresses.crls, ["http://pki/crl"]);
    assert_eq!(addresses.issuers, ["http://pki/ca"]);
    let world = world();
    let silent = world.person_rsa.certificate();
    assert!(matches!(
        scene.source.ask(silent, world.issuing.certificate()),
        Err(Error::Revocation(_))
    ));
    assert_eq!(scene.asked(), [""; 0]);
}

#[test]
fn the_collector_gives_openssl_everything_a_lasting_signature_needs() {
    let scene = scene(false);
    let transport: Arc<dyn Transport> = scene.net.clone();
    let pool = Pool::new(
        &["http://pki/tsa"],
        PoolSettings::default(),
        transport,
        Arc::new(now),
        Box::new(OsRng),
    );
    let collector = Collector::new(Arc::new(now))
        .stamping(Arc::new(pool))
        .asking(Arc::clone(&scene.source));
    let certificate = scene.holder.certificate();
    let issuer = collector.issuer(certificate).unwrap().unwrap();
    assert_eq!(issuer, scene.holder.chain()[0]);

    let answers = collector.revocation(certificate, &issuer).unwrap();
    let bench = world().bench();
    bench.write("leaf.pem", pem(certificate));
    bench.write("answer.der", &answers.ocsp[0]);
    let text = bench.openssl("ocsp -issuer issuing.pem -cert leaf.pem -no_nonce -respin answer.der -CAfile root.pem -verify_other issuing.pem").text;
    assert!(text.contains("leaf.pem: good"), "{text}");

    bench.write("value", "giá trị chữ ký");
    bench.write(
        "token.der",
        collector
            .timestamp(Digest::Sha256, &Digest::Sha256.hash("giá trị chữ ký".as_bytes()))
            .unwrap(),
    );
    bench
        .openssl("ts -verify -in token.der -token_in -data value -CAfile root.pem -untrusted issuing.pem")
        .accepted();
}
