//! Keys from OpenSSL, files from the shared data, judges from other projects.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use serde::Deserialize;
use signing::key::Signer;
use signing::pades::{NoEvidence, SignatureRequest, sign};
use signing::{Certificate, Error, Scheme};
use time::OffsetDateTime;
use time::macros::datetime;

/// When the tests sign; the certificates are valid then.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-03-05 14:30:15 +7);

/// A root, and persons below it, made by OpenSSL once per run.
pub(crate) struct Authority {
    pub(crate) folder: PathBuf,
    pub(crate) root: Certificate,
}

pub(crate) fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        // Under `target`, anew in every run: nobody is there to remove it at the end.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("make");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        openssl(
            &folder,
            "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Root -days 3650 \
             -addext keyUsage=critical,keyCertSign,cRLSign",
        );
        let root = Certificate::from_pem(&std::fs::read(folder.join("root.pem")).unwrap()).unwrap();
        Authority {
            folder,
            root: root[0].clone(),
        }
    })
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

enum Key {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A key in memory.
pub(crate) struct Person {
    key: Key,
    scheme: Scheme,
    certificate: Certificate,
    chain: Vec<Certificate>,
}

impl Person {
    /// Issues a certificate for a new key that fits the scheme.
    pub(crate) fn new(scheme: Scheme) -> Self {
        Self::with_algorithm(
            scheme,
            match scheme {
                Scheme::EcdsaP256Sha256 => "EC -pkeyopt ec_paramgen_curve:P-256",
                Scheme::EcdsaP384Sha384 => "EC -pkeyopt ec_paramgen_curve:P-384",
                Scheme::Ed25519 => "ED25519",
                _ => "RSA -pkeyopt rsa_keygen_bits:2048",
            },
        )
    }

    pub(crate) fn with_algorithm(scheme: Scheme, algorithm: &str) -> Self {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let authority = authority();
        let folder = &authority.folder;
        let name = format!("person{number}");
        openssl(
            folder,
            &format!("genpkey -algorithm {algorithm} -outform DER -out {name}.der"),
        );
        let subject = format!("/CN=Person{number}/O=UBND");
        openssl(
            folder,
            &format!(
                "req -new -x509 -CA root.pem -CAkey root.key -key {name}.der -keyform DER -out {name}.pem -subj {subject} \
                 -days 1000 \
                 -addext keyUsage=critical,digitalSignature,nonRepudiation -addext basicConstraints=CA:FALSE"
            ),
        );
        let certificate = Certificate::from_pem(&std::fs::read(folder.join(format!("{name}.pem"))).unwrap());
        let der = std::fs::read(folder.join(format!("{name}.der"))).unwrap();
        let random = SystemRandom::new();
        let key = match scheme {
            Scheme::EcdsaP256Sha256 => Key::Ecdsa(
                EcdsaKeyPair::from_pkcs8(
                    &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
                    &pkcs8(folder, &name, &der),
                    &random,
                )
                .unwrap(),
            ),
            Scheme::EcdsaP384Sha384 => Key::Ecdsa(
                EcdsaKeyPair::from_pkcs8(
                    &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
                    &pkcs8(folder, &name, &der),
                    &random,
                )
                .unwrap(),
            ),
            Scheme::Ed25519 => {
                Key::Ed25519(Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8(folder, &name, &der)).unwrap())
            }
            _ => Key::Rsa(RsaKeyPair::from_pkcs8(&pkcs8(folder, &name, &der)).unwrap()),
        };
        Self {
            key,
            scheme,
            certificate: certificate.unwrap()[0].clone(),
            chain: vec![authority.root.clone()],
        }
    }

    /// Signs in one call, expecting success.
    pub(crate) fn sign(&self, pdf: &[u8], request: &SignatureRequest) -> Vec<u8> {
        sign(pdf, request, self, &NoEvidence).unwrap()
    }
}

/// OpenSSL may write the traditional form for some keys; PKCS#8 is what ring reads.
fn pkcs8(folder: &Path, name: &str, _der: &[u8]) -> Vec<u8> {
    openssl(
        folder,
        &format!("pkcs8 -topk8 -nocrypt -inform DER -in {name}.der -outform DER -out {name}.pkcs8"),
    );
    std::fs::read(folder.join(format!("{name}.pkcs8"))).unwrap()
}

