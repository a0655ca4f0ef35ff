//! The one way out: which addresses may be asked, and what a client does with servers that misbehave.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    io::{self, Read, Write as _},
    net::{IpAddr, SocketAddr, TcpListener},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kernel::egress::{Answer, Client, Failure, Method, Names, Policy, Refusal, Request};

fn check(policy: &Policy, url: &str, addresses: &[&str]) -> Result<(), Refusal> {
    let addresses: Vec<IpAddr> = addresses.iter().map(|a| a.parse().unwrap()).collect();
    policy.check(url, &addresses)
}

const PUBLIC: &str = "113.190.232.10";

#[test]
fn only_listed_hosts_are_asked() {
    let policy = Policy::closed()
        .allow("tsa.ca.gov.vn")
        .allow("*.vnpt.vn")
        .allow("ocsp.example.vn:8080");
    assert_eq!(check(&policy, "http://tsa.ca.gov.vn/tsa", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "https://TSA.ca.gov.vn./", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "https://gwsca.vnpt.vn/sca", &[PUBLIC]), Ok(()));
    assert_eq!(check(&policy, "http://ocsp.example.vn:8080/", &[PUBLIC]), Ok(()));
    for (url, refusal) in [
        ("http://ca.gov.vn/", Refusal::Host("ca.gov.vn".into())),
        ("http://evilvnpt.vn/", Refusal::Host("evilvnpt.vn".into())),
        (
            "http://vnpt.vn.evil.example/",
            Refusal::Host("vnpt.vn.evil.example".into()),
        ),
        ("http://ocsp.example.vn/", Refusal::Port(80)),
        ("http://tsa.ca.gov.vn:22/", Refusal::Port(22)),
        ("ftp://tsa.ca.gov.vn/", Refusal::Scheme("ftp".into())),
        ("ldap://tsa.ca.gov.vn/cn=x", Refusal::Scheme("ldap".into())),
        ("http://tsa.ca.gov.vn@evil.example/", Refusal::UserInfo),
        ("file:///etc/passwd", Refusal::Scheme("file".into())),
        ("not a url", Refusal::NotAUrl),
    ] {
        assert_eq!(check(&policy, url, &[PUBLIC]), Err(refusal), "{url}");
    }
}

#[test]
fn a_listed_name_that_leads_into_a_private_network_is_refused() {
    let policy = Policy::closed().allow("tsa.ca.gov.vn");
    let inside = [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.7",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2001::1",
        "fec0::1",
    ];
    for address in inside {
        let refusal = Refusal::PrivateAddress(address.parse().unwrap());
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[address]),
            Err(refusal.clone()),
            "{address}"
        );
        // One bad address among good ones is enough: the connection might take it.
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[PUBLIC, address]),
            Err(refusal),
            "{address}"
        );
    }
    for address in [
        PUBLIC,
        "2405:4800::1",
        "2001:4860:4860::8888",
        "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ] {
        assert_eq!(
            check(&policy, "http://tsa.ca.gov.vn/", &[address]),
            Ok(()),
            "{address}"
        );
    }
    assert_eq!(
        check(&policy, "http://tsa.ca.gov.vn/", &[]),
        Err(Refusal::NoAddress)
    );
}

#[test]
fn an_address_in_the_url_itself_is_judged_like_a_resolved_one() {
    let policy = Policy::public();
    for url in [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
    ] {
        assert!(
            matches!(check(&policy, url, &[]), Err(Refusal::PrivateAddress(_))),
            "{url}"
        );
    }
    assert_eq!(check(&policy, "http://8.8.8.8/", &[]), Ok(()));
    assert_eq!(check(&policy, "http://crl.example.com/", &[PUBLIC]), Ok(()));
    assert_eq!(
        check(&policy, "http://crl.example.com:9200/", &[PUBLIC]),
        Err(Refusal::Port(9200))
    );
}

