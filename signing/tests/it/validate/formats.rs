//! The report for machines: JSON held against its published schema, XML against ETSI TS 119 102-2.

use signing::validate::{Options, Report, validate_pdf};

use super::paper::{Paper, Signing};
use super::{trusting, untrusting};
use crate::support::Bench;

/// Reports of every kind: passed, failed, undecided, unsigned, unreadable; one signature, two, with trust and without.
fn reports() -> Vec<(String, Report)> {
    let signed = Paper::with_form().signed(Signing {
        extra: "/Location(Đà Nẵng)",
        ..Signing::default()
    });
    let changed = super::paper::replaced(&signed.bytes, "Pay 100", "Pay 900");
    let replaced = signed.revised(&[(4, super::paper::stream("", "BT ET"))]);
    let twice = signed.clone().countersigned("[60 100 200 160]");
    let files = [
        ("signed", signed.bytes),
        ("changed", changed),
        ("replaced", replaced),
        ("twice", twice.bytes),
        ("unsigned", Paper::with_form().bytes),
        ("no-pdf", b"<&>\x01".to_vec()),
    ];
    let judged = |name: &str, pdf: &[u8], options: &Options| (name.to_owned(), validate_pdf(pdf, options));
    let mut reports = Vec::new();
    for (name, pdf) in &files {
        reports.push(judged(name, pdf, &untrusting()));
        reports.push(judged(&format!("{name}-trusting"), pdf, &trusting()));
    }
    reports
}

/// Runs a script of this folder over the files that were written for it.
fn accepted_by(script: &str, bench: &Bench) {
    let path = format!("{}/tests/it/validate/{script}", env!("CARGO_MANIFEST_DIR"));
    bench.run_with("python3", &[&path], &[]).accepted();
}

#[test]
fn every_report_keeps_the_published_json_schema() {
    let bench = Bench::empty();
    bench.write("schema.json", Report::JSON_SCHEMA);
    for (name, report) in reports() {
        bench.write(
            &format!("{name}.report.json"),
            serde_json::to_vec(&report).unwrap(),
        );
    }
    accepted_by("judge_json.py", &bench);
}

#[test]
fn every_report_is_valid_etsi_xml() {
    let bench = Bench::empty();
    for (name, report) in reports() {
        bench.write(&format!("{name}.xml"), report.to_etsi_xml());
    }
    accepted_by("judge_etsi.py", &bench);
}