impl Signer for Person {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Rsa(key) => {
                let padding: &dyn signature::RsaEncoding = match self.scheme {
                    Scheme::RsaPssSha256 => &signature::RSA_PSS_SHA256,
                    Scheme::RsaPssSha384 => &signature::RSA_PSS_SHA384,
                    Scheme::RsaPssSha512 => &signature::RSA_PSS_SHA512,
                    Scheme::RsaPkcs1Sha384 => &signature::RSA_PKCS1_SHA384,
                    Scheme::RsaPkcs1Sha512 => &signature::RSA_PKCS1_SHA512,
                    _ => &signature::RSA_PKCS1_SHA256,
                };
                let mut value = vec![0; key.public().modulus_len()];
                key.sign(padding, &random, message, &mut value)
                    .map_err(|error| Error::Key(error.to_string()))?;
                Ok(value)
            }
            Key::Ecdsa(key) => {
                let value = key
                    .sign(&random, message)
                    .map_err(|error| Error::Key(error.to_string()))?;
                Ok(value.as_ref().to_vec())
            }
            Key::Ed25519(key) => Ok(key.sign(message).as_ref().to_vec()),
        }
    }
}

/// The folder `../shared/data` beside the checkout, or none.
pub(crate) fn shared_data(folder: &str) -> Option<PathBuf> {
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|ancestor| ancestor.join("shared/data").join(folder))
        .find(|path| path.is_dir());
    if found.is_none() {
        println!("shared data is not here: nothing to test");
    }
    found
}

