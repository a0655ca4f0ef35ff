//! Signatures per second as a share of what the key and the hash cost alone, beside pyHanko in the same run.
//!
//! `cargo bench -p signing --bench sign`

use std::fmt::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use signing::key::Signer;
use signing::pades::{NoEvidence, SignatureRequest, Target, sign_file, sign_in_place};
use signing::{Certificate, Digest, Error, Scheme};
use time::macros::datetime;

/// How long each pair of figures is measured.
const SPAN: Duration = Duration::from_secs(4);

enum Key {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

struct Holder {
    key: Key,
    scheme: Scheme,
    certificate: Certificate,
    random: SystemRandom,
}

impl Signer for Holder {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &[]
    }

    fn scheme(&self) -> Scheme {
        self.scheme
    }

    fn matches_certificate(&self) -> bool {
        true
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let refused = |error: ring::error::Unspecified| Error::Key(error.to_string());
        match &self.key {
            Key::Rsa(key) => {
                let mut value = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut value)
                    .map_err(refused)?;
                Ok(value)
            }
            Key::Ecdsa(key) => Ok(key
                .sign(&self.random, message)
                .map_err(refused)?
                .as_ref()
                .to_vec()),
        }
    }
}

fn main() {
    let folder = std::env::temp_dir().join(format!("vanthu-bench-sign-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let pdf = document();
    std::fs::write(folder.join("in.pdf"), &pdf).expect("a temporary file");
    println!("{} pages, {} bytes; one core\n", 5, pdf.len());
    println!(
        "{:<10} {:>12} {:>12} {:>8} {:>12} {:>10}",
        "key", "bound/s", "signed/s", "share", "pyHanko/s", "times"
    );
    for (name, algorithm, scheme) in [
        (
            "RSA-2048",
            "RSA -pkeyopt rsa_keygen_bits:2048",
            Scheme::RsaPkcs1Sha256,
        ),
        (
            "RSA-3072",
            "RSA -pkeyopt rsa_keygen_bits:3072",
            Scheme::RsaPkcs1Sha256,
        ),
        (
            "P-256",
            "EC -pkeyopt ec_paramgen_curve:P-256",
            Scheme::EcdsaP256Sha256,
        ),
    ] {
        let holder = holder(&folder, algorithm, scheme);
        let attributes = vec![0x5a; 300];
        let target = Target::Invisible { name: "Bench".into() };
        let request = SignatureRequest::new(target, datetime!(2026-03-05 14:30:15 +7));
        let mut file = pdf.clone();
        let (bound, ours) = per_second(
            || {
                std::hint::black_box(Digest::Sha256.hash(&pdf));
                std::hint::black_box(Signer::sign(&holder, &attributes).expect("the key signs"));
            },
            || {
                file.truncate(pdf.len());
                sign_in_place(&mut file, &request, &holder, &NoEvidence).expect("the file is signed");
                std::hint::black_box(&file);
            },
        );
        let peer = pyhanko(&folder);
        let times = peer.map_or("-".into(), |peer| format!("{:.0}", ours / peer));
        let peer = peer.map_or("-".into(), |peer| format!("{peer:.1}"));
        println!(
            "{name:<10} {bound:>12.0} {ours:>12.0} {:>7.0}% {peer:>12} {times:>10}",
            100.0 * ours / bound
        );
    }
    memory(&folder);
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}

/// Peak resident memory of signing files of 1, 10 and 100 MB, beside pyHanko. Ours is the peak of this whole
/// process, so it only grows.
fn memory(folder: &std::path::Path) {
    let holder = holder(
        folder,
        "EC -pkeyopt ec_paramgen_curve:P-256",
        Scheme::EcdsaP256Sha256,
    );
    let target = Target::Invisible { name: "Bench".into() };
    let request = SignatureRequest::new(target, datetime!(2026-03-05 14:30:15 +7));
    println!(
        "\n{:<10} {:>12} {:>12} {:>12}",
        "file", "peak MB", "pyHanko MB", "pdfsig MB"
    );
    for megabytes in [1, 10, 100] {
        let input = folder.join("in.pdf");
        large_document(&input, megabytes);
        sign_file(&input, &folder.join("out.pdf"), &request, &holder, &NoEvidence)
            .expect("the file is signed");
        let peer = script("pyhanko_memory.py", folder).map_or("-".into(), |peer| format!("{peer:.0}"));
        println!(
            "{:<10} {:>12} {peer:>12} {:>12}",
            format!("{megabytes} MB"),
            peak_megabytes(),
            pdfsig_megabytes(&folder.join("out.pdf"))
        );
    }
}

/// The peak of poppler's `pdfsig`, which only reads the signed file.
fn pdfsig_megabytes(signed: &std::path::Path) -> String {
    const MEASURE: &str = "import resource, subprocess, sys\n\
        subprocess.run(['pdfsig', '-nocert', sys.argv[1]], stdout=subprocess.DEVNULL, check=True)\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000)";
    let measured = Command::new("python3").args(["-c", MEASURE]).arg(signed).output();
    measured
        .ok()
        .filter(|output| output.status.success())
        .map_or("-".into(), |output| {
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        })
}

/// One page and an attachment-like stream of this size, written piece by piece.
fn large_document(path: &std::path::Path, megabytes: usize) {
    use std::io::Write as _;
    let length = megabytes * 1_000_000;
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\n\
         endobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n4 0 obj\n<</Length {length}>>\n\
         stream\n"
    );
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).expect("a temporary file"));
    let mut write = |bytes: &[u8]| file.write_all(bytes).expect("room on the disk");
    write(head.as_bytes());
    let piece = vec![b'x'; 1_000_000];
    for _ in 0..megabytes {
        write(&piece);
    }
    write(b"\nendstream\nendobj\n");
    let mut table = String::from("xref\n0 5\n0000000000 65535 f \n");
    for number in 1..5 {
        let at = head.find(&format!("{number} 0 obj")).expect("written above");
        let _ = writeln!(table, "{at:010} 00000 n ");
    }
    let start = head.len() + length + b"\nendstream\nendobj\n".len();
    write(format!("{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
}

/// `VmHWM`, where the system tells it.
fn peak_megabytes() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or("-".into(), |kilobytes| (kilobytes / 1000).to_string())
}

