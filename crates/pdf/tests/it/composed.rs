//! Our own documents read back.

use composer::{OfficialDocument, compose};
use pdf::{Limits, PageText};

use crate::shared::{flat, poppler_text, shared_words};

#[path = "../../../composer/tests/it/samples.rs"]
pub(crate) mod samples;

fn read(document: &OfficialDocument) -> (Vec<u8>, Vec<PageText>) {
    let file = compose(document).unwrap().pdf;
    let pages = pdf::text(&file, &Limits::default()).unwrap();
    (file, pages)
}

#[test]
fn our_documents_read_like_poppler_reads_them() {
    let (mut shared, mut all) = (0, 0);
    for (name, document) in samples::all() {
        let (file, pages) = read(&document);
        let Some(wanted) = poppler_text(&file) else { return };
        let (same, count) = shared_words(&wanted, &flat(&pages));
        assert!(
            same * 100 >= count * 99,
            "{name}: {same} of {count} words\n{wanted}\n---\n{}",
            flat(&pages)
        );
        shared += same;
        all += count;
    }
    eprintln!("{shared} of {all} words as poppler reads them");
}

#[test]
fn the_two_columns_of_the_header_are_lines_of_their_own() {
    let (_, pages) = read(&samples::submission());
    let lines: Vec<&str> = pages[0].lines.iter().map(|line| line.text.as_str()).collect();
    for expected in [
        "UBND TỈNH LÂM ĐỒNG",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ] {
        assert!(lines.contains(&expected), "{expected} in {lines:?}");
    }
}

#[test]
fn lines_stand_where_the_composer_put_them() {
    let (_, pages) = read(&samples::short_letter());
    let page = &pages[0];
    assert!((page.width - 595.276).abs() < 0.1 && (page.height - 841.89).abs() < 0.1);
    let line = |start: &str| {
        page.lines
            .iter()
            .find(|line| line.text.starts_with(start))
            .unwrap()
    };
    let (number, date) = (
        line("Số: 05/UBND-VX"),
        line("Lâm Đồng, ngày 07 tháng 02 năm 2026"),
    );
    assert!((number.top - date.top).abs() < 1.0);
    assert!(number.left + number.width < date.left);
    assert!(line("CỘNG HÒA").top < line("Độc lập").top);
    assert!((line("Nơi nhận:").left - 85.04).abs() < 1.0);
}

#[test]
fn pages_become_images_with_ink_on_white() {
    let file = compose(&samples::report()).unwrap();
    for page in 1..=file.pages {
        let image = pdf::render(&file.pdf, page, 800, &Limits::default()).unwrap();
        assert_eq!((image.width, image.height), (800, 1131));
        assert!(
            image.png.len() <= 120 * 1024,
            "page {page} weighs {} bytes",
            image.png.len()
        );
        let mut decoder = png::Decoder::new(std::io::Cursor::new(&image.png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let dark = pixels.chunks(3).filter(|pixel| pixel[0] < 96).count();
        assert_eq!(&pixels[..3], [255, 255, 255]);
        assert!(
            dark * 200 > pixels.len() / 3,
            "page {page} has {dark} dark pixels"
        );
    }
    assert_eq!(
        pdf::render(&file.pdf, file.pages + 1, 800, &Limits::default()),
        Err(pdf::Error::NoSuchPage(file.pages + 1))
    );
    assert_eq!(
        pdf::render(&file.pdf, 0, 800, &Limits::default()),
        Err(pdf::Error::NoSuchPage(0))
    );
}

#[test]
fn our_documents_hold_no_dangers() {
    for (name, document) in samples::all() {
        let composed = compose(&document).unwrap();
        let found = pdf::inspect(&composed.pdf, &Limits::default()).unwrap();
        assert_eq!(
            (found.version.as_str(), found.pages, found.encrypted),
            ("1.7", composed.pages, false),
            "{name}"
        );
        assert!(
            found.dangers.is_empty() && !found.has_signatures,
            "{name}: {found:?}"
        );
    }
}

#[test]
fn legacy_encodings_are_told_from_sound_text() {
    for (name, document) in samples::all() {
        let (_, pages) = read(&document);
        assert!(pages.iter().all(|page| page.quality().unwrap() > 0.99), "{name}");
    }
    let page = |text: &str| {
        let line = pdf::Line {
            text: text.to_owned(),
            left: 0.0,
            top: 0.0,
            width: 1.0,
            height: 1.0,
        };
        PageText {
            origin: pdf::Origin::Embedded,
            number: 1,
            width: 1.0,
            height: 1.0,
            lines: vec![line],
        }
    };
    assert!(page("Céng hoµ x· héi chñ nghÜa ViÖt Nam").quality().unwrap() < 0.9);
    assert!(
        page("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM")
            .quality()
            .unwrap()
            < 0.9
    );
    assert_eq!(
        PageText {
            lines: vec![],
            ..page("")
        }
        .quality(),
        None
    );
}
