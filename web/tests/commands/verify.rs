//! `vanthu verify`: its exit codes and what it prints, against real files of every verdict.

use std::path::Path;

use serde_json::Value;

use crate::{code, folder, pki::run, sign, vanthu};

/// Runs `vanthu verify` and tells how it ended and what it printed.
fn verify(at: &Path, arguments: &[&str]) -> (i32, String) {
    let done = vanthu(at, &[&["verify"], arguments].concat());
    (code(&done), String::from_utf8_lossy(&done.stdout).into_owned())
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A folder with `out.pdf` signed, `damaged.pdf` changed after that, `in.pdf` unsigned, and `letter.pdf` that is no PDF.
fn of_every_verdict() -> tempfile::TempDir {
    let folder = folder();
    let signed = std::fs::read(sign(folder.path())).expect("the signed file");
    let place = signed
        .windows(4)
        .position(|window| window == b"/Kid")
        .expect("the page tree");
    let mut damaged = signed;
    damaged[place + 1] = b'X';
    std::fs::write(folder.path().join("damaged.pdf"), damaged).expect("a file");
    std::fs::write(folder.path().join("letter.pdf"), "Kính gửi").expect("a file");
    std::fs::write(folder.path().join("empty.pdf"), "").expect("a file");
    folder
}

#[test]
fn the_worst_of_several_files_counts() {
    let folder = of_every_verdict();
    let cases: [(&[&str], i32); 11] = [
        (&["out.pdf"], 0),
        (&["damaged.pdf"], 1),
        (&["in.pdf"], 2),
        (&["letter.pdf"], 3),
        (&["empty.pdf"], 3),
        (&["missing.pdf"], 3),
        (&["out.pdf", "out.pdf"], 0),
        (&["out.pdf", "in.pdf"], 2),
        (&["in.pdf", "damaged.pdf", "out.pdf"], 1),
        (&["damaged.pdf", "letter.pdf", "in.pdf"], 3),
        (&["missing.pdf", "damaged.pdf"], 3),
    ];
    for (files, expected) in cases {
        for form in [&[][..], &["--json"]] {
            let arguments = [files, form].concat();
            assert_eq!(verify(folder.path(), &arguments).0, expected, "{arguments:?}");
        }
    }
}

#[test]
fn what_keeps_it_from_judging_is_no_verdict() {
    let folder = of_every_verdict();
    for wrong in [
        &["out.pdf", "--trust", "missing.pem"][..],
        &["out.pdf", "--trust", "letter.pdf"],
        &["out.pdf", "--crl", "missing.crl"],
        &["out.pdf", "--at", "hôm qua"],
        &["out.pdf", "in.pdf", "--xml"],
    ] {
        let (ended, said) = verify(folder.path(), wrong);
        assert_eq!((ended, said.as_str()), (3, ""), "{wrong:?}");
    }
    for mistyped in [&[][..], &["out.pdf", "--jsno"], &["out.pdf", "--json", "--xml"]] {
        assert_eq!(verify(folder.path(), mistyped).0, 64, "{mistyped:?}");
    }
    assert_eq!(verify(folder.path(), &["--help"]).0, 0);
}

#[test]
fn anchors_come_from_files_and_folders() {
    let folder = of_every_verdict();
    let at = folder.path();
    std::fs::create_dir_all(at.join("anchors/national")).expect("a folder");
    std::fs::create_dir(at.join("nobody")).expect("a folder");
    let pem = run(
        at,
        "openssl",
        &["x509", "-inform", "DER", "-in", "root.cer", "-outform", "PEM"],
    );
    std::fs::write(at.join("anchors/national/root.pem"), &pem.stdout).expect("a file");
    std::fs::copy(at.join("root.cer"), at.join("anchors/root.cer")).expect("a file");
    std::fs::write(at.join("both.pem"), [pem.stdout.as_slice(), &pem.stdout].concat()).expect("a file");
    let trust = |anchors: &str| {
        let (ended, said) = verify(at, &["out.pdf", "--json", "--trust", anchors]);
        (ended, json(&said)["signatures"][0]["trust"].clone())
    };
    for anchors in ["root.cer", "both.pem", "anchors", "anchors/national"] {
        assert_eq!(trust(anchors), (0, "trusted".into()), "{anchors}");
    }
    assert_eq!(trust("nobody"), (2, "not_trusted".into()));
    let (ended, said) = verify(at, &["out.pdf", "--json"]);
    assert_eq!(
        (ended, &json(&said)["signatures"][0]["trust"]),
        (0, &"not_asked".into())
    );
}

#[test]
fn the_moment_of_judging_can_be_another() {
    let folder = of_every_verdict();
    let judged = |moment: &str| {
        let arguments = ["out.pdf", "--json", "--trust", "root.cer", "--at", moment];
        let (ended, said) = verify(folder.path(), &arguments);
        let report = json(&said);
        let validated = report["validated_at"].as_str().expect("a moment").to_owned();
        (
            ended,
            report["signatures"][0]["sub_indication"].clone(),
            validated,
        )
    };
    // The certificates hold for thirty days.
    let (ended, why, at) = judged("2125-01-01");
    assert_eq!(
        (ended, &why, at.as_str()),
        (2, &"OUT_OF_BOUNDS_NO_POE".into(), "2125-01-01T00:00:00+07:00")
    );
    let (ended, why, _) = judged("2000-06-01T08:00:00Z");
    assert_eq!((ended, &why), (1, &"NOT_YET_VALID".into()));
}

/// The shape programs rely on.
#[track_caller]
fn has_the_promised_shape(report: &Value) {
    for name in [
        "file",
        "verdict",
        "reasons",
        "validated_at",
        "sha256",
        "size",
        "signatures",
    ] {
        assert!(!report[name].is_null(), "{name}: {report:#}");
    }
    for signature in report["signatures"].as_array().expect("a list") {
        let names = [
            "field",
            "kind",
            "indication",
            "sub_indication",
            "integrity",
            "coverage",
            "changes",
            "signer",
            "signing_time",
            "timestamps",
            "trust",
        ];
        let object = signature.as_object().expect("an object");
        for name in names {
            assert!(object.contains_key(name), "{name}: {signature:#}");
        }
    }
}

#[test]
fn json_tells_every_file_even_one_that_is_not_there() {
    let folder = of_every_verdict();
    let at = folder.path();
    let files = ["out.pdf", "damaged.pdf", "in.pdf", "letter.pdf", "missing.pdf"];
    let (_, said) = verify(at, &[&files[..], &["--json", "--trust", "root.cer"]].concat());
    let reports = json(&said);
    let reports = reports.as_array().expect("a list for several files");
    let told: Vec<(&str, &str)> = reports
        .iter()
        .map(|report| {
            has_the_promised_shape(report);
            let text = |name: &str| report[name].as_str().expect("text");
            (text("file"), text("verdict"))
        })
        .collect();
    let verdicts = ["passed", "failed", "unsigned", "unreadable", "unreadable"];
    assert_eq!(told, files.into_iter().zip(verdicts).collect::<Vec<_>>());
    let signature = &reports[0]["signatures"][0];
    for (name, expected) in [
        ("kind", "approval"),
        ("indication", "TOTAL-PASSED"),
        ("integrity", "intact"),
        ("coverage", "entire_file"),
        ("signer", "Vũ Thị Lan"),
        ("trust", "trusted"),
    ] {
        assert_eq!(signature[name], expected, "{signature:#}");
    }
    assert_eq!(reports[1]["signatures"][0]["indication"], "TOTAL-FAILED");
    assert_eq!(reports[1]["signatures"][0]["integrity"], "broken");

    for file in files {
        let (_, said) = verify(at, &[file, "--json"]);
        let report = json(&said);
        has_the_promised_shape(&report);
        assert_eq!(report["file"], file, "one file, one object");
    }
}

#[test]
fn every_report_keeps_the_schema_that_is_told() {
    const JUDGE: &str = r"
import json, jsonschema, sys
schema, reports = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
for report in reports:
    report.pop('file')
    jsonschema.Draft202012Validator(schema).validate(report)
";
    let folder = of_every_verdict();
    let at = folder.path();
    let (ended, schema) = verify(at, &["--schema"]);
    assert_eq!(ended, 0);
    std::fs::write(at.join("schema.json"), schema).expect("a file");
    let files = ["out.pdf", "damaged.pdf", "in.pdf", "letter.pdf", "missing.pdf"];
    let (_, said) = verify(at, &[&files[..], &["--json"]].concat());
    std::fs::write(at.join("reports.json"), said).expect("a file");
    run(at, "python3", &["-c", JUDGE, "schema.json", "reports.json"]);
}

#[test]
fn xml_is_a_report_of_ts_119_102_2() {
    const JUDGE: &str = r"
import sys
from lxml import etree
root = etree.parse(sys.argv[1]).getroot()
ns = {'v': 'http://uri.etsi.org/19102/v1.2.1#'}
assert root.tag == '{%s}ValidationReport' % ns['v'], root.tag
print(','.join(e.text.rsplit(':', 1)[-1] for e in root.iterfind('v:SignatureValidationReport/v:SignatureValidationStatus/v:MainIndication', ns)))
";
    let folder = of_every_verdict();
    let at = folder.path();
    for (file, expected) in [
        ("out.pdf", (0, "total-passed")),
        ("damaged.pdf", (1, "total-failed")),
    ] {
        let (ended, xml) = verify(at, &[file, "--xml"]);
        std::fs::write(at.join("report.xml"), xml).expect("a file");
        let said = run(at, "python3", &["-c", JUDGE, "report.xml"]);
        let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        assert_eq!((ended, said.as_str()), expected, "{file}");
    }
}

#[test]
fn the_console_tells_in_vietnamese_why() {
    let folder = of_every_verdict();
    let (_, said) = verify(folder.path(), &["out.pdf", "damaged.pdf"]);
    for words in [
        "out.pdf",
        "Kết luận: HỢP LỆ",
        "Người ký: Vũ Thị Lan",
        "damaged.pdf",
        "Kết luận: KHÔNG HỢP LỆ",
        "nội dung",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}