#[test]
fn a_service_of_the_agency_is_reachable_only_when_named() {
    let policy = Policy::public().allow_private("tsa.noibo:8080");
    assert_eq!(check(&policy, "http://tsa.noibo:8080/", &["10.0.0.5"]), Ok(()));
    assert_eq!(
        check(&policy, "http://tsa.noibo/", &["10.0.0.5"]),
        Err(Refusal::Port(80))
    );
    assert!(matches!(
        check(&policy, "http://khac.noibo/", &["10.0.0.5"]),
        Err(Refusal::PrivateAddress(_))
    ));
    assert!(matches!(
        check(&Policy::closed(), "http://8.8.8.8/", &[]),
        Err(Refusal::Host(_))
    ));
}

#[test]
fn this_machine_is_reachable_only_where_that_was_said_as_well() {
    let listed = Policy::closed().allow_private("tsa.noibo");
    for address in [
        "127.0.0.1",
        "::1",
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
    ] {
        assert!(
            matches!(
                check(&listed, "http://tsa.noibo/", &[address]),
                Err(Refusal::PrivateAddress(_))
            ),
            "{address}"
        );
    }
    let said = listed.reaching_this_machine();
    assert_eq!(check(&said, "http://tsa.noibo/", &["127.0.0.1"]), Ok(()));
    assert_eq!(check(&said, "http://tsa.noibo/", &["::1"]), Ok(()));
    assert!(check(&said, "http://tsa.noibo/", &["169.254.169.254"]).is_err());
    assert!(
        matches!(
            check(
                &Policy::public().reaching_this_machine(),
                "http://khac.vn/",
                &["127.0.0.1"]
            ),
            Err(Refusal::PrivateAddress(_))
        ),
        "a host that was not named"
    );
}

/// A server that answers every connection with the same bytes and keeps what it was sent.
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        Self::start_on("127.0.0.1:0", answer)
    }

    fn start_on(address: &str, answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = request(&mut stream);
                let reply = answer(&request);
                kept.lock().unwrap().push(request);
                // A client that had enough hangs up.
                let _ = stream.write_all(reply.as_bytes());
            }
        });
        Self { address, heard }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/tsa", self.address.port())
    }

    /// Lets a client reach this server under a name.
    fn policy(&self, host: &str) -> Policy {
        Policy::closed()
            .allow_private(&format!("{host}:{}", self.address.port()))
            .reaching_this_machine()
    }
}

/// Head and body, however many pieces they come in.
fn request(stream: &mut impl Read) -> String {
    let (mut heard, mut piece) = (Vec::new(), [0; 4096]);
    while !is_whole(&heard) {
        match stream.read(&mut piece) {
            Ok(length) if length > 0 => heard.extend_from_slice(&piece[..length]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&heard).into_owned()
}

fn is_whole(heard: &[u8]) -> bool {
    let text = String::from_utf8_lossy(heard);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        line.to_lowercase()
            .strip_prefix("content-length:")?
            .trim()
            .parse()
            .ok()
    });
    body.len() >= length.unwrap_or(0)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn moved_to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// Answers one list of addresses after the other.
#[derive(Debug)]
struct Changing {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Changing {
    fn new(answers: &[&[&str]]) -> Arc<Self> {
        let parsed = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            answers: answers.iter().map(parsed).collect(),
            asked: AtomicUsize::new(0),
        })
    }
}

impl Names for Changing {
    fn addresses(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::Relaxed);
        Ok(self.answers[turn.min(self.answers.len() - 1)].clone())
    }
}

fn get(url: &str) -> Request {
    Request {
        method: Method::Get,
        url: url.to_owned(),
        headers: vec![("X-Token".into(), "bí mật".into())],
        body: vec![],
        max_answer: 1000,
        timeout: Duration::from_secs(5),
    }
}

#[track_caller]
fn assert_private(answer: &Result<Answer, Failure>) {
    let is_private = matches!(
        answer,
        Err(Failure::Refused {
            refusal: Refusal::PrivateAddress(_),
            ..
        })
    );
    assert!(is_private, "{answer:?}");
}

