//! Certificates of any shape, made by OpenSSL.

use signing::Certificate;
use signing::validate::{SubIndication, TrustStore, Verdict, validate_pdf};

use super::paper::{Holder, Paper, Signing};
use super::untrusting;
use crate::support::Bench;

/// Certificates of any shape, made by OpenSSL: name, subject, issuer (itself when empty), extensions.
pub(super) struct Forge(pub(super) Bench);

impl Forge {
    pub(super) fn new() -> Self {
        Self(Bench::empty())
    }

    pub(super) fn key(&self, name: &str) {
        self.0
            .openssl(&format!(
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"
            ))
            .accepted();
    }

    /// Certifies the key `key` under a subject; the file is `name`.pem.
    pub(super) fn certify(&self, name: &str, key: &str, subject: &str, issuer: &str, extensions: &str) {
        self.0.write("extensions", extensions);
        self.0
            .openssl(&format!("req -new -key {key}.key -subj {subject} -out request"))
            .accepted();
        let by = match issuer {
            "" => format!("-signkey {key}.key"),
            _ => format!("-CA {issuer}.pem -CAkey {issuer}.key"),
        };
        let serial = 1 + name
            .bytes()
            .fold(0_u32, |sum, byte| sum * 31 % 65_521 + u32::from(byte));
        let command = format!(
            "x509 -req -in request {by} -set_serial {serial} -days 100 -extfile extensions -out {name}.pem"
        );
        self.0.openssl(&command).accepted();
    }

    pub(super) fn certificate(&self, name: &str) -> Certificate {
        let mut all = Certificate::from_pem(self.text(name).as_bytes()).unwrap();
        all.remove(0)
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.0.read(&format!("{name}.pem"))).unwrap()
    }

    /// A certificate with its key and others beside it, as those who sign take them.
    pub(super) fn holder(&self, certificate: &str, key: &str, chain: &[&str]) -> Holder {
        self.0
            .openssl(&format!(
                "pkcs8 -topk8 -nocrypt -in {key}.key -outform DER -out {key}.der"
            ))
            .accepted();
        Holder {
            certificate_pem: self.text(certificate),
            chain_pem: chain.iter().map(|name| self.text(name)).collect(),
            key_der: self.0.read(&format!("{key}.der")),
        }
    }

    /// Signs a paper by the key of `leaf`, with these certificates beside it, and judges it with this anchor.
    pub(super) fn judge(&self, leaf: &str, chain: &[&str], anchor: &str) -> (Verdict, Option<SubIndication>) {
        let holder = self.holder(leaf, leaf, chain);
        let mut trust = TrustStore::empty();
        trust.add_pem(self.text(anchor).as_bytes()).unwrap();
        let bytes = Paper::with_form().signed_by(holder, Signing::default()).bytes;
        let report = validate_pdf(&bytes, &untrusting().trusting(trust));
        (report.verdict, report.signatures[0].sub_indication)
    }
}

pub(super) const AUTHORITY: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
pub(super) const LEAF: &str =
    "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n";
