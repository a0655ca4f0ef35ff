//! `vanthu sign` with real keys and real services, judged by pyHanko and poppler.

mod keys;

use std::{path::Path, process::Command};

use crate::{
    code, empty_page, folder, page,
    pki::{Peer, Pki, free_port, run},
    vanthu,
};

const P12: [&str; 6] = ["sign", "in.pdf", "--p12", "lan.p12", "--pin-file", "pin.txt"];

/// Signs into a file and expects it to be written.
#[track_caller]
pub(crate) fn signed(at: &Path, output: &str, base: &[&str], more: &[&str]) -> String {
    let arguments = [base, &["-o", output], more].concat();
    let done = vanthu(at, &arguments);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(code(&done), 0, "{arguments:?}: {said}");
    said
}

/// Expects a refusal with these words, and no file.
#[track_caller]
pub(crate) fn refused(at: &Path, base: &[&str], more: &[&str], because: &str) {
    let arguments = [base, &["-o", "refused.pdf"], more].concat();
    let done = vanthu(at, &arguments);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_ne!(code(&done), 0, "{arguments:?}");
    assert!(said.contains(because), "{arguments:?}: {said}");
    assert!(!at.join("refused.pdf").exists());
}

/// What pyHanko finds: level by level, offline except for what is in the file.
#[track_caller]
fn pyhanko(at: &Path, file: &str, profile: &str, password: Option<&str>) -> serde_json::Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands/judge.py");
    let output = Command::new("python3")
        .arg(script)
        .args(["root.pem", "interm.pem", file, profile])
        .args(password)
        .current_dir(at)
        .output()
        .expect("python3 runs");
    assert!(
        output.status.success(),
        "{file}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[track_caller]
pub(crate) fn assert_passes(at: &Path, file: &str, profile: &str) -> serde_json::Value {
    let opinion = pyhanko(at, file, profile, None);
    assert_eq!(opinion["passed"], true, "{file}: {opinion:#}");
    let poppler = Command::new("pdfsig")
        .args(["-nocert", file])
        .current_dir(at)
        .output()
        .expect("pdfsig runs");
    let text = String::from_utf8_lossy(&poppler.stdout);
    assert!(
        text.contains("Signature Validation: Signature is Valid."),
        "{file}: {text}"
    );
    opinion
}

#[test]
fn every_level_is_made_and_pyhanko_passes_it_offline() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    let (tsa, host) = (pki.tsa(), pki.host());
    let services = ["--tsa", tsa.as_str(), "--allow", host.as_str()];

    signed(at, "b.pdf", &P12, &["--allow", &host]);
    let opinion = assert_passes(at, "b.pdf", "b");
    assert_eq!(
        opinion["mechanism"], "rsassa_pss",
        "the padding the circular lists is the default"
    );
    signed(at, "pkcs1.pdf", &P12, &["--pkcs1", "--allow", &host]);
    assert_eq!(
        assert_passes(at, "pkcs1.pdf", "b")["mechanism"],
        "rsassa_pkcs1v15"
    );
    let again = ["sign", "b.pdf", "--p12", "lan.p12", "--pin-file", "pin.txt"];
    signed(at, "twice.pdf", &again, &["--allow", &host]);
    assert_passes(at, "twice.pdf", "b");
    for level in ["t", "lt", "lta"] {
        let file = format!("{level}.pdf");
        signed(
            at,
            &file,
            &P12,
            &[&services[..], &["--level", level, "--pss"]].concat(),
        );
        let opinion = assert_passes(at, &file, level);
        assert_eq!(opinion["timestamp"], true, "{opinion:#}");
    }
}

#[test]
fn answers_from_files_serve_where_nobody_may_be_asked() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    // The time stamping authority on a port of its own: whom certificates name lies on this machine, out of reach.
    let port = free_port();
    let text = port.to_string();
    let _stamping = Peer::start(
        at,
        port,
        "certomancer",
        &["animate", "--no-web-ui", "--port", &text],
    );
    let tsa = format!("http://127.0.0.1:{port}/vn/tsa/tsa");
    let offline = ["--level", "lt", "--tsa", tsa.as_str()];
    refused(at, &P12, &offline, "trạng thái thu hồi");

    for (name, repository) in [("interm.crl", "interm"), ("root.crl", "root")] {
        run(
            at,
            "certomancer",
            &["necronomicon", "vn", repository, name, "--no-pem"],
        );
    }
    let files = [
        "--crl",
        "interm.crl",
        "--crl",
        "root.crl",
        "--chain",
        "interm.pem",
        "--chain",
        "root.pem",
    ];
    signed(at, "lt.pdf", &P12, &[&offline[..], &files].concat());
    assert_passes(at, "lt.pdf", "lt");

    let seance = ["seance", "vn", "lan", "interm", "lan.ocsp"];
    run(at, "certomancer", &seance);
    let files = [
        "--ocsp-file",
        "lan.ocsp",
        "--crl",
        "root.crl",
        "--chain",
        "interm.pem",
        "--chain",
        "root.pem",
    ];
    signed(at, "ocsp.pdf", &P12, &[&offline[..], &files].concat());
    assert_passes(at, "ocsp.pdf", "lt");
}