/// A file of the shared data, or none where it is absent.
pub(crate) fn shared_pdf(name: &str) -> Option<Vec<u8>> {
    let pdf = std::fs::read(shared_data("pdf")?.join(name));
    Some(pdf.unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// Stores bytes where another program can read them.
pub(crate) fn stored(name: &str, pdf: &[u8]) -> PathBuf {
    let path = authority().folder.join(name);
    std::fs::write(&path, pdf).unwrap();
    path
}

/// What pyHanko says about one signature.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "pyHanko answers with that many")]
pub(crate) struct Opinion {
    pub(crate) intact: bool,
    pub(crate) valid: bool,
    pub(crate) trusted: bool,
    pub(crate) bottom_line: bool,
    pub(crate) modification: Option<String>,
    pub(crate) docmdp_ok: Option<bool>,
    pub(crate) timestamp: Option<bool>,
}

/// Asks pyHanko about every signature of a file.
pub(crate) fn pyhanko(path: &Path) -> Vec<Opinion> {
    judge(&[path.as_os_str()])
}

/// Asserts that pyHanko and poppler accept every signature of a file and poppler shows it without complaint.
#[track_caller]
pub(crate) fn assert_accepted(name: &str, pdf: &[u8], signatures: usize) {
    let path = stored(name, pdf);
    let opinions = pyhanko(&path);
    assert_eq!(opinions.len(), signatures, "{opinions:#?}");
    for opinion in &opinions {
        assert!(
            opinion.intact && opinion.valid && opinion.trusted && opinion.bottom_line,
            "{name}: pyHanko: {opinion:#?}"
        );
        assert_ne!(opinion.docmdp_ok, Some(false), "{name}: pyHanko: {opinion:#?}");
    }
    assert_valid_for_poppler(&path, signatures);
    assert_shown(&path);
}

#[track_caller]
pub(crate) fn assert_valid_for_poppler(path: &Path, signatures: usize) {
    let output = Command::new("pdfsig").arg("-nocert").arg(path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let valid = text.matches("Signature Validation: Signature is Valid.").count();
    assert_eq!(
        valid,
        signatures,
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[track_caller]
pub(crate) fn assert_shown(path: &Path) {
    let target = path.with_extension("page");
    let output = Command::new("pdftoppm")
        .args(["-r", "40", "-png"])
        .arg(path)
        .arg(target)
        .output()
        .unwrap();
    assert!(output.status.success(), "pdftoppm");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "",
        "pdftoppm complains about {}",
        path.display()
    );
}

/// Asks pyHanko about a file that needs a password.
pub(crate) fn pyhanko_with_password(path: &Path, password: &str) -> Vec<Opinion> {
    judge(&[path.as_os_str(), password.as_ref()])
}

/// Asserts that pyHanko passes the first signature of a file offline, with nothing but the evidence inside and
/// revocation answers required.
#[track_caller]
pub(crate) fn assert_passes_offline(name: &str, profile: &str, pdf: &[u8]) {
    let path = stored(name, pdf);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/make/judge_long_term.py");
    let root = authority().folder.join("root.pem");
    let output = Command::new("python3")
        .arg(script)
        .arg(root)
        .arg(&path)
        .arg(profile)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let [status, detail]: [String; 2] = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status, "PASSED", "{name}: {detail}");
}

/// The files whose last signature pyHanko does not accept, with its words.
pub(crate) fn pyhanko_all(paths: &[PathBuf], field: &str, coverage: &str) -> Vec<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/make/judge_all.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(authority().folder.join("root.pem"))
        .arg(field)
        .arg(coverage)
        .args(paths)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn judge(arguments: &[&std::ffi::OsStr]) -> Vec<Opinion> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/make/judge.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(authority().folder.join("root.pem"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Asserts that poppler finds the signature that was added last valid.
#[track_caller]
pub(crate) fn assert_valid_for_poppler_last(path: &Path) {
    let output = Command::new("pdfsig").arg("-nocert").arg(path).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let ours = text
        .split("Signature #")
        .find(|part| part.contains("VanthuCorpus"));
    assert!(
        ours.is_some_and(|part| part.contains("Signature is Valid.")),
        "{}: {text}{}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A font with every Vietnamese letter.
pub(crate) fn font() -> Vec<u8> {
    let folder = std::env::var("VANTHU_FONTS").unwrap_or_default();
    let candidates = [
        format!("{folder}/LiberationSerif-Regular.ttf"),
        format!("{folder}/Tinos_400Regular.ttf"),
        "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf".into(),
        "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf".into(),
    ];
    let mut read = candidates.iter().filter_map(|path| std::fs::read(path).ok());
    let has_vietnamese =
        |font: &Vec<u8>| ttf_parser::Face::parse(font, 0).is_ok_and(|face| face.glyph_index('ẵ').is_some());
    read.find(has_vietnamese)
        .expect("a font with Vietnamese letters: make fonts")
}

/// A red square with a transparent corner.
pub(crate) fn stamp_png() -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 32, 32);
    encoder.set_color(png::ColorType::Rgba);
    let pixels: Vec<u8> = (0..32 * 32)
        .flat_map(|index| [255, 0, 0, if index == 5 * 32 + 5 { 0 } else { 255 }])
        .collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    out
}

/// A one-page file with its page turned, by an update that lopdf writes.
pub(crate) fn rotated(pdf: &[u8], rotation: i64) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(pdf).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    document.get_dictionary_mut(page).unwrap().set("Rotate", rotation);
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// OpenSSL as time stamp authority and as issuer of revocation lists.
pub(crate) struct OpenSsl;

impl OpenSsl {
    fn folder() -> &'static Path {
        static FOLDER: OnceLock<PathBuf> = OnceLock::new();
        FOLDER.get_or_init(|| {
            let folder = authority().folder.clone();
            std::fs::write(folder.join("ca.cnf"), CONFIGURATION).unwrap();
            std::fs::write(folder.join("index.txt"), "").unwrap();
            std::fs::write(folder.join("crlnumber"), "01\n").unwrap();
            openssl(
                &folder,
                "req -new -x509 -newkey rsa:2048 -nodes -CA root.pem -CAkey root.key -keyout tsa.key -out tsa.pem \
                 -subj /CN=TSA -days 900 -addext extendedKeyUsage=critical,timeStamping \
                 -addext keyUsage=critical,digitalSignature -addext basicConstraints=CA:FALSE",
            );
            openssl(&folder, "ca -config ca.cnf -gencrl -crldays 30 -out crl.pem");
            openssl(&folder, "crl -in crl.pem -outform DER -out crl.der");
            folder
        })
    }
}

const CONFIGURATION: &str = "
[ca]
default_ca = one
[one]
database = index.txt
crlnumber = crlnumber
certificate = root.pem
private_key = root.key
default_md = sha256
[tsa]
default_tsa = stamp
[stamp]
serial = tsa-serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
accuracy = secs:1
";

impl signing::pades::Evidence for OpenSsl {
    fn timestamp(&self, digest: signing::Digest, hash: &[u8]) -> Result<Vec<u8>, Error> {
        static ORDER: std::sync::Mutex<u32> = std::sync::Mutex::new(0);
        let folder = Self::folder();
        let mut order = ORDER.lock().unwrap();
        *order += 1;
        let hash = hex::encode(hash);
        let algorithm = digest.pdf_name().to_lowercase();
        openssl(
            folder,
            &format!("ts -query -digest {hash} -{algorithm} -cert -out query{order}.tsq"),
        );
        openssl(
            folder,
            &format!("ts -reply -config ca.cnf -queryfile query{order}.tsq -token_out -out token{order}.der"),
        );
        Ok(std::fs::read(folder.join(format!("token{order}.der")))?)
    }

    fn revocation(
        &self,
        _certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<signing::pades::RevocationAnswers, Error> {
        // Of the holders of signatures that were there before nobody here knows anything.
        if issuer != &authority().root {
            return Ok(signing::pades::RevocationAnswers::default());
        }
        let crls = vec![std::fs::read(Self::folder().join("crl.der"))?];
        Ok(signing::pades::RevocationAnswers {
            crls,
            ocsp: Vec::new(),
        })
    }

    fn issuer(&self, certificate: &Certificate) -> Result<Option<Certificate>, Error> {
        let root = &authority().root;
        Ok((certificate.issuer() == root.subject()).then(|| root.clone()))
    }
}
