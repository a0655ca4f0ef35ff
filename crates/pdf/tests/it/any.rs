//! Every file of the shared folders: nothing crashes, hangs or answers nonsense; text and pages where poppler has them.

use std::time::{Duration, Instant};

use pdf::{Limits, file_type, inspect, render, text};

use crate::shared::{files, flat, poppler_text, shared_words};

fn limits() -> Limits {
    Limits {
        time: Duration::from_secs(10),
        max_pages: 200,
        ..Limits::default()
    }
}

/// Reads every file every way; returns words shared with poppler, poppler's words, and pages rendered.
fn read_all(folder: &str) -> (usize, usize, usize) {
    let (mut shared, mut all, mut rendered) = (0, 0, 0);
    for (name, bytes) in files(folder) {
        let started = Instant::now();
        let _ = file_type(&bytes);
        let inspected = inspect(&bytes, &limits());
        let read = text(&bytes, &limits());
        let image = render(&bytes, 1, 400, &limits());
        let took = started.elapsed();
        assert!(took < Duration::from_secs(45), "{name} took {took:?}");
        if let Ok(image) = &image {
            assert!(
                image.png.starts_with(b"\x89PNG") && image.width > 0 && image.height > 0,
                "{name}"
            );
            rendered += 1;
        }
        let wanted = poppler_text(&bytes).unwrap_or_default();
        let found = read.as_ref().map(|pages| flat(pages)).unwrap_or_default();
        let (same, count) = shared_words(&wanted, &found);
        shared += same;
        all += count;
        if same * 10 < count * 9 || image.is_err() {
            let state = |error: Option<String>| error.unwrap_or_else(|| "ok".to_owned());
            eprintln!(
                "{name}: {same}/{count} words; inspect {}; text {}; image {}; {took:?}",
                state(inspected.err().map(|error| error.to_string())),
                state(read.err().map(|error| error.to_string())),
                state(image.err().map(|error| error.to_string())),
            );
        }
    }
    eprintln!("{folder}: {shared} of {all} words as poppler, {rendered} first pages rendered");
    (shared, all, rendered)
}

#[test]
fn odd_files_are_survived() {
    let (shared, all, rendered) = read_all("pdf-any");
    if all > 0 {
        assert!(shared * 100 >= all * 80, "{shared} of {all} words");
        assert!(rendered >= 60, "{rendered} rendered");
    }
}

#[test]
fn signed_files_are_read() {
    let (shared, all, rendered) = read_all("pdf");
    if all > 0 {
        assert!(shared * 100 >= all * 90, "{shared} of {all} words");
        assert!(rendered >= 100, "{rendered} rendered");
    }
}

#[test]
fn cut_and_scrambled_files_are_survived() {
    for (name, bytes) in files("pdf-any").into_iter().take(25) {
        for cut in [
            bytes.len() / 3,
            bytes.len() * 2 / 3,
            bytes.len().saturating_sub(20),
        ] {
            let part = &bytes[..cut];
            let _ = inspect(part, &limits());
            let _ = text(part, &limits());
        }
        let mut scrambled = bytes.clone();
        for index in (37..scrambled.len()).step_by(101) {
            scrambled[index] = scrambled[index].wrapping_mul(31).wrapping_add(7);
        }
        let started = Instant::now();
        let _ = text(&scrambled, &limits());
        let _ = render(&scrambled, 1, 200, &limits());
        assert!(started.elapsed() < Duration::from_secs(45), "{name}");
    }
}
