//! What the tests share: a small world of authorities and holders, and running peer programs.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use signing::authority::{Authority, Identity, KeyKind, OsRng, Profile, Subject, Validity};
use signing::transport::{Answer, Method, Request, Transport};
use signing::{Certificate, Error};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

/// The machine's time, to the second: peer programs judge validity by it.
#[expect(
    clippy::disallowed_methods,
    reason = "the peer programs read the machine's clock as well"
)]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc().replace_nanosecond(0).unwrap()
}

/// Validity around the present.
pub(crate) fn around_now() -> Validity {
    Validity {
        not_before: now() - Duration::days(30),
        not_after: now() + Duration::days(700),
    }
}

/// A root, an authority below it, and holders of every kind of key.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) root: Authority,
    pub(crate) issuing: Authority,
    pub(crate) person_p256: Identity,
    pub(crate) person_p384: Identity,
    pub(crate) person_rsa: Identity,
    pub(crate) agency_rsa3072: Identity,
    pub(crate) time_stamping: Identity,
    pub(crate) responder: Identity,
}

/// The same world for every test: RSA keys take a while to make.
pub(crate) fn world() -> World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(make_world).clone()
}

fn make_world() -> World {
    let mut root = Authority::root(
        &Subject::named("Gốc thử nghiệm"),
        KeyKind::Rsa2048,
        around_now(),
        &mut OsRng,
    )
    .unwrap();
    let subject = Subject::named("CA thử nghiệm").organisation("Ban Cơ yếu thử nghiệm");
    let mut issuing = root
        .issue_authority(&subject, KeyKind::P384, around_now(), &mut OsRng)
        .unwrap();
    let mut issue = |subject: Subject, profile, kind| {
        issuing
            .issue(&subject, profile, kind, around_now(), &mut OsRng)
            .unwrap()
    };
    let person = || {
        Subject::named("Nguyễn Thị Đào")
            .organisation("Sở Khoa học và Công nghệ thành phố Đà Nẵng")
            .title("Phó Giám đốc")
            .serial_number("CCCD:048000000001")
    };
    let agency = Subject::named("Ủy ban nhân dân thành phố Đà Nẵng").serial_number("MQHNS:1234567");
    let person_p256 = issue(person(), Profile::Person, KeyKind::P256);
    let person_p384 = issue(person(), Profile::Person, KeyKind::P384);
    let person_rsa = issue(person(), Profile::Person, KeyKind::Rsa2048);
    let agency_rsa3072 = issue(agency, Profile::Agency, KeyKind::Rsa3072);
    let time_stamping = issue(
        Subject::named("TSA thử nghiệm"),
        Profile::TimeStamping,
        KeyKind::P256,
    );
    let responder = issue(
        Subject::named("OCSP thử nghiệm"),
        Profile::OcspResponder,
        KeyKind::P256,
    );
    World {
        root,
        issuing,
        person_p256,
        person_p384,
        person_rsa,
        agency_rsa3072,
        time_stamping,
        responder,
    }
}

impl World {
    pub(crate) fn holders(&self) -> [&Identity; 4] {
        [
            &self.person_p256,
            &self.person_p384,
            &self.person_rsa,
            &self.agency_rsa3072,
        ]
    }

    /// A folder with `root.pem` and `issuing.pem` in it.
    pub(crate) fn bench(&self) -> Bench {
        let bench = Bench::empty();
        bench.write("root.pem", pem(self.root.certificate()));
        bench.write("issuing.pem", pem(self.issuing.certificate()));
        bench
    }
}

/// A folder where peer programs work.
pub(crate) struct Bench(TempDir);

/// What a program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) ok: bool,
    pub(crate) text: String,
}

impl Bench {
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// Runs a program in the folder; the arguments are split at spaces.
    pub(crate) fn run(&self, program: &str, arguments: &str) -> Said {
        self.run_with(program, &arguments.split_whitespace().collect::<Vec<_>>(), &[])
    }

    pub(crate) fn run_with(&self, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
        let output = Command::new(program)
            .args(arguments)
            .envs(environment.iter().copied())
            .current_dir(self.folder())
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|e| panic!("{program} must be installed: {e}"));
        let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        Said {
            ok: output.status.success(),
            text: text.into_owned(),
        }
    }

    pub(crate) fn openssl(&self, arguments: &str) -> Said {
        self.run("openssl", arguments)
    }
}

impl Said {
    /// The program must have ended well.
    #[track_caller]
    pub(crate) fn accepted(self) -> String {
        assert!(self.ok, "{}", self.text);
        self.text
    }

    /// The program must have refused and said so.
    #[track_caller]
    pub(crate) fn refused(self, because: &str) {
        assert!(!self.ok && self.text.contains(because), "{self:?}");
    }
}

pub(crate) fn pem(certificate: &Certificate) -> String {
    use base64::Engine as _;
    let body = base64::engine::general_purpose::STANDARD.encode(certificate.der());
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
        .replace(&body, &wrapped(&body))
}

fn wrapped(body: &str) -> String {
    body.as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// A port nobody listens on.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Plain HTTP to programs the tests started on this machine.
pub(crate) struct Loopback;

impl Transport for Loopback {
    fn send(&self, request: &Request) -> Result<Answer, Error> {
        let failed = |reason: std::io::Error| Error::Transport {
            url: request.url.clone(),
            reason: reason.to_string(),
        };
        exchange(request).map_err(failed)
    }
}

fn exchange(request: &Request) -> std::io::Result<Answer> {
    let rest = request
        .url
        .strip_prefix("http://localhost:")
        .expect("tests ask this machine only");
    let (port, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(("127.0.0.1", port.parse().unwrap()))?;
    stream.set_read_timeout(Some(request.timeout))?;
    let method = if request.method == Method::Get {
        "GET"
    } else {
        "POST"
    };
    let mut head = format!("{method} /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    for (name, value) in &request.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(head, "Content-Length: {}\r\n\r\n", request.body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(&request.body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    assert!(!head.to_lowercase().contains("transfer-encoding"), "{head}");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|s| s.parse().ok())
        .ok_or(std::io::ErrorKind::InvalidData)?;
    Ok(Answer {
        status,
        body: answer[end + 4..].to_vec(),
    })
}
