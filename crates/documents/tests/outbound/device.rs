//! A token in another program's hands: `SoftHSM2` behind `OpenSC`'s `pkcs11-tool`. The key never comes near the server.

use std::{path::PathBuf, process::Command};

use signing::{Certificate, Scheme, authority::Identity};
use tempfile::TempDir;

const PIN: &str = "135790";

pub(crate) struct Device {
    folder: TempDir,
    pub(crate) certificate: Certificate,
    pub(crate) chain: Vec<Certificate>,
}

impl Device {
    /// A new token that holds this identity's key.
    pub(crate) fn with(identity: &Identity) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let device = Self {
            certificate: identity.certificate().clone(),
            chain: identity.chain().to_vec(),
            folder,
        };
        std::fs::create_dir(device.path("tokens")).unwrap();
        let configuration = format!("directories.tokendir = {}\n", device.path("tokens").display());
        std::fs::write(device.path("softhsm2.conf"), configuration).unwrap();
        let init = format!("--init-token --free --label usb --pin {PIN} --so-pin 12345678");
        device.run("softhsm2-util", &init);
        std::fs::write(device.path("key.der"), identity.private_key_der()).unwrap();
        device.run(
            "openssl",
            "pkcs8 -inform DER -in key.der -topk8 -nocrypt -out key.pem",
        );
        let import = format!("--import key.pem --token usb --label ky --id 01 --pin {PIN}");
        device.run("softhsm2-util", &import);
        std::fs::remove_file(device.path("key.pem")).unwrap();
        std::fs::remove_file(device.path("key.der")).unwrap();
        device
    }

    /// What the token answers to a hash.
    pub(crate) fn sign(&self, scheme: Scheme, hash: &[u8]) -> Vec<u8> {
        assert_eq!(scheme, Scheme::EcdsaP256Sha256, "these tokens hold P-256 keys");
        std::fs::write(self.path("hash"), hash).unwrap();
        let library = "/usr/lib/softhsm/libsofthsm2.so";
        let order = format!(
            "--module {library} --token-label usb --login --pin {PIN} --sign --id 01 --mechanism ECDSA \
             --signature-format openssl --input-file hash --output-file signature"
        );
        self.run("pkcs11-tool", &order);
        std::fs::read(self.path("signature")).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, program: &str, arguments: &str) {
        let output = Command::new(program)
            .args(arguments.split_whitespace())
            .env("SOFTHSM2_CONF", self.path("softhsm2.conf"))
            .current_dir(self.folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{program} must be installed: {error}"));
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {said}");
    }
}
