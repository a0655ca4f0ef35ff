//! Keys on tokens and at a remote service.

use std::{path::Path, process::Command};

use super::{assert_passes, refused, signed};
use crate::{
    empty_page,
    pki::{Peer, Pki, free_port},
};

/// `SoftHSM2` with two tokens, of which "lan" holds Lan's key and certificate.
struct Tokens<'a> {
    at: &'a Path,
    library: &'static str,
}

impl<'a> Tokens<'a> {
    fn make(at: &'a Path) -> Self {
        let candidates = [
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        ];
        let library = candidates.into_iter().find(|path| Path::new(path).exists());
        let library = library.expect("SoftHSM2 must be installed (Debian package softhsm2)");
        std::fs::create_dir(at.join("tokens")).expect("a folder");
        let configuration = format!("directories.tokendir = {}\n", at.join("tokens").display());
        std::fs::write(at.join("softhsm2.conf"), configuration).expect("a file");
        let tokens = Self { at, library };
        for label in ["lan", "khac"] {
            let init = format!("--init-token --free --label {label} --pin 123456 --so-pin 12345678");
            tokens.done("softhsm2-util", &init);
        }
        tokens.done(
            "softhsm2-util",
            "--import lan.key --token lan --label ky --id 01 --pin 123456",
        );
        tokens.done("openssl", "x509 -in lan.pem -outform DER -out lan.der");
        let store = format!(
            "--login --pin 123456 --module {library} --token-label lan --write-object lan.der --type cert --id 01 --label ky"
        );
        tokens.done("pkcs11-tool", &store);
        tokens
    }

    fn run(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.at)
            .env("SOFTHSM2_CONF", self.at.join("softhsm2.conf"))
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said.into_owned())
    }

    #[track_caller]
    fn done(&self, program: &str, arguments: &str) {
        let (success, said) = self.run(program, &arguments.split(' ').collect::<Vec<_>>());
        assert!(success, "{program} {arguments}: {said}");
    }

    fn sign(&self, host: &str, output: &str, more: &[&str]) -> (bool, String) {
        let base = ["sign", "in.pdf", "-o", output, "--pkcs11", self.library];
        let fixed = ["--pin-file", "pin.txt", "--allow", host];
        self.run(env!("CARGO_BIN_EXE_vanthu"), &[&base[..], &fixed, more].concat())
    }
}

#[test]
fn a_token_signs() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    let tokens = Tokens::make(at);
    let host = pki.host();
    let sign = |output: &str, more: &[&str]| tokens.sign(&host, output, more);

    let (success, said) = sign("token.pdf", &["--token", "lan", "--key", "ky"]);
    assert!(success, "{said}");
    assert_eq!(assert_passes(at, "token.pdf", "b")["mechanism"], "rsassa_pss");
    let (success, said) = sign("pkcs1.pdf", &["--token", "lan", "--pkcs1"]);
    assert!(success, "{said}");
    assert_eq!(
        assert_passes(at, "pkcs1.pdf", "b")["mechanism"],
        "rsassa_pkcs1v15"
    );
    let by_slot: Vec<bool> = ["0", "1"]
        .iter()
        .map(|slot| sign(&format!("slot{slot}.pdf"), &["--slot", slot]).0)
        .collect();
    assert_eq!(
        by_slot.iter().filter(|done| **done).count(),
        1,
        "one of the two tokens has a key"
    );

    for (more, because) in [
        (&["--token", "mat"][..], "không thấy thiết bị \"mat\""),
        (&[], "several tokens are plugged in"),
        (&["--token", "lan", "--key", "khac"], "không ký được"),
    ] {
        let (success, said) = sign("no.pdf", more);
        assert!(!success && said.contains(because), "{more:?}: {said}");
    }
    std::fs::write(at.join("pin.txt"), "000000").expect("a file");
    let (success, said) = sign("no.pdf", &["--token", "lan"]);
    assert!(!success && said.contains("mã PIN sai"), "{said}");
    assert!(!at.join("no.pdf").exists());
}

#[test]
fn a_remote_service_signs() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    std::fs::write(at.join("token.txt"), "any\n").expect("a file");
    let port = free_port();
    let text = port.to_string();
    let remote = Peer::start(
        at,
        port,
        "python3",
        &["-m", "csc_dummy", "certomancer.yml", &text, "2"],
    );
    let url = format!("http://127.0.0.1:{}", remote.port);
    let host = pki.host();
    let base = [
        "sign",
        "in.pdf",
        "--csc",
        url.as_str(),
        "--csc-token-file",
        "token.txt",
        "--allow",
        host.as_str(),
    ];
    let tsa = pki.tsa();
    signed(
        at,
        "remote.pdf",
        &base,
        &["--csc-credential", "vn/lan", "--level", "lta", "--tsa", &tsa],
    );
    assert_eq!(assert_passes(at, "remote.pdf", "lta")["mechanism"], "rsassa_pss");
    refused(at, &base, &[], "vn/lan");
    refused(at, &base, &["--csc-credential", "vn/khong-co"], "từ chối");
}
