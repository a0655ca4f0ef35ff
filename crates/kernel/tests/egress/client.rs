//! What a client does with servers that misbehave.

use std::{
    io,
    net::{IpAddr, TcpListener},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use kernel::egress::{Answer, Client, Failure, Method, Names, Policy, Refusal, Request};

use crate::{
    policy::PUBLIC,
    server::{Server, moved_to, ok},
};

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
