//! Our own documents printed, scanned and recognised by the program `tesseract`, which `make test` installs.

use std::{path::Path, time::Duration};

use composer::compose;
use pdf::{Limits, Missing, Origin, PageText, Recogniser};

use crate::composed::samples;
use crate::scan::scan;
use crate::shared::{flat, shared_words};

fn read(file: &[u8]) -> PageText {
    pdf::text(file, &Limits::default()).unwrap().remove(0)
}

#[test]
fn a_scanned_page_is_told_from_a_page_of_text() {
    let file = compose(&samples::short_letter()).unwrap().pdf;
    assert_eq!(read(&file).origin, Origin::Embedded);
    let scanned = read(&scan(&file, 1));
    assert_eq!((scanned.origin, scanned.lines.len()), (Origin::Scan, 0));
}

#[test]
fn a_scan_is_recognised_word_by_word_in_its_places() {
    let file = compose(&samples::short_letter()).unwrap().pdf;
    let (wanted, scanned) = (read(&file), scan(&file, 1));
    let recogniser = Recogniser::find(Path::new("tesseract")).unwrap();
    let page = recogniser
        .recognise(&scanned, read(&scanned), &Limits::default())
        .unwrap();
    assert_eq!(page.origin, Origin::Recognised);
    let (same, all) = shared_words(
        &flat(std::slice::from_ref(&wanted)),
        &flat(std::slice::from_ref(&page)),
    );
    assert!(same * 100 >= all * 93, "{same} of {all} words: {}", flat(&[page]));
    let top = |page: &PageText, start: &str| {
        let line = page.lines.iter().find(|line| line.text.starts_with(start));
        let line = line.unwrap_or_else(|| panic!("no line begins with {start}: {:?}", page.lines));
        (line.left, line.top)
    };
    for start in ["CỘNG HÒA", "Nơi nhận"] {
        let (is, was) = (top(&page, start), top(&wanted, start));
        assert!(
            (is.0 - was.0).abs() < 6.0 && (is.1 - was.1).abs() < 8.0,
            "{start}: {is:?} {was:?}"
        );
    }
}

#[test]
fn what_is_missing_is_named_and_what_is_slow_is_stopped() {
    let missing = Recogniser::find(Path::new("/nowhere/tesseract"));
    assert_eq!(missing.unwrap_err(), Missing::Program);
    // A program without languages.
    assert_eq!(
        Recogniser::find(Path::new("true")).unwrap_err(),
        Missing::Vietnamese
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("slow");
        std::fs::write(
            &program,
            "#!/bin/sh\n[ \"$1\" = --list-langs ] && echo vie || exec sleep 600\n",
        )
        .unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let slow = Recogniser::find(&program).unwrap();
        let scanned = scan(&compose(&samples::short_letter()).unwrap().pdf, 1);
        let limits = Limits {
            time: Duration::from_secs(5),
            ..Limits::default()
        };
        let page = slow.recognise(&scanned, read(&scanned), &limits).unwrap();
        assert_eq!(page.origin, Origin::Unreadable);
    }
}