#[test]
fn a_post_brings_back_status_and_body() {
    let server = Server::start(|request| ok(if request.starts_with("POST") { "dấu" } else { "?" }));
    let client = Client::resolving(server.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
    let request = Request {
        method: Method::Post,
        body: b"hash".to_vec(),
        ..get(&server.url("tsa.test"))
    };
    let answer = client.send(&request).unwrap();
    assert_eq!((answer.status, answer.body), (200, "dấu".as_bytes().to_vec()));
    let heard = server.heard().concat();
    assert!(
        heard.contains("x-token: bí mật") && heard.ends_with("\r\n\r\nhash"),
        "{heard}"
    );
}

#[test]
fn a_name_that_leads_to_this_machine_reaches_nobody() {
    let server = Server::start(|_| ok("nội bộ"));
    let url = server.url("crl.example.vn");
    let policy = Policy::closed().allow(&format!("crl.example.vn:{}", server.address.port()));
    let names = Changing::new(&[&["127.0.0.1"]]);
    assert_private(&Client::resolving(policy.clone(), names).send(&get(&url)));
    let mixed = Changing::new(&[&[PUBLIC, "127.0.0.1"]]);
    assert_private(&Client::resolving(policy, mixed).send(&get(&url)));
    assert_eq!(server.heard().len(), 0);
}

#[test]
fn the_connection_goes_to_the_address_that_was_checked() {
    let first = Server::start_on("127.0.0.2:0", |_| ok("một"));
    let port = first.address.port();
    let second = Server::start_on(&format!("127.0.0.3:{port}"), |_| ok("hai"));
    let names = Changing::new(&[&["127.0.0.2"], &["127.0.0.3"]]);
    let client = Client::resolving(first.policy("tsa.test"), Arc::clone(&names) as Arc<dyn Names>);
    assert_eq!(
        client.send(&get(&first.url("tsa.test"))).unwrap().body,
        "một".as_bytes()
    );
    assert_eq!(
        names.asked.load(Ordering::Relaxed),
        1,
        "asked once, connected to what was answered"
    );
    assert_eq!(second.heard().len(), 0);
}

#[test]
fn a_name_that_changes_to_a_private_address_is_refused_the_next_time() {
    let server = Server::start(|_| ok("một"));
    let host = format!("tsa.test:{}", server.address.port());
    // Allowed as a public host only: what the first answer allowed does not carry over.
    let client = Client::resolving(
        Policy::closed().allow(&host),
        Changing::new(&[&["10.0.0.1"], &["127.0.0.1"]]),
    );
    assert_private(&client.send(&get(&server.url("tsa.test"))));
    assert_private(&client.send(&get(&server.url("tsa.test"))));
    assert_eq!(server.heard().len(), 0);
}

#[test]
fn a_redirect_is_checked_like_any_address() {
    let inside = Server::start(|_| ok("nội bộ"));
    let targets = [
        (
            format!("http://127.0.0.1:{}/", inside.address.port()),
            Refusal::Host("127.0.0.1".into()),
        ),
        (
            "http://169.254.169.254/latest".into(),
            Refusal::Host("169.254.169.254".into()),
        ),
        ("file:///etc/passwd".into(), Refusal::Scheme("file".into())),
        ("http://a:b@tsa.test/".into(), Refusal::UserInfo),
    ];
    for (target, expected) in targets {
        let location = target.clone();
        let server = Server::start(move |_| moved_to(&location));
        let client = Client::resolving(server.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
        let answer = client.send(&get(&server.url("tsa.test")));
        assert!(
            matches!(&answer, Err(Failure::Refused { refusal, .. }) if *refusal == expected),
            "{target}: {answer:?}"
        );
    }
    let server = Server::start(|_| moved_to("http://127.0.0.1/"));
    let host = format!("tsa.test:{}", server.address.port());
    let policy = Policy::public().allow_private(&host).reaching_this_machine();
    let client = Client::resolving(policy, Changing::new(&[&["127.0.0.1"]]));
    assert_private(&client.send(&get(&server.url("tsa.test"))));
    assert_eq!(inside.heard().len(), 0);
}

#[test]
fn a_redirect_to_another_listed_host_is_followed_without_the_headers() {
    let target = Server::start(|_| ok("danh sách"));
    let location = target.url("crl.test");
    let server = Server::start(move |_| moved_to(&location));
    let policy = server
        .policy("tsa.test")
        .allow_private(&format!("crl.test:{}", target.address.port()));
    let client = Client::resolving(policy, Changing::new(&[&["127.0.0.1"]]));
    assert_eq!(
        client.send(&get(&server.url("tsa.test"))).unwrap().body,
        "danh sách".as_bytes()
    );
    assert!(server.heard().concat().contains("x-token"));
    assert!(!target.heard().concat().contains("x-token"));
}

#[test]
fn a_post_is_never_sent_on() {
    let server = Server::start(|_| moved_to("http://example.vn/"));
    let client = Client::resolving(server.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
    let request = Request {
        method: Method::Post,
        ..get(&server.url("tsa.test"))
    };
    assert_eq!(client.send(&request).unwrap().status, 302);
}

#[test]
fn circles_long_answers_and_silence_end() {
    let circle = Server::start(|_| moved_to("/tsa"));
    let client = Client::resolving(circle.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
    let answer = client.send(&get(&circle.url("tsa.test")));
    assert!(matches!(answer, Err(Failure::Redirect)), "{answer:?}");

    for length in [1000, 1001, 100_000] {
        let long = Server::start(move |_| ok(&"x".repeat(length)));
        let client = Client::resolving(long.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
        match client.send(&get(&long.url("tsa.test"))) {
            Ok(answer) => assert!(length <= 1000 && answer.body.len() == length),
            Err(failure) => assert!(
                length > 1000 && matches!(failure, Failure::TooLong),
                "{failure:?}"
            ),
        }
    }

    let silent = Server::start(|_| {
        std::thread::park();
        String::new()
    });
    let client = Client::resolving(silent.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
    let request = Request {
        timeout: Duration::from_millis(200),
        ..get(&silent.url("tsa.test"))
    };
    let answer = client.send(&request);
    assert!(matches!(answer, Err(Failure::TimedOut)), "{answer:?}");
}

#[test]
fn no_proxy_is_taken_from_the_environment() {
    if std::env::var_os("VANTHU_TEST_PROXY").is_none() {
        let proxy = Server::start(|_| ok("proxy"));
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "no_proxy_is_taken_from_the_environment"])
            .env("VANTHU_TEST_PROXY", "1")
            .env("HTTP_PROXY", format!("http://{}", proxy.address))
            .env("http_proxy", format!("http://{}", proxy.address))
            .env("ALL_PROXY", format!("http://{}", proxy.address))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert_eq!(proxy.heard().len(), 0);
        return;
    }
    let server = Server::start(|_| ok("thẳng"));
    let client = Client::resolving(server.policy("tsa.test"), Changing::new(&[&["127.0.0.1"]]));
    assert_eq!(
        client.send(&get(&server.url("tsa.test"))).unwrap().body,
        "thẳng".as_bytes()
    );
}

#[test]
fn https_trusts_the_roots_it_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let openssl = |arguments: &str| {
        let mut command = Command::new("openssl");
        command
            .args(arguments.split_whitespace())
            .current_dir(folder.path());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    };
    let made = openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj /CN=root \
         -addext keyUsage=critical,keyCertSign",
    );
    let issued = openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -subj /CN=tsa.test \
         -CA root.pem -CAkey root.key -addext subjectAltName=DNS:tsa.test -addext basicConstraints=critical,CA:FALSE",
    );
    for mut command in [made, issued] {
        assert!(command.status().unwrap().success());
    }
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut server = openssl(&format!(
        "s_server -accept {port} -cert cert.pem -key key.pem -www"
    ))
    .spawn()
    .unwrap();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let policy = Policy::closed()
        .allow_private(&format!("tsa.test:{port}"))
        .reaching_this_machine();
    let request = Request {
        max_answer: 100_000,
        ..get(&format!("https://tsa.test:{port}/"))
    };
    let names = Changing::new(&[&["127.0.0.1"]]);
    let root = std::fs::read(folder.path().join("root.pem")).unwrap();
    let trusting = Client::trusting(policy.clone(), &root, Arc::clone(&names) as Arc<dyn Names>).unwrap();
    let trusted = trusting.send(&request);
    let distrusted = Client::resolving(policy, names).send(&request);
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(trusted.unwrap().status, 200);
    assert!(
        matches!(&distrusted, Err(Failure::Http(why)) if why.contains("UnknownIssuer")),
        "{distrusted:?}"
    );
}
