//! Who may depend on whom, read from `cargo metadata`.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

/// Floors: a crate uses lower floors only.
const FLOORS: &[(&str, u8)] = &[
    ("kernel", 0),
    ("signing", 0),
    ("search-index", 0),
    ("composer", 0),
    ("pdf", 0),
    ("directory", 1),
    ("workflow", 1),
    ("documents", 2),
    ("migrations", 4),
    ("web", 5),
    ("tests", 6),
];

/// Libraries from outside that only some crates may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("sea-orm", &["kernel", "directory", "workflow", "documents"]),
    ("sea-orm-migration", &["migrations"]),
    ("tantivy", &["search-index"]),
    ("meilisearch-sdk", &["search-index"]),
    ("ring", &["signing"]),
    ("x509-parser", &["signing"]),
    ("lopdf", &["pdf", "composer", "signing"]),
    ("hayro", &["pdf", "composer", "signing"]),
    ("axum", &["web"]),
    ("askama", &["web"]),
    ("utoipa", &["web"]),
];

/// Crates of the workspace with the names of what they are built from (tests' helpers left out).
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo answers JSON");
    let packages = metadata["packages"].as_array().expect("there are packages");
    let name = |value: &Value| value["name"].as_str().expect("everything has a name").to_owned();
    packages
        .iter()
        .map(|package| {
            let used = package["dependencies"].as_array().expect("a list");
            (
                name(package),
                used.iter().filter(|one| one["kind"] != "dev").map(name).collect(),
            )
        })
        .collect()
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(crate_name, _)| *crate_name == name)
        .map(|(_, floor)| *floor)
}

#[test]
fn every_crate_uses_lower_floors_only() {
    for (name, used) in dependencies() {
        let own = floor(&name).unwrap_or_else(|| panic!("{name} has no floor yet"));
        for other in used {
            if let Some(floor) = floor(&other) {
                assert!(
                    floor < own,
                    "{name} (floor {own}) must not use {other} (floor {floor})"
                );
            }
        }
    }
}

#[test]
fn heavy_libraries_stay_behind_their_crate() {
    for (name, used) in dependencies() {
        for (library, owners) in RESERVED {
            let uses = used.iter().any(|other| other == library);
            assert!(
                !uses || owners.contains(&name.as_str()),
                "{name} must not use {library}"
            );
        }
    }
}