/// How often each work is done in a second. They take turns, so that a busy machine slows both alike; the median
/// leaves out the rounds in which it did something else.
fn per_second(mut one: impl FnMut(), mut other: impl FnMut()) -> (f64, f64) {
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    let timed = |work: &mut dyn FnMut(), times: &mut Vec<Duration>| {
        let begin = Instant::now();
        work();
        times.push(begin.elapsed());
    };
    let begin = Instant::now();
    while begin.elapsed() < SPAN {
        timed(&mut one, &mut ones);
        timed(&mut other, &mut others);
    }
    let rate = |mut times: Vec<Duration>| {
        times.sort_unstable();
        1.0 / times[times.len() / 2].as_secs_f64()
    };
    (rate(ones), rate(others))
}

/// A key and a self-signed certificate, made by OpenSSL.
fn holder(folder: &std::path::Path, algorithm: &str, scheme: Scheme) -> Holder {
    let openssl = |arguments: String| {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .output();
        assert!(
            output.is_ok_and(|output| output.status.success()),
            "openssl {arguments}"
        );
    };
    openssl(format!("genpkey -algorithm {algorithm} -out key.pem"));
    openssl("pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der".into());
    openssl(
        "req -new -x509 -key key.pem -out certificate.pem -subj /CN=Bench -days 30 \
         -addext keyUsage=critical,digitalSignature,nonRepudiation"
            .into(),
    );
    let der = std::fs::read(folder.join("key.der")).expect("OpenSSL wrote the key");
    let random = SystemRandom::new();
    let key = if scheme.is_rsa() {
        Key::Rsa(RsaKeyPair::from_pkcs8(&der).expect("an RSA key"))
    } else {
        Key::Ecdsa(
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der, &random).expect("a P-256 key"),
        )
    };
    let pem = std::fs::read(folder.join("certificate.pem")).expect("OpenSSL wrote the certificate");
    let certificate = Certificate::from_pem(&pem).expect("a certificate").remove(0);
    Holder {
        key,
        scheme,
        certificate,
        random,
    }
}

/// Signatures per second of pyHanko over the same file with the same key, or none where it is not installed.
fn pyhanko(folder: &std::path::Path) -> Option<f64> {
    script("pyhanko_sign.py", folder)
}

/// The number a Python program prints.
fn script(name: &str, folder: &std::path::Path) -> Option<f64> {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches")
        .join(name);
    let output = Command::new("python3").arg(script).arg(folder).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Five pages of text-like content with a classic cross-reference table.
fn document() -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count 5/Kids[{}]>>",
            (0..5)
                .map(|page| format!("{} 0 R", 4 + page * 2))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>".to_owned(),
    ];
    for page in 0..5 {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>>>>>",
            5 + page * 2
        ));
        let mut content = String::from("BT /F 8 Tf 40 800 Td 9 TL\n");
        for line in 0..560 {
            let _ = writeln!(
                content,
                "(page {page} line {line:04}: {:032x}{:016x}) Tj T*",
                line * 7919,
                line * 104_729
            );
        }
        content += "ET";
        objects.push(format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", pdf.len());
        pdf.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
    }
    let start = pdf.len();
    let trailer = format!(
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    pdf.extend_from_slice(table.as_bytes());
    pdf.extend_from_slice(trailer.as_bytes());
    pdf
}
