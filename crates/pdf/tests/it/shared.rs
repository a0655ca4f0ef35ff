//! The shared test files beside the checkout, and poppler to compare with.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The PDFs of a folder of the shared data, sorted by name; none, with a line that says so, where it is absent.
pub(crate) fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|up| up.join("../shared/data").join(folder));
    let Some(found) = beside.into_iter().find(|path| path.is_dir()) else {
        eprintln!("../shared/data/{folder} is not there: nothing is read");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = fs::read_dir(found)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect()
}

/// Poppler's text of a file; `None` where poppler is missing or fails.
pub(crate) fn poppler_text(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.pdf");
    fs::write(&path, pdf).unwrap();
    let output = Command::new("timeout")
        .args(["20", "pdftotext"])
        .arg(&path)
        .arg("-")
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The words of a text with how often each occurs.
pub(crate) fn words(text: &str) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for word in text.split_whitespace() {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

/// How many of `wanted`'s words `found` has, and how many there are.
pub(crate) fn shared_words(wanted: &str, found: &str) -> (usize, usize) {
    let (wanted, found) = (words(wanted), words(found));
    let shared = wanted
        .iter()
        .map(|(word, count)| (*count).min(found.get(word).copied().unwrap_or(0)))
        .sum();
    (shared, wanted.values().sum())
}

/// All lines of all pages.
pub(crate) fn flat(pages: &[pdf::PageText]) -> String {
    let lines = pages
        .iter()
        .flat_map(|page| page.lines.iter().map(|line| line.text.as_str()));
    lines.collect::<Vec<_>>().join("\n")
}
