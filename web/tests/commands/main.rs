//! The commands that need no service, as an administrator types them.

mod pki;
mod sign;
mod verify;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use signing::authority::{Authority, KeyKind, OsRng, Profile, Subject, Validity};
use time::{Duration, OffsetDateTime};

fn vanthu(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ended by itself")
}

/// A page with nothing on it.
fn empty_page() -> Vec<u8> {
    page("/Resources<<>>", &[])
}

/// A file of one page with these entries and further objects from number 4 on, with a classic cross-reference table.
fn page(entries: &str, more: &[&str]) -> Vec<u8> {
    let page = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{entries}>>");
    let fixed = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        &page,
    ];
    let objects: Vec<&str> = fixed.iter().chain(more).copied().collect();
    let size = objects.len() + 1;
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n").into_bytes();
    for (number, object) in (1..).zip(objects) {
        table.extend(format!("{:010} 00000 n \n", pdf.len()).into_bytes());
        pdf.extend(format!("{number} 0 obj\n{object}\nendobj\n").into_bytes());
    }
    let start = pdf.len();
    pdf.extend(table);
    pdf.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    pdf
}

/// A folder with `in.pdf`, `key.p12`, its PIN in `pin.txt`, and the root in `root.cer`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("a file");
    let now =
        OffsetDateTime::from_unix_timestamp(kernel::Clock::now(&kernel::SystemClock).micros() / 1_000_000);
    let validity = Validity::days(now.expect("a date") - Duration::DAY, 30);
    let mut root =
        Authority::root(&Subject::named("Gốc"), KeyKind::P256, validity, &mut OsRng).expect("a root");
    let person = root.issue(
        &Subject::named("Vũ Thị Lan"),
        Profile::Person,
        KeyKind::P256,
        validity,
        &mut OsRng,
    );
    write("in.pdf", &empty_page());
    write(
        "key.p12",
        &person
            .and_then(|person| person.to_pkcs12("123456"))
            .expect("a key"),
    );
    write("pin.txt", b"123456\n");
    write("root.cer", root.certificate().der());
    folder
}

fn sign(folder: &Path) -> PathBuf {
    let signed = vanthu(
        folder,
        &[
            "sign",
            "in.pdf",
            "-o",
            "out.pdf",
            "--p12",
            "key.p12",
            "--pin-file",
            "pin.txt",
        ],
    );
    assert_eq!(code(&signed), 0, "{}", String::from_utf8_lossy(&signed.stderr));
    folder.join("out.pdf")
}

#[test]
fn a_signed_file_keeps_its_first_bytes_and_passes() {
    let folder = folder();
    let signed = std::fs::read(sign(folder.path())).expect("the signed file");
    assert!(signed.starts_with(&empty_page()));

    let verified = vanthu(
        folder.path(),
        &["verify", "--trust", "root.cer", "--json", "out.pdf"],
    );

    let report: serde_json::Value = serde_json::from_slice(&verified.stdout).expect("JSON");
    assert_eq!(
        (code(&verified), &report["verdict"]),
        (0, &"passed".into()),
        "{report:#}"
    );
    assert_eq!(report["signatures"][0]["trust"], "trusted");
}

#[test]
fn each_verdict_has_its_exit_code() {
    let folder = folder();
    let mut damaged = std::fs::read(sign(folder.path())).expect("the signed file");
    let place = damaged
        .windows(4)
        .position(|window| window == b"/Kid")
        .expect("the page tree");
    damaged[place + 1] = b'X';
    std::fs::write(folder.path().join("damaged.pdf"), damaged).expect("a file");
    std::fs::write(folder.path().join("letter.pdf"), "Kính gửi").expect("a file");

    assert_eq!(code(&vanthu(folder.path(), &["verify", "damaged.pdf"])), 1);
    assert_eq!(
        code(&vanthu(folder.path(), &["verify", "in.pdf"])),
        2,
        "a file without a signature proves nothing"
    );
    assert_eq!(code(&vanthu(folder.path(), &["verify", "letter.pdf"])), 3);
    assert_eq!(
        code(&vanthu(folder.path(), &["verify", "out.pdf", "damaged.pdf"])),
        1,
        "the worst file counts"
    );
}

#[test]
fn a_wrong_pin_signs_nothing() {
    let folder = folder();
    std::fs::write(folder.path().join("pin.txt"), "000000").expect("a file");

    let refused = vanthu(
        folder.path(),
        &[
            "sign",
            "in.pdf",
            "-o",
            "out.pdf",
            "--p12",
            "key.p12",
            "--pin-file",
            "pin.txt",
        ],
    );

    assert_ne!(code(&refused), 0);
    assert!(!folder.path().join("out.pdf").exists());
}

#[test]
fn a_process_is_checked_and_run_by_hand() {
    let folder = folder();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let flow = |id: &str, from: &str, to: &str| {
        format!(r#"<sequenceFlow id="{id}" sourceRef="{from}" targetRef="{to}"/>"#)
    };
    let process = |task: &str| {
        format!(
            r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" isExecutable="true">
            <startEvent id="s"/><{task} id="duyet" name="Duyệt"/><endEvent id="e"/>{}{}</process></definitions>"#,
            flow("1", "s", "duyet"),
            flow("2", "duyet", "e")
        )
    };
    write("good.bpmn", &process("userTask"));
    write("script.bpmn", &process("scriptTask"));
    write("steps.json", r#"{"steps": [{"complete": {"element": "duyet"}}]}"#);

    let refused = vanthu(folder.path(), &["process", "check", "script.bpmn"]);
    let simulated = vanthu(
        folder.path(),
        &[
            "process",
            "simulate",
            "good.bpmn",
            "--script",
            "steps.json",
            "--json",
        ],
    );

    assert_eq!(
        code(&vanthu(folder.path(), &["process", "check", "good.bpmn"])),
        0
    );
    assert_eq!(code(&refused), 1);
    assert!(String::from_utf8_lossy(&refused.stdout).contains("script.bpmn:2: Duyệt"));
    let steps: serde_json::Value = serde_json::from_slice(&simulated.stdout).expect("JSON");
    assert_eq!(steps["steps"][0]["open_tasks"][0], "duyet");
    assert_eq!(steps["steps"][1]["status"], "completed");
}