#[test]
fn who_validates_asks_whom_they_may() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    let host = pki.host();
    signed(at, "b.pdf", &P12, &["--allow", &host]);
    let verdict = |more: &[&str]| {
        let base = ["verify", "b.pdf", "--json", "--trust", "root.pem"];
        let done = vanthu(at, &[&base[..], more].concat());
        let report: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
        (code(&done), report["signatures"][0]["sub_indication"].clone())
    };
    assert_eq!(verdict(&["--allow", &host]), (0, serde_json::Value::Null));
    assert_eq!(verdict(&["--offline"]).0, 2);
    assert_eq!(verdict(&[]).0, 2, "nobody was listed");
}

#[test]
fn a_revoked_certificate_and_missing_services_are_refused_before_the_file_is_written() {
    let pki = Pki::start();
    let at = pki.path();
    std::fs::write(at.join("in.pdf"), empty_page()).expect("a file");
    let revoked = ["sign", "in.pdf", "--p12", "revoked.p12", "--pin-file", "pin.txt"];
    refused(
        at,
        &revoked,
        &["--allow", &pki.host()],
        "đã bị thu hồi ngày 01/01/2026",
    );
    refused(at, &P12, &["--level", "t"], "--tsa");
    refused(
        at,
        &P12,
        &["--level", "t", "--tsa", "http://127.0.0.1:1/"],
        "không lấy được dấu thời gian",
    );
    let silent = format!("http://127.0.0.1:{}/", free_port());
    let tsa = pki.tsa();
    let host = pki.host();
    signed(
        at,
        "next.pdf",
        &P12,
        &["--level", "t", "--tsa", &silent, "--tsa", &tsa, "--allow", &host],
    );
    assert_passes(at, "next.pdf", "t");
}

#[test]
fn place_reason_and_certification_are_what_was_asked_for() {
    let pki = Pki::start();
    let at = pki.path();
    let host = pki.host();
    std::fs::write(at.join("in.pdf"), page_with_text()).expect("a file");
    std::fs::write(at.join("mark.png"), include_bytes!("mark.png")).expect("a file");
    let seen = ["--allow", host.as_str(), "--image", "mark.png"];

    let place = [
        "--rect",
        "100,200,220,260",
        "--field",
        "ky",
        "--reason",
        "Ban hành",
        "--location",
        "Ninh Bình",
    ];
    signed(
        at,
        "rect.pdf",
        &P12,
        &[&seen[..], &place, &["--certify", "2"]].concat(),
    );
    let opinion = assert_passes(at, "rect.pdf", "b");
    assert_eq!(opinion["field"], "ky");
    assert_eq!(opinion["rect"], serde_json::json!([100.0, 200.0, 220.0, 260.0]));
    assert_eq!(
        (&opinion["reason"], &opinion["location"]),
        (&"Ban hành".into(), &"Ninh Bình".into())
    );
    assert_eq!(opinion["docmdp"], 2);
    let again = ["sign", "rect.pdf", "--p12", "lan.p12", "--pin-file", "pin.txt"];
    refused(
        at,
        &again,
        &["--allow", &host, "--certify", "1"],
        "chữ ký có trước",
    );
    refused(at, &again, &["--allow", &host, "--field", "ky"], "đã ký rồi");

    signed(
        at,
        "anchor.pdf",
        &P12,
        &[&seen[..], &["--anchor", "kt.  chu tich", "--size", "90,40"]].concat(),
    );
    let opinion = assert_passes(at, "anchor.pdf", "b");
    let rect: Vec<f64> = serde_json::from_value(opinion["rect"].clone()).expect("four numbers");
    assert!(
        (rect[2] - rect[0] - 90.0).abs() < 0.1 && (rect[3] - rect[1] - 40.0).abs() < 0.1,
        "{rect:?}"
    );
    assert!(
        rect[3] < 500.0 && rect[3] > 470.0,
        "just below the words at 500: {rect:?}"
    );
    refused(
        at,
        &P12,
        &[&seen[..], &["--anchor", "GIÁM ĐỐC"]].concat(),
        "không có dòng nào",
    );
    refused(at, &P12, &seen, "--rect, --anchor");
    refused(
        at,
        &P12,
        &[&seen[..], &["--rect", "220,260,100,200"]].concat(),
        "X1,Y1,X2,Y2",
    );
    refused(
        at,
        &P12,
        &[&seen[..], &["--rect", "1,1,9,9", "--page", "2"]].concat(),
        "không có trang 2",
    );
}

