//! An official's machine: a `SoftHSM2` token, the local agent, and raw requests as any page or program could send them.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use signing::Digest;
use tempfile::TempDir;

/// The token's PIN.
pub(crate) const TOKEN_PIN: &str = "135790";

const LIBRARY: &str = "/usr/lib/softhsm/libsofthsm2.so";
const BEAT: Duration = Duration::from_millis(50);
const BEATS: u32 = 600;

/// A machine with one token.
pub(crate) struct Machine {
    folder: TempDir,
    agent: Option<Child>,
    pub(crate) port: u16,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Machine {
    /// A token with this key (PKCS#8) and these certificates (DER), the key's own first.
    pub(crate) fn with_key(key: &[u8], certificates: &[&[u8]]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|socket| socket.local_addr())
            .expect("a free port")
            .port();
        let machine = Self {
            folder: tempfile::tempdir().expect("a folder"),
            agent: None,
            port,
        };
        std::fs::create_dir(machine.path("tokens")).expect("a folder");
        machine.write(
            "softhsm2.conf",
            format!("directories.tokendir = {}\n", machine.path("tokens").display()),
        );
        machine.run(
            "softhsm2-util",
            &format!("--init-token --free --label usb --pin {TOKEN_PIN} --so-pin 12345678"),
        );
        machine.write("key.der", key);
        machine.run(
            "openssl",
            "pkcs8 -inform DER -in key.der -topk8 -nocrypt -out key.pem",
        );
        machine.run(
            "softhsm2-util",
            &format!("--import key.pem --token usb --label ky --id 01 --pin {TOKEN_PIN}"),
        );
        for (number, certificate) in (1..).zip(certificates) {
            machine.write("one.der", certificate);
            let order = format!(
                "--module {LIBRARY} --token-label usb --login --pin {TOKEN_PIN} --write-object one.der --type cert --id 0{number}"
            );
            machine.run("pkcs11-tool", &order);
        }
        for name in ["key.der", "key.pem", "one.der"] {
            std::fs::remove_file(machine.path(name)).expect("it was there");
        }
        machine
    }

    /// The same, with its agent on another port.
    pub(crate) fn listening_on(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the agent, which opens its pages by writing their addresses into a file.
    pub(crate) fn start_agent(&mut self) {
        let script = format!(
            "#!/bin/sh\nprintf %s \"$1\" > {0}.part && mv {0}.part {0}\n",
            self.path("opened").display()
        );
        self.write("open", script);
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.path("open"), executable).expect("the script may run");
        let log = std::fs::File::create(self.path("agent.log")).expect("a log");
        let agent = Command::new(super::binary())
            .args(["agent", "--module", LIBRARY, "--port", &self.port.to_string()])
            .arg("--folder")
            .arg(self.path("config"))
            .arg("--browser")
            .arg(self.path("open"))
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the agent starts");
        self.agent = Some(agent);
        for _ in 0..BEATS {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(BEAT);
        }
        panic!("the agent does not answer:\n{}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("agent.log")).unwrap_or_default()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs another command of the agent on the same folder.
    pub(crate) fn agent_says(&self, arguments: &[&str]) -> String {
        let output = Command::new(super::binary())
            .arg("agent")
            .args(arguments)
            .arg("--folder")
            .arg(self.path("config"))
            .output()
            .expect("the agent runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// A request with whatever headers it says, `Host` included when it is named.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the agent listens");
        stream
            .write_all(self.text_of(method, path, headers, body).as_bytes())
            .expect("it is read");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("it answers");
        reply(&bytes)
    }

    /// Sends a request and hangs up without waiting for the answer.
    pub(crate) fn ask_and_leave(&self, path: &str, headers: &[(&str, &str)], body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the agent listens");
        stream
            .write_all(self.text_of("POST", path, headers, body).as_bytes())
            .expect("it is read");
        stream
    }

    fn text_of(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut text = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "content-length") {
            let _ = write!(text, "content-length: {}\r\n", body.len());
        }
        if !headers.iter().any(|(name, _)| *name == "host") {
            let _ = write!(text, "host: 127.0.0.1:{}\r\n", self.port);
        }
        for (name, value) in headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        text + "\r\n" + body
    }

    /// The agent's own origin.
    pub(crate) fn own(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Pairs a page as its person would; the secret its pages hold.
    pub(crate) fn pair(&self, origin: &str) -> String {
        let secret = [u8::try_from(origin.len()).expect("origins are short"); 32];
        let key = BASE64_URL_SAFE_NO_PAD.encode(Digest::Sha256.hash(&secret));
        let reply = self.type_code(origin, &key, &code(&key));
        assert_eq!(reply.status, 200, "{}", reply.body);
        BASE64_URL_SAFE_NO_PAD.encode(secret)
    }

    /// Types a code on the agent's page for pairing.
    pub(crate) fn type_code(&self, origin: &str, key: &str, code: &str) -> Reply {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("trang", origin)
            .append_pair("khoa", key)
            .append_pair("ma", code)
            .finish();
        self.send_form("/ghep-noi", &form)
    }

    /// Sends a form of the agent's own page.
    pub(crate) fn send_form(&self, path: &str, form: &str) -> Reply {
        let own = self.own();
        let headers = [
            ("origin", own.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.request("POST", path, &headers, form)
    }

    /// Asks as a paired page does.
    pub(crate) fn ask(&self, origin: &str, secret: &str, method: &str, path: &str, body: &str) -> Reply {
        let bearer = format!("Bearer {secret}");
        let headers = [
            ("origin", origin),
            ("authorization", &bearer),
            ("content-type", "application/json"),
        ];
        self.request(method, path, &headers, body)
    }

    /// The path of the page the agent opened for its person, once.
    pub(crate) fn opened(&self) -> String {
        let file = self.path("opened");
        for _ in 0..BEATS {
            if let Ok(address) = std::fs::read_to_string(&file) {
                std::fs::remove_file(&file).expect("it was there");
                return address
                    .strip_prefix(&self.own())
                    .expect("a page of the agent")
                    .to_owned();
            }
            std::thread::sleep(BEAT);
        }
        panic!("the agent opened no page:\n{}", self.log());
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("the folder can be written");
    }

    fn run(&self, program: &str, arguments: &str) {
        run(
            self.folder.path(),
            &self.path("softhsm2.conf"),
            program,
            arguments,
        );
    }
}

fn run(folder: &Path, configuration: &Path, program: &str, arguments: &str) {
    let output = Command::new(program)
        .args(arguments.split_whitespace())
        .env("SOFTHSM2_CONF", configuration)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
}

/// The six digits a page shows for the hash of its secret.
pub(crate) fn code(key: &str) -> String {
    let digest = Digest::Sha256.hash(format!("vanthu-agent {key}").as_bytes());
    let number = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{:06}", number % 1_000_000)
}

fn reply(bytes: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer: {text}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    Reply {
        status: status.expect("a status"),
        headers: headers
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- log of the agent ---\n{}", self.log());
        }
        if let Some(mut agent) = self.agent.take() {
            let _ = agent.kill();
            let _ = agent.wait();
        }
    }
}
