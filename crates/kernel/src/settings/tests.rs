use super::*;

#[test]
fn the_environment_wins_over_the_file_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("vanthu.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:9000\"\nsession_hours = 8\n").unwrap();

    let settings = Settings::load(Some(file.clone()), |name| {
        (name == "VANTHU_SESSION_HOURS").then(|| "4".to_owned())
    })
    .unwrap();

    assert_eq!(settings.session_lifetime(), time::Duration::hours(4));
    assert_eq!(
        settings.setting("session_hours").origin,
        Origin::Environment("VANTHU_SESSION_HOURS".into())
    );
    assert_eq!(settings.setting("listen").origin, Origin::File(file));
    assert_eq!(settings.setting("log").origin, Origin::Default);
}

#[test]
fn a_value_that_cannot_be_used_is_named() {
    let error = Settings::load(None, |name| {
        (name == "VANTHU_LISTEN").then(|| "cổng 80".to_owned())
    })
    .unwrap_err();
    assert!(matches!(error, Error::Setting { name, .. } if name == "listen"));
}

#[test]
fn files_in_an_s3_store_need_its_address_and_its_keys_and_no_secret_is_shown() {
    let read = |without: &'static str| {
        Settings::load(None, move |name| {
            let value = match name {
                "VANTHU_FILES" => "s3://vanthu/tep/2026/",
                "VANTHU_S3_ENDPOINT" => "https://s3.noibo:9000/",
                "VANTHU_S3_ACCESS_KEY" => "vanthu",
                "VANTHU_S3_SECRET_KEY" => "bi-mat",
                _ => return None,
            };
            (name != without).then(|| value.to_owned())
        })
    };
    let settings = read("").unwrap();
    let store = settings.s3().unwrap();
    assert_eq!(
        (store.bucket.as_str(), store.folder.as_str()),
        ("vanthu", "tep/2026")
    );
    assert_eq!(store.endpoint, "https://s3.noibo:9000");
    assert_eq!(settings.setting("s3_secret_key").shown(), "***");
    assert!(!format!("{store:?}").contains("bi-mat"));
    for missing in [
        "VANTHU_S3_ENDPOINT",
        "VANTHU_S3_ACCESS_KEY",
        "VANTHU_S3_SECRET_KEY",
    ] {
        let error = read(missing).unwrap_err();
        assert!(matches!(&error, Error::Setting { name, .. } if missing.ends_with(&name.to_uppercase())));
    }
}

#[test]
fn a_password_in_an_address_is_not_shown() {
    let settings = Settings::load(None, |name| {
        (name == "VANTHU_DATABASE").then(|| "postgres://u:p@h/d".to_owned())
    })
    .unwrap();
    assert_eq!(settings.setting("database").shown(), "postgres://***@h/d");
}
