//! Full validations per second and peak memory, beside pyHanko and pdfsig in the same run.
//!
//! `cargo bench -p signing --bench validate`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use signing::authority::{Authority, KeyKind, OsRng, Profile, Subject, Validity};
use signing::key::Signer;
use signing::pades::{NoEvidence, SignatureRequest, Target, sign};
use signing::validate::{Options, TrustStore, Verdict, validate_pdf};
use signing::{Certificate, SchemePreference};
use time::macros::datetime;

const NOW: time::OffsetDateTime = datetime!(2026-03-05 14:30 UTC);
const MEGABYTE: usize = 1 << 20;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, file] = arguments.as_slice()
        && flag == "--peak"
    {
        return peak(Path::new(file));
    }
    let folder = tempfile::tempdir()?;
    let mut root = Authority::root(&Subject::named("Root"), KeyKind::Rsa2048, validity(), &mut OsRng)?;
    std::fs::write(folder.path().join("root.der"), root.certificate().der())?;
    for (name, kind) in [("RSA-2048", KeyKind::Rsa2048), ("P-256", KeyKind::P256)] {
        let who = root.issue(
            &Subject::named("Signer"),
            Profile::Person,
            kind,
            validity(),
            &mut OsRng,
        )?;
        let signer = who.signer(SchemePreference::Pkcs1)?;
        let file = signed(folder.path(), name, 200 * 1024, &signer)?;
        let ours = per_second(&std::fs::read(&file)?, root.certificate())?;
        let theirs = python(folder.path(), "speed", &file);
        println!("validate 5 pages, 200 KB, {name}: {ours:.0}/s a core (pyHanko: {theirs})");
    }
    let who = root.issue(
        &Subject::named("Signer"),
        Profile::Person,
        KeyKind::Rsa2048,
        validity(),
        &mut OsRng,
    )?;
    let signer = who.signer(SchemePreference::Pkcs1)?;
    for size in [1, 10, 100] {
        let file = signed(folder.path(), &format!("{size}MB"), size * MEGABYTE, &signer)?;
        let ours = Command::new(std::env::current_exe()?)
            .arg("--peak")
            .arg(&file)
            .output()?;
        let ours = String::from_utf8_lossy(&ours.stdout).trim().to_owned();
        let pyhanko = python(folder.path(), "peak", &file);
        let pdfsig = python(folder.path(), "pdfsig", &file);
        println!(
            "memory of its own, {size} MB file mapped: {ours} (in all, pyHanko: {pyhanko}, pdfsig: {pdfsig})"
        );
    }
    Ok(())
}

fn validity() -> Validity {
    Validity {
        not_before: NOW - time::Duration::days(900),
        not_after: NOW + time::Duration::days(900),
    }
}

/// Writes a signed file of about this size.
fn signed(folder: &Path, name: &str, size: usize, signer: &dyn Signer) -> Result<PathBuf, Box<dyn Error>> {
    let request = SignatureRequest::new(Target::Invisible { name: "S".into() }, NOW);
    let path = folder.join(format!("{name}.pdf"));
    std::fs::write(&path, sign(&paper(size), &request, signer, &NoEvidence)?)?;
    Ok(path)
}

/// Five pages with text and a picture each, without compression.
fn paper(size: usize) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    let mut object = |out: &mut Vec<u8>, body: &[u8]| {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", offsets.len()).bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    };
    object(&mut out, b"<</Type/Catalog/Pages 2 0 R>>");
    object(
        &mut out,
        b"<</Type/Pages/Count 5/Kids[4 0 R 7 0 R 10 0 R 13 0 R 16 0 R]>>",
    );
    object(&mut out, b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>");
    for page in 0..5 {
        let first = 4 + page * 3;
        let (content, picture) = (first + 1, first + 2);
        object(
            &mut out,
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R\
                 /Resources<</Font<</F 3 0 R>>/XObject<</X {picture} 0 R>>>>>>"
            )
            .as_bytes(),
        );
        let text = "BT /F 13 Tf 72 700 Td (Cong hoa xa hoi chu nghia Viet Nam) Tj ET\n".repeat(30);
        object(
            &mut out,
            format!("<</Length {}>>\nstream\n{text}\nendstream", text.len()).as_bytes(),
        );
        let samples: Vec<u8> = (0..size / 5)
            .map(|at| u8::try_from(at * 31 % 251).unwrap_or(0))
            .collect();
        let head = format!(
            "<</Type/XObject/Subtype/Image/Width {}/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length {}>>\nstream\n",
            samples.len(),
            samples.len()
        );
        object(&mut out, &[head.as_bytes(), &samples, b"\nendstream"].concat());
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).bytes());
    for offset in &offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = offsets.len() + 1;
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    out
}

fn options(root: &[u8]) -> Result<Options, Box<dyn Error>> {
    let mut trust = TrustStore::empty();
    trust.add_der(root)?;
    Ok(Options::at(NOW).trusting(trust))
}

fn per_second(pdf: &[u8], root: &Certificate) -> Result<f64, Box<dyn Error>> {
    let options = options(root.der())?;
    let report = validate_pdf(pdf, &options);
    assert_eq!(report.verdict, Verdict::Passed, "{}", report.to_text());
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < Duration::from_secs(3) {
        std::hint::black_box(validate_pdf(pdf, &options));
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

/// Validates one mapped file and tells how much memory this process has of its own, the mapping left out.
fn peak(file: &Path) -> Result<(), Box<dyn Error>> {
    let root = std::fs::read(file.with_file_name("root.der"))?;
    let (map, _file) = vmap::Map::with_options().open(file)?;
    let report = validate_pdf(&map, &options(&root)?);
    assert_eq!(report.verdict, Verdict::Passed);
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes = |name: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    // Pages of the mapped file belong to the cache and go when memory is wanted elsewhere.
    let (peak, mapped) = (
        kilobytes("VmHWM:").ok_or("no VmHWM")?,
        kilobytes("RssFile:").ok_or("no RssFile")?,
    );
    println!("{} MB", peak.saturating_sub(mapped) / 1024);
    Ok(())
}

/// What the script beside this file measures, or that its program is missing.
fn python(folder: &Path, what: &str, file: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/pyhanko_validate.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(what)
        .arg(file)
        .arg(folder.join("root.der"))
        .output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => "not installed".to_owned(),
    }
}
