//! What is seen: images, lines of text, rotated pages.

use std::process::Command;

use signing::Scheme;
use signing::pades::{Appearance, Rect, SignatureRequest, Target, TextLine, find_anchor};

use crate::support::{NOW, Person, assert_accepted, font, rotated, shared_pdf, stamp_png, stored};

const RECT: Rect = Rect {
    left: 300.0,
    bottom: 100.0,
    width: 120.0,
    height: 60.0,
};

fn visible(appearance: Appearance) -> SignatureRequest {
    let target = Target::New {
        name: "Signature".into(),
        page: 1,
        rect: RECT,
    };
    SignatureRequest {
        appearance: Some(appearance),
        ..SignatureRequest::new(target, NOW)
    }
}

/// The page as poppler shows it, 72 dots an inch: width, height, RGB.
fn shown(pdf: &[u8], name: &str) -> (usize, usize, Vec<u8>) {
    let path = stored(name, pdf);
    let output = Command::new("pdftoppm")
        .args(["-r", "72", "-f", "1", "-l", "1"])
        .arg(path)
        .output()
        .unwrap();
    let ppm = output.stdout;
    let mut fields = ppm.splitn(4, u8::is_ascii_whitespace).map(<[u8]>::to_vec);
    let mut number = || String::from_utf8(fields.next().unwrap()).unwrap();
    assert_eq!(number(), "P6");
    let (width, height) = (number().parse().unwrap(), number().parse().unwrap());
    (width, height, ppm[ppm.len() - width * height * 3..].to_vec())
}

/// The box around every red dot, in points from the bottom left.
fn red_box(pdf: &[u8], name: &str) -> [usize; 4] {
    let (width, height, pixels) = shown(pdf, name);
    let mut found = [usize::MAX, usize::MAX, 0, 0];
    for (index, pixel) in pixels.chunks(3).enumerate() {
        if pixel[0] > 200 && pixel[1] < 60 && pixel[2] < 60 {
            let (x, y) = (index % width, height - 1 - index / width);
            found = [
                found[0].min(x),
                found[1].min(y),
                found[2].max(x + 1),
                found[3].max(y + 1),
            ];
        }
    }
    found
}

#[test]
fn an_image_is_whole_and_centred_on_pages_of_every_rotation() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let person = Person::new(Scheme::EcdsaP256Sha256);
    for rotation in [0, 90, 180, 270] {
        let signed = person.sign(
            &rotated(&pdf, rotation),
            &visible(Appearance::Image { png: stamp_png() }),
        );

        let name = format!("rotated{rotation}.pdf");
        assert_accepted(&name, &signed, 1);
        // A square image in 120 x 60: 60 x 60 in the middle, wherever the page turns.
        let [left, bottom, right, top] = red_box(&signed, &name);
        for (found, wanted) in [(left, 330), (bottom, 100), (right, 390), (top, 160)] {
            assert!(
                found.abs_diff(wanted) <= 2,
                "rotation {rotation}: {left} {bottom} {right} {top}"
            );
        }
    }
}

#[test]
fn a_vietnamese_line_copies_out_as_it_was_written() {
    let Some(pdf) = shared_pdf("pyhanko--empty-a4.pdf") else {
        return;
    };
    let line = "15/QĐ-UBND Đà Nẵng; 2026-03-05T14:30:15+07:00";
    let rect = Rect {
        left: 300.0,
        bottom: 780.0,
        width: 270.0,
        height: 20.0,
    };
    let target = Target::New {
        name: "Attachment".into(),
        page: 1,
        rect,
    };
    let appearance = Appearance::Text {
        lines: vec![line.into()],
        size: 10,
        font: font(),
    };
    let request = SignatureRequest {
        appearance: Some(appearance),
        ..SignatureRequest::new(target, NOW)
    };

    let signed = Person::new(Scheme::EcdsaP256Sha256).sign(&pdf, &request);

    assert_accepted("line.pdf", &signed, 1);
    let output = Command::new("pdftotext")
        .arg(stored("line.pdf", &signed))
        .arg("-")
        .output()
        .unwrap();
    assert!(
        String::from_utf8_lossy(&output.stdout).contains(line),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

#[test]
fn the_place_of_a_signature_is_found_by_its_words() {
    let line = |text: &str, page, bottom| TextLine {
        text: text.into(),
        page,
        rect: Rect {
            left: 300.0,
            bottom,
            width: 100.0,
            height: 14.0,
        },
    };
    // The second one is decomposed, as some producers write it.
    let lines = [
        line("theo KT. CHỦ TỊCH", 1, 700.0),
        line("KT. CHU\u{309} TI\u{323}CH", 2, 300.0),
        line("PHÓ", 2, 280.0),
    ];

    let anchor = find_anchor(&lines, "kt.  Chủ tịch").unwrap();

    assert_eq!(anchor.page, 2);
    assert_eq!(
        anchor.below(60.0, 40.0, 10.0),
        Rect {
            left: 320.0,
            bottom: 250.0,
            width: 60.0,
            height: 40.0
        }
    );
    assert_eq!(find_anchor(&lines, "TM. ỦY BAN"), None);
}
