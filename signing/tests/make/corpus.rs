//! Every file of the shared data, signed without a mark and with one: accepted by the judges, or refused for a reason.

use std::collections::BTreeMap;
use std::path::PathBuf;

use signing::pades::{Appearance, Evidence, Level, NoEvidence, Rect, SignatureRequest, Target, sign};
use signing::validate::{Integrity, Options, Verdict, validate_pdf};
use signing::{Error, Scheme};

use crate::support::{
    NOW, OpenSsl, Person, assert_valid_for_poppler_last, pyhanko_all, shared_data, stamp_png, stored,
};

const FIELD: &str = "VanthuCorpus";

#[test]
fn every_honest_file_is_signed_without_a_mark() {
    assert_signed_or_refused(&Run {
        name: "plain",
        request: SignatureRequest::new(Target::Invisible { name: FIELD.into() }, NOW),
        evidence: &NoEvidence,
        coverage: "ENTIRE_FILE",
        step: 1,
        excused: &[],
    });
}

/// A sample; all of them with `VANTHU_CORPUS=all`, which takes a few minutes.
#[test]
fn honest_files_of_every_kind_are_signed_for_the_archive() {
    let is_whole = std::env::var_os("VANTHU_CORPUS").is_some_and(|which| which == "all");
    assert_signed_or_refused(&Run {
        name: "archive",
        request: SignatureRequest {
            level: Level::Lta,
            ..SignatureRequest::new(Target::Invisible { name: FIELD.into() }, NOW)
        },
        evidence: &OpenSsl,
        // The document time stamp comes in a revision of its own.
        coverage: "ENTIRE_REVISION",
        step: if is_whole { 1 } else { 12 },
        excused: &STUMBLES,
    });
}

#[test]
fn every_honest_file_is_signed_with_a_mark() {
    let target = Target::New {
        name: FIELD.into(),
        page: 1,
        rect: Rect {
            left: 60.0,
            bottom: 60.0,
            width: 90.0,
            height: 60.0,
        },
    };
    let mark = Appearance::Image { png: stamp_png() };
    assert_signed_or_refused(&Run {
        name: "mark",
        request: SignatureRequest {
            appearance: Some(mark),
            ..SignatureRequest::new(target, NOW)
        },
        evidence: &NoEvidence,
        coverage: "ENTIRE_FILE",
        step: 1,
        excused: &[],
    });
}

/// What pyHanko cannot get over when it compares the revisions of files that were odd before we signed them.
const STUMBLES: [&str; 6] = [
    "'NullObject' object is not subscriptable",
    "Unable to find 'endstream' marker",
    "KeyError '/Length'",
    "maximum recursion depth exceeded",
    // Annotations that stand in place, and metadata that is no well-formed XML.
    "Array contains direct objects",
    "/Metadata XML syntax could not be validated",
];

/// The same request put to many files.
struct Run<'a> {
    name: &'a str,
    request: SignatureRequest,
    evidence: &'a dyn Evidence,
    /// What pyHanko must find our signature to cover.
    coverage: &'a str,
    /// Every file, or every so many.
    step: usize,
    /// Words of pyHanko where it stumbles over what was in the file before.
    excused: &'a [&'a str],
}

fn assert_signed_or_refused(run: &Run<'_>) {
    let person = Person::new(Scheme::EcdsaP256Sha256);
    let mut signed_files = Vec::new();
    let mut refused: BTreeMap<String, String> = BTreeMap::new();
    let mut found_wrong = Vec::new();
    for path in corpus().into_iter().step_by(run.step) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let pdf = std::fs::read(&path).unwrap();
        match sign(&pdf, &run.request, &person, run.evidence) {
            Ok(signed) => {
                assert!(signed.starts_with(&pdf), "{name}");
                if let Some(why) = complaint(&signed) {
                    found_wrong.push(format!("{name}: {why}"));
                }
                signed_files.push((
                    name,
                    stored(&format!("{}-{}.pdf", run.name, signed_files.len()), &signed),
                ));
            }
            Err(
                error @ (Error::NeedsRepair(_)
                | Error::Forbidden(_)
                | Error::Encrypted(_)
                | Error::NotPdf
                | Error::PageNotFound(_)),
            ) => {
                refused.insert(name, error.to_string());
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
    if signed_files.is_empty() {
        return;
    }
    println!(
        "{} signed, {} refused: {refused:#?}",
        signed_files.len(),
        refused.len()
    );
    // Few honest files are refused: the broken, the locked, and those whose password nobody knows.
    assert!(signed_files.len() > 3 * refused.len(), "{refused:#?}");
    assert_eq!(found_wrong, Vec::<String>::new(), "our own validator");
    for (_, path) in &signed_files {
        assert_valid_for_poppler_last(path);
    }
    let paths: Vec<PathBuf> = signed_files.into_iter().map(|(_, path)| path).collect();
    let complaints: Vec<String> = pyhanko_all(&paths, FIELD, run.coverage)
        .into_iter()
        .filter(|complaint| run.excused.iter().all(|words| !complaint.contains(words)))
        .collect();
    assert_eq!(complaints, Vec::<String>::new());
}

fn corpus() -> Vec<PathBuf> {
    let folders = ["pdf", "pdf-any"].into_iter().filter_map(shared_data);
    let mut files: Vec<PathBuf> = folders
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    files
}

/// What our own validator holds against the signature just made; what it says of earlier ones is their affair.
fn complaint(signed: &[u8]) -> Option<String> {
    let report = validate_pdf(signed, &Options::at(NOW));
    if report.verdict == Verdict::Unreadable {
        return Some(format!("unreadable: {:?}", report.reasons));
    }
    let Some(ours) = report
        .signatures
        .iter()
        .find(|signature| signature.field == FIELD)
    else {
        return Some(format!("not found: {:?}", report.reasons));
    };
    let is_good = ours.integrity == Integrity::Intact && ours.sub_indication.is_none();
    (!is_good).then(|| {
        format!(
            "{:?} {:?} {:?}",
            ours.integrity, ours.sub_indication, ours.reasons
        )
    })
}
