//! Writes what the fuzz targets start from: `seeds OUT [FOLDER OF PDF OR XML FILES]...`.
//!
//! Small files of the folders are taken as they are, their signature messages one by one; the rest is made here.

use std::fs;
use std::path::{Path, PathBuf};

use signing::authority::{Authority, KeyKind, OsRng, Profile, Reason, Subject, TimestampAuthority, Validity};
use signing::detached::{DetachedRequest, sign_detached, sign_enveloping};
use signing::pades::{Level, NoEvidence};
use signing::revocation::ocsp_request;
use signing::timestamp::{TimestampRequest, TimestampToken};
use signing::xml::{Canonicalisation, XmlRequest, sign_xml};
use signing::{Digest, SchemePreference};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

/// The moment the fuzz targets judge at.
const NOW: OffsetDateTime = datetime!(2026-01-01 0:00 UTC);

/// Larger files slow a fuzzer down more than they teach it.
const MAX_FILE: u64 = 64 << 10;

fn main() -> Result {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = Out(arguments.next().ok_or("where to?")?);
    for folder in arguments {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.metadata()?.is_file() && entry.metadata()?.len() <= MAX_FILE {
                out.take(&entry.path())?;
            }
        }
    }
    out.made()
}

/// Where the seeds go, a folder for each target.
struct Out(PathBuf);

impl Out {
    fn write(&self, target: &str, bytes: &[u8]) -> Result {
        let folder = self.0.join(target);
        fs::create_dir_all(&folder)?;
        let name = name_of(bytes);
        Ok(fs::write(folder.join(name), bytes)?)
    }

    fn take(&self, path: &Path) -> Result {
        let bytes = fs::read(path)?;
        if bytes.starts_with(b"<") {
            return self.write("xml", &bytes);
        }
        self.write("pdf", &bytes)?;
        for message in messages(&bytes) {
            self.write("cms", &message)?;
            // id-ct-TSTInfo.
            let is_stamp = message
                .windows(11)
                .any(|window| window == b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04");
            if is_stamp {
                self.write("tst", &message)?;
            }
        }
        Ok(())
    }

    fn made(&self) -> Result {
        let around = Validity {
            not_before: datetime!(2025-01-01 0:00 UTC),
            not_after: datetime!(2030-01-01 0:00 UTC),
        };
        for kind in [KeyKind::P256, KeyKind::Rsa2048] {
            let mut authority = Authority::root(&Subject::named("CA"), kind, around, &mut OsRng)?;
            let mut issue = |name: &str, profile| {
                authority.issue(&Subject::named(name), profile, kind, around, &mut OsRng)
            };
            let holder = issue("Lan", Profile::Person)?;
            let stamping = issue("TSA", Profile::TimeStamping)?;
            let key = holder.signer(SchemePreference::Pss)?;
            let request = DetachedRequest {
                signing_time: NOW,
                level: Level::B,
                evidence: &NoEvidence,
            };
            self.write("cms", &sign_detached(&mut &b"content"[..], &request, &key)?)?;
            self.write("cms", &sign_enveloping(b"content", &request, &key)?)?;
            for canonicalisation in [Canonicalisation::exclusive(), Canonicalisation::Inclusive] {
                for signing_time in [None, Some(NOW)] {
                    let request = XmlRequest {
                        parent: None,
                        canonicalisation: canonicalisation.clone(),
                        signing_time,
                        id: "s".to_owned(),
                    };
                    let signed =
                        sign_xml("<a xmlns:b=\"urn:b\" b:c=\"1\"><b:d/>văn bản</a>", &request, &key)?;
                    self.write("xml", signed.as_bytes())?;
                }
            }
            let tsa = TimestampAuthority::new(stamping, "1.2.3")?;
            let question = TimestampRequest::new(Digest::Sha256, &[0; 32], [1; 8])?;
            let answer = tsa.answer(&question.to_der()?, NOW, &mut OsRng)?;
            self.write(
                "tst",
                TimestampToken::from_response(&answer, &question, NOW)?.der(),
            )?;
            self.write("tst", &answer)?;
            for is_revoked in [false, true] {
                if is_revoked {
                    authority.revoke(holder.certificate(), Reason::KeyCompromise, NOW)?;
                }
                let question = ocsp_request(holder.certificate(), authority.certificate(), None)?;
                self.write("ocsp", &authority.ocsp_answer(&question, NOW, Duration::DAY)?)?;
                self.write("crl", &authority.crl(NOW, NOW + Duration::DAY)?)?;
            }
        }
        Ok(())
    }
}

/// The hexadecimal strings of `/Contents`.
fn messages(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = pdf;
    while let Some(at) = rest.windows(9).position(|window| window == b"/Contents") {
        rest = &rest[at + 9..];
        let digits = rest.trim_ascii_start().strip_prefix(b"<").unwrap_or_default();
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .map_while(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        let end = bytes
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1);
        if bytes.first() == Some(&0x30) {
            found.push(bytes[..end].to_vec());
        }
    }
    found
}

/// A name of the content, so that the same is written once.
fn name_of(bytes: &[u8]) -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