#[test]
fn a_damaged_file_is_refused_with_the_offer_to_repair_it() {
    let folder = folder();
    let at = folder.path();
    let key = ["sign", "in.pdf", "--p12", "key.p12", "--pin-file", "pin.txt"];
    let mut damaged = b"From: mail\r\n".to_vec();
    damaged.extend(empty_page());
    std::fs::write(at.join("in.pdf"), &damaged).expect("a file");
    refused(at, &key, &[], "--repair");
    let said = signed(at, "repaired.pdf", &key, &["--repair"]);
    assert!(said.contains("đã sửa một bản sao"), "{said}");
    assert_eq!(code(&vanthu(at, &["verify", "repaired.pdf"])), 0);
    let text = run(at, "pdfsig", &["-nocert", "repaired.pdf"]).stdout;
    assert!(String::from_utf8_lossy(&text).contains("Signature is Valid."));

    // A signed file that is damaged is not repaired: the signature in it would be lost.
    let signed_file = std::fs::read(at.join("repaired.pdf")).expect("a file");
    std::fs::write(at.join("in.pdf"), [b"x\n".as_slice(), &signed_file].concat()).expect("a file");
    refused(at, &key, &["--repair"], "chữ ký có trước");
    std::fs::write(at.join("in.pdf"), "Kính gửi").expect("a file");
    refused(at, &key, &["--repair"], "không phải PDF");
}

#[test]
fn an_encrypted_file_is_signed_with_its_password() {
    let pki = Pki::start();
    let at = pki.path();
    let host = pki.host();
    std::fs::write(at.join("plain.pdf"), page_with_text()).expect("a file");
    std::fs::write(at.join("password.txt"), "mở ra\n").expect("a file");
    run(
        at,
        "pyhanko",
        &["encrypt", "--password", "mở ra", "plain.pdf", "in.pdf"],
    );
    refused(at, &P12, &["--allow", &host], "--password-file");
    signed(
        at,
        "out.pdf",
        &P12,
        &["--allow", &host, "--password-file", "password.txt"],
    );
    let opinion = pyhanko(at, "out.pdf", "b", Some("mở ra"));
    assert_eq!(opinion["passed"], true, "{opinion:#}");
    let text = run(at, "pdfsig", &["-nocert", "-upw", "mở ra", "out.pdf"]).stdout;
    assert!(String::from_utf8_lossy(&text).contains("Signature is Valid."));
}

#[test]
fn the_help_teaches_by_examples() {
    let folder = folder();
    let help = vanthu(folder.path(), &["sign", "--help"]);
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    for option in [
        "--p12",
        "--pkcs11",
        "--token",
        "--slot",
        "--key",
        "--csc",
        "--csc-credential",
        "--csc-token-file",
        "--level",
        "--tsa",
        "--crl",
        "--ocsp-file",
        "--pss",
        "--pkcs1",
        "--certify",
        "--field",
        "--image",
        "--page",
        "--rect",
        "--anchor",
        "--reason",
        "--location",
        "--password-file",
        "--repair",
        "Ví dụ:",
        "vanthu sign vao.pdf -o ra.pdf",
    ] {
        assert!(text.contains(option), "{option} is missing");
    }
}

/// A page that says "KT. CHU TICH" at (300, 500).
fn page_with_text() -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
    let content = "BT /F 14 Tf 300 500 Td (KT. CHU TICH) Tj ET";
    page(
        &format!("/Resources<</Font<</F {font}>>>>/Contents 4 0 R"),
        &[&format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        )],
    )
}
