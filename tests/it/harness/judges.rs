//! Judges of signatures: two that we did not write, and the product itself.

use std::{path::Path, process::Command};

use super::Service;

/// Says in one line of each signature whether it is whole, trusted, and followed by permitted changes only.
const PYHANKO: &str = r"
import sys
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
root = x509.Certificate.load(open(sys.argv[2], 'rb').read())
reader = PdfFileReader(open(sys.argv[1], 'rb'))
for signature in reader.embedded_regular_signatures:
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    print('good' if status.bottom_line else 'bad', status.pretty_print_details())
";

/// Fails unless the file holds the signatures of a person and of an agency, which pdfsig, pyHanko and the product itself find good.
#[track_caller]
pub(crate) fn judge(service: &Service, pdf: &[u8]) {
    judge_all(service, pdf, 2);
}

/// Fails unless the file holds so many signatures that pdfsig, pyHanko and the product itself find good.
#[track_caller]
pub(crate) fn judge_all(service: &Service, pdf: &[u8], signatures: usize) {
    let file = service.data().join("judged.pdf");
    std::fs::write(&file, pdf).expect("the data folder can be written");
    let root = service.data().join("demonstration/root.cer");

    let said = said(Command::new("pdfsig").arg(&file));
    assert_eq!(
        said.matches("Signature is Valid").count(),
        signatures,
        "pdfsig: {said}"
    );

    let said = self::said(
        Command::new("python3")
            .arg("-c")
            .arg(PYHANKO)
            .args([&file, &root]),
    );
    assert_eq!(
        said.lines().filter(|line| line.starts_with("good")).count(),
        signatures,
        "pyHanko: {said}"
    );

    let verified = service
        .command()
        .arg("verify")
        .arg("--trust")
        .args([&root, &file])
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&verified.stdout);
    assert_eq!(verified.status.code(), Some(0), "vanthu verify: {said}");
}

fn said(command: &mut Command) -> String {
    let output = command.output().expect("`make test` installs the judges");
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs statements on a SQLite file and answers the first column of the rows.
#[track_caller]
pub(crate) fn sqlite(database: &Path, statement: &str) -> Vec<String> {
    const RUN: &str = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=30)\n\
                       rows = c.execute(sys.argv[2]).fetchall()\nc.commit()\nprint('\\n'.join(str(r[0]) for r in rows))";
    let output = Command::new("python3")
        .arg("-c")
        .arg(RUN)
        .arg(database)
        .arg(statement)
        .output()
        .expect("python3 is there");
    assert!(
        output.status.success(),
        "{statement}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
