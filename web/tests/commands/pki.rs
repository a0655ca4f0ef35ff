//! A public-key infrastructure that runs: certomancer as authority, responder, list publisher and time stamping authority.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// A program of somebody else's, ended with the test.
pub(crate) struct Peer {
    child: Child,
    pub(crate) port: u16,
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Peer {
    /// Starts a program that serves on a port, and waits until it does.
    pub(crate) fn start(folder: &Path, port: u16, program: &str, arguments: &[&str]) -> Self {
        let log = std::fs::File::create(folder.join(format!("{port}.log"))).expect("a log");
        let child = Command::new(program)
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
        let mut peer = Self { child, port };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = peer.child.try_wait().expect("a child").is_some();
            assert!(
                !ended,
                "{program}: {}",
                std::fs::read_to_string(folder.join(format!("{port}.log"))).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        peer
    }
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Runs a program, expecting success.
#[track_caller]
pub(crate) fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The infrastructure, with `lan.p12`, `revoked.p12` (PIN in `pin.txt`, no chain inside) and `root.pem` in its folder.
pub(crate) struct Pki {
    pub(crate) folder: tempfile::TempDir,
    services: Peer,
}

impl Pki {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        for name in ["root", "interm", "ocsp", "tsa"] {
            let file = format!("{name}.key");
            let curve = "ec_paramgen_curve:P-256";
            run(
                at,
                "openssl",
                &["genpkey", "-algorithm", "EC", "-pkeyopt", curve, "-out", &file],
            );
        }
        let bits = "rsa_keygen_bits:2048";
        run(
            at,
            "openssl",
            &[
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                bits,
                "-out",
                "lan.key",
            ],
        );
        let port = free_port();
        let configuration = include_str!("certomancer.yml").replace("PORT", &port.to_string());
        std::fs::write(at.join("certomancer.yml"), configuration).expect("a file");
        std::fs::write(at.join("pin.txt"), "123456\n").expect("a file");
        for name in ["root", "interm", "lan", "revoked"] {
            run(at, "certomancer", &["summon", "vn", name, &format!("{name}.pem")]);
        }
        for name in ["lan", "revoked"] {
            let (certificate, store) = (format!("{name}.pem"), format!("{name}.p12"));
            run(
                at,
                "openssl",
                &[
                    "pkcs12",
                    "-export",
                    "-inkey",
                    "lan.key",
                    "-in",
                    &certificate,
                    "-out",
                    &store,
                    "-passout",
                    "pass:123456",
                ],
            );
        }
        let text = port.to_string();
        let services = Peer::start(
            at,
            port,
            "certomancer",
            &["animate", "--no-web-ui", "--port", &text],
        );
        Self { folder, services }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.services.port)
    }

    pub(crate) fn tsa(&self) -> String {
        format!("http://{}/vn/tsa/tsa", self.host())
    }
}
