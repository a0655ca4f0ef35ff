//! Time stamps: our requests and checks against OpenSSL's authority, and a pool of ours.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use signing::authority::{OsRng, TimestampAuthority};
use signing::timestamp::{Pool, PoolSettings, TimestampRequest, TimestampToken};
use signing::transport::{Answer, Request, Transport};
use signing::{Digest, Error};
use time::Duration;

use crate::support::{now, pem, world};

const POLICY: &str = "1.3.6.1.4.1.99999.1";

fn request() -> TimestampRequest {
    TimestampRequest::new(Digest::Sha256, &Digest::Sha256.hash(b"gia tri chu ky"), [7; 8]).unwrap()
}

#[test]
fn openssl_answers_our_request_and_we_accept_its_stamp() {
    let world = world();
    let bench = world.bench();
    bench.write("tsa.pem", pem(world.time_stamping.certificate()));
    bench.write("tsa.key", world.time_stamping.private_key_pem().as_bytes());
    bench.write("serial", "01");
    bench.write(
        "tsa.cnf",
        "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256,sha384,sha512\n\
         accuracy=secs:1\nordering=no\ness_cert_id_alg=sha256\nsigner_digest=sha256\n",
    );
    for digest in [Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        let request = TimestampRequest::new(digest, &digest.hash(b"m"), [0xff; 8]).unwrap();
        bench.write("query.tsq", request.to_der().unwrap());
        let text = bench.openssl("ts -query -in query.tsq -text").accepted();
        assert!(text.contains("Certificate required: yes"), "{text}");
        let reply = "ts -reply -config tsa.cnf -queryfile query.tsq -signer tsa.pem -inkey tsa.key -chain issuing.pem -out answer.tsr";
        bench.openssl(reply).accepted();
        let token = TimestampToken::from_response(&bench.read("answer.tsr"), &request, now()).unwrap();
        assert_eq!(token.certificate(), world.time_stamping.certificate());
        assert_eq!(token.certificates(), [world.issuing.certificate().clone()]);
        assert!((token.time() - now()).abs() < Duration::minutes(1));
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let world = world();
    let authority = TimestampAuthority::new(world.time_stamping.clone(), POLICY).unwrap();
    let answer = |request: &TimestampRequest, at| {
        authority
            .answer(&request.to_der().unwrap(), at, &mut OsRng)
            .unwrap()
    };
    let asked = request();
    let good = answer(&asked, now());
    assert!(TimestampToken::from_response(&good, &asked, now()).is_ok());

    let hash = Digest::Sha256.hash(b"gia tri chu ky");
    let others = [
        TimestampRequest::new(Digest::Sha256, &hash, [8; 8]).unwrap(),
        TimestampRequest::new(Digest::Sha256, &Digest::Sha256.hash(b"khac"), [7; 8]).unwrap(),
        TimestampRequest::new(Digest::Sha384, &Digest::Sha384.hash(b"gia tri chu ky"), [7; 8]).unwrap(),
        request().under_policy("1.2.3").unwrap(),
    ];
    for other in others {
        let refused = TimestampToken::from_response(&good, &other, now());
        assert!(matches!(refused, Err(Error::Timestamp(_))), "{other:?}");
    }
    assert!(
        TimestampToken::from_response(&answer(&asked, now() - Duration::hours(1)), &asked, now()).is_err()
    );
    for cut in 0..good.len() {
        assert!(TimestampToken::from_response(&good[..cut], &asked, now()).is_err());
    }
    for byte in 0..good.len() {
        let mut damaged = good.clone();
        damaged[byte] ^= 1;
        if let Ok(token) = TimestampToken::from_response(&damaged, &asked, now()) {
            // A flipped bit outside of what is signed (an unused certificate, the status) may pass; nothing signed may.
            assert_eq!(token.certificate(), world.time_stamping.certificate());
        }
    }
}

#[test]
fn a_certificate_for_other_purposes_cannot_stamp() {
    let world = world();
    let authority = TimestampAuthority::new(world.person_p256.clone(), POLICY).unwrap();
    let answer = authority
        .answer(&request().to_der().unwrap(), now(), &mut OsRng)
        .unwrap();
    let refused = TimestampToken::from_response(&answer, &request(), now());
    assert!(
        matches!(&refused, Err(Error::Timestamp(why)) if why.contains("not for time stamping")),
        "{refused:?}"
    );
}

/// Authorities on made-up hosts: "good" answers, everything else fails; every request takes two seconds.
struct Hosts {
    authority: TimestampAuthority,
    clock: Arc<AtomicI64>,
    asked: Mutex<BTreeMap<String, usize>>,
    healthy: AtomicUsize,
}

impl Transport for Hosts {
    fn send(&self, request: &Request) -> Result<Answer, Error> {
        *self.asked.lock().unwrap().entry(request.url.clone()).or_default() += 1;
        let at =
            time::OffsetDateTime::from_unix_timestamp(self.clock.fetch_add(2, Ordering::SeqCst) + 2).unwrap();
        let number: usize = request.url.strip_prefix("http://").unwrap().parse().unwrap();
        if number < self.healthy.load(Ordering::SeqCst) {
            return Ok(Answer {
                status: 503,
                body: vec![],
            });
        }
        let body = self.authority.answer(&request.body, at, &mut OsRng)?;
        Ok(Answer { status: 200, body })
    }
}

fn pool(urls: &[&str], healthy_from: usize, settings: PoolSettings) -> (Pool, Arc<Hosts>, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(now().unix_timestamp()));
    let hosts = Arc::new(Hosts {
        authority: TimestampAuthority::new(world().time_stamping, POLICY).unwrap(),
        clock: Arc::clone(&clock),
        asked: Mutex::default(),
        healthy: AtomicUsize::new(healthy_from),
    });
    let ticking = Arc::clone(&clock);
    let read = move || time::OffsetDateTime::from_unix_timestamp(ticking.load(Ordering::SeqCst)).unwrap();
    let transport: Arc<dyn Transport> = hosts.clone();
    (
        Pool::new(urls, settings, transport, Arc::new(read), Box::new(OsRng)),
        hosts,
        clock,
    )
}

