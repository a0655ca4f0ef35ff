//! Files in an S3-compatible store, by setting.

use crate::{
    bad_input::small_pdf,
    harness::{FilePart, S3Server, Service, s3_server::SECRET},
};

#[test]
fn files_are_kept_in_an_s3_store_and_a_changed_one_is_never_shown() {
    let store = S3Server::start();
    let service = Service::start_with(store.settings());
    let before = store.names();
    assert!(!before.is_empty(), "the demonstration keeps its files there");
    assert!(
        !service.data().join("files").exists(),
        "none lies in the data folder"
    );

    let mut clerk = service.signed_in("vanthu");
    let pdf = small_pdf("");
    let file = FilePart {
        field: "files",
        name: "den.pdf",
        bytes: &pdf,
    };
    let brought = clerk.upload("/den/tiep-nhan", &[], &[file]).shown();
    let fields = [
        ("issuer", "Hợp tác xã Gia Viễn"),
        ("kind", "letter"),
        ("subject", "tiêu nước đệm vụ mùa"),
    ];
    let registered = clerk.post(&brought.address, &fields).shown();
    let id = registered
        .between("href=\"/tep/", "\"")
        .expect("the file is linked");
    let shown = clerk.get(&format!("/tep/{id}")).shown();
    assert_eq!(shown.bytes, pdf);

    let added: Vec<String> = store
        .names()
        .into_iter()
        .filter(|name| !before.contains(name))
        .collect();
    assert!(!added.is_empty(), "what was brought is there too");
    for name in &added {
        store.overwrite(name, b"something else");
    }
    assert_eq!(clerk.get(&format!("/tep/{id}")).status, 500);

    let told = service
        .command()
        .arg("settings")
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&told.stdout);
    assert!(told.contains("s3://vanthu/tep/2026"), "{told}");
    assert!(!told.contains(SECRET), "{told}");
}

#[test]
fn a_store_that_does_not_answer_is_told_at_the_start() {
    let mut settings = S3Server::start().settings();
    let folder = tempfile::tempdir().expect("a folder");
    settings.push(("VANTHU_DATA", folder.path().display().to_string()));
    let refused = std::process::Command::new(crate::harness::binary())
        .arg("migrate")
        .envs(settings)
        .output()
        .expect("the binary runs");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && told.contains("kho tệp"), "{told}");
}
