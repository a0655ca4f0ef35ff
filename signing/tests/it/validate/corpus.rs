//! Real files of other people beside the checkout, judged the same as pyHanko judges them except where said.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;
use signing::validate::{Indication, Report, Verdict};

use super::check;

/// Where the files lie, if they do.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let checkout = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let found = checkout
        .ancestors()
        .map(|up| up.join("shared/data").join(name))
        .find(|path| path.is_dir());
    if found.is_none() {
        eprintln!("no shared/data/{name} beside the checkout: nothing to judge");
    }
    found
}

/// What pyHanko finds, per field: whether it passes, or `None` where it gives up.
fn expected(entry: &Value) -> BTreeMap<String, Option<bool>> {
    let Some(signatures) = entry.as_array() else {
        return BTreeMap::new();
    };
    signatures
        .iter()
        .map(|signature| {
            let is = |key: &str| signature[key] == Value::Bool(true);
            let covers = matches!(
                signature["coverage"].as_str(),
                Some("ENTIRE_FILE" | "ENTIRE_REVISION")
            );
            let unchanged =
                signature["docmdp_ok"] != Value::Bool(false) && signature["modification"] != "OTHER";
            let verdict = signature
                .get("error")
                .is_none()
                .then(|| is("intact") && is("valid") && covers && unchanged);
            (
                signature["field"].as_str().unwrap_or_default().to_owned(),
                verdict,
            )
        })
        .collect()
}

/// What we find, per field.
fn found(report: &Report) -> BTreeMap<String, bool> {
    let pass = |indication| indication == Indication::TotalPassed;
    report
        .signatures
        .iter()
        .map(|signature| (signature.field.clone(), pass(signature.indication)))
        .collect()
}

/// Where we judge otherwise than pyHanko: file, field ("*" for the file), whether ours passes, and why.
const DIFFERENCES: &[(&str, &str, bool, &str)] = &include!("differences.in");

#[test]
fn every_file_is_judged_as_pyhanko_does_or_the_difference_is_explained() {
    let Some(folder) = folder("pdf") else { return };
    let findings: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(folder.join("pyhanko.json")).unwrap()).unwrap();
    let mut unexplained = Vec::new();
    let mut used = vec![false; DIFFERENCES.len()];
    for (file, entry) in &findings {
        let Ok(bytes) = std::fs::read(folder.join(file)) else {
            continue;
        };
        let report = check(&bytes);
        let ours = found(&report);
        let theirs = expected(entry);
        let fields: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for field in fields {
            let (our, their) = (ours.get(field).copied(), theirs.get(field).copied().flatten());
            if our.is_some() && our == their {
                continue;
            }
            let known = DIFFERENCES.iter().position(|(other, name, verdict, _)| {
                file.starts_with(other) && (*name == "*" || name == field) && Some(*verdict) == our
            });
            match known {
                Some(index) => used[index] = true,
                None => unexplained.push(format!(
                    "{file} {field}: we {our:?}, pyHanko {their:?}: {:?}",
                    report.reasons
                )),
            }
        }
    }
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    let unused: Vec<_> = DIFFERENCES
        .iter()
        .zip(used)
        .filter(|(_, used)| !used)
        .map(|(row, _)| row)
        .collect();
    assert!(unused.is_empty(), "explained but not different: {unused:?}");
}

#[test]
fn honest_files_of_bochum_pass_and_attacked_ones_never_do() {
    let Some(folder) = folder("pdf") else { return };
    let mut seen = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("rub-pdf-attacker--") {
            continue;
        }
        let report = check(&std::fs::read(&path).unwrap());
        if name.contains("-3_") {
            assert_eq!(report.verdict, Verdict::Passed, "{name}: {:?}", report.reasons);
            seen.0 += 1;
        } else if name.contains("-4_") {
            assert_ne!(report.verdict, Verdict::Passed, "{name}");
            assert_ne!(report.verdict, Verdict::Unsigned, "{name}");
            seen.1 += 1;
        } else {
            assert_eq!(report.verdict, Verdict::Unsigned, "{name}: {:?}", report.reasons);
        }
    }
    assert!(seen.0 > 0 && seen.1 > 0);
}

#[test]
fn odd_and_broken_files_are_survived() {
    let Some(folder) = folder("pdf-any") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let report = check(&std::fs::read(&path).unwrap());
            let is_signed_honestly = path.ends_with("pdfjs--bug854315.pdf");
            assert_eq!(
                report.verdict == Verdict::Passed,
                is_signed_honestly,
                "{}",
                path.display()
            );
        }
    }
}