#[test]
fn the_next_authority_answers_and_the_failed_one_rests() {
    let (pool, hosts, clock) = pool(&["http://0", "http://1"], 1, PoolSettings::default());
    let hash = Digest::Sha256.hash(b"m");
    let asked = |url: &str| hosts.asked.lock().unwrap().get(url).copied().unwrap_or(0);
    pool.stamp(Digest::Sha256, &hash).unwrap();
    assert_eq!((asked("http://0"), asked("http://1")), (1, 1));
    pool.stamp(Digest::Sha256, &hash).unwrap();
    assert_eq!(
        (asked("http://0"), asked("http://1")),
        (1, 2),
        "the failed one rests"
    );
    clock.fetch_add(31, Ordering::SeqCst);
    pool.stamp(Digest::Sha256, &hash).unwrap();
    assert_eq!(
        (asked("http://0"), asked("http://1")),
        (2, 3),
        "after its rest it is tried again"
    );
    clock.fetch_add(40, Ordering::SeqCst);
    pool.stamp(Digest::Sha256, &hash).unwrap();
    assert_eq!(
        (asked("http://0"), asked("http://1")),
        (2, 4),
        "the second rest is longer"
    );
    clock.fetch_add(60, Ordering::SeqCst);
    hosts.healthy.store(0, Ordering::SeqCst);
    pool.stamp(Digest::Sha256, &hash).unwrap();
    assert_eq!(
        (asked("http://0"), asked("http://1")),
        (3, 4),
        "it recovered and is preferred again"
    );
}

#[test]
fn the_budget_ends_a_hopeless_search() {
    let urls = ["http://0", "http://1", "http://2", "http://3"];
    let settings = PoolSettings {
        budget: Duration::seconds(3),
        ..PoolSettings::default()
    };
    let (pool, hosts, _) = pool(&urls, 9, settings);
    let failed = pool.stamp(Digest::Sha256, &Digest::Sha256.hash(b"m"));
    assert!(
        matches!(&failed, Err(Error::Timestamp(why)) if why.contains("503") && why.contains("out of time")),
        "{failed:?}"
    );
    assert_eq!(hosts.asked.lock().unwrap().len(), 2);
}
