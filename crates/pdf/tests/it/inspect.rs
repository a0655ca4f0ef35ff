//! Dangers, truncation, passwords, bombs.

use std::io::Write;
use std::time::Duration;

use pdf::{Danger, Error, Limits, inspect};

/// A one-page PDF whose catalog holds `catalog` and which has `objects` from number 4 on.
fn file(catalog: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let fixed = [
        format!("<</Type/Catalog/Pages 2 0 R {catalog}>>").into_bytes(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_vec(),
    ];
    for (index, object) in fixed.iter().chain(objects).enumerate() {
        offsets.push(pdf.len());
        writeln!(pdf, "{} 0 obj", index + 1).unwrap();
        pdf.extend_from_slice(object);
        pdf.extend_from_slice(b"\nendobj\n");
    }
    let start = pdf.len();
    writeln!(pdf, "xref\n0 {}\n0000000000 65535 f ", offsets.len() + 1).unwrap();
    for offset in &offsets {
        writeln!(pdf, "{offset:010} 00000 n ").unwrap();
    }
    writeln!(
        pdf,
        "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF",
        offsets.len() + 1
    )
    .unwrap();
    pdf
}

fn dangers(catalog: &str, objects: &[Vec<u8>]) -> Vec<Danger> {
    inspect(&file(catalog, objects), &Limits::default())
        .unwrap()
        .dangers
}

#[test]
fn dangers_are_named() {
    assert_eq!(dangers("", &[]), []);
    assert_eq!(dangers("/OpenAction[3 0 R/Fit]", &[]), []);
    assert_eq!(
        dangers("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", &[]),
        [Danger::JavaScript, Danger::AutomaticAction]
    );
    assert_eq!(
        dangers("/OpenAction 4 0 R", &[b"<</S/Launch/F(cmd.exe)>>".to_vec()]),
        [Danger::Launch]
    );
    assert_eq!(
        dangers("/Names<</EmbeddedFiles<</Names[]>>>>", &[]),
        [Danger::EmbeddedFile]
    );
    assert_eq!(
        dangers("/AcroForm<</XFA 4 0 R/Fields[]>>", &[b"<<>>".to_vec()]),
        [Danger::Xfa]
    );
    assert_eq!(
        dangers("", &[b"<</Type/Action/S/SubmitForm>>".to_vec()]),
        [Danger::ExternalAction]
    );
    for danger in [
        Danger::JavaScript,
        Danger::Launch,
        Danger::EmbeddedFile,
        Danger::Xfa,
        Danger::Multimedia,
    ] {
        assert!(!danger.label().is_empty());
    }
}

#[test]
fn a_truncated_file_is_said_to_be_truncated() {
    let whole = file("", &[vec![b' '; 8000]]);
    assert!(inspect(&whole, &Limits::default()).is_ok());
    assert_eq!(inspect(&whole[..6000], &Limits::default()), Err(Error::Truncated));
    assert_eq!(inspect(b"no pdf", &Limits::default()), Err(Error::NotPdf));
}

#[test]
fn a_decompression_bomb_is_refused_before_it_is_unpacked() {
    let mut packed = Vec::new();
    let mut encoder = flate2::write::ZlibEncoder::new(&mut packed, flate2::Compression::best());
    for _ in 0..256 {
        encoder.write_all(&vec![0; 1024 * 1024]).unwrap();
    }
    encoder.finish().unwrap();
    let mut stream = format!("<</Length {}/Filter/FlateDecode>>stream\n", packed.len()).into_bytes();
    stream.extend_from_slice(&packed);
    stream.extend_from_slice(b"\nendstream");
    let bomb = file("", &[stream]);
    assert!(bomb.len() < 1024 * 1024);
    let limits = Limits {
        max_unpacked_bytes: 64 * 1024 * 1024,
        ..Limits::default()
    };
    let refused = Err(Error::TooLarge("streams unpack to too much"));
    assert_eq!(inspect(&bomb, &limits), refused);
    assert_eq!(
        pdf::text(&bomb, &limits).map(|_| ()),
        refused.clone().map(|_: pdf::Inspection| ())
    );
    assert_eq!(
        pdf::render(&bomb, 1, 100, &limits).map(|_| ()),
        refused.map(|_| ())
    );
}

#[test]
fn limits_hold() {
    let whole = file("", &[]);
    let small = Limits {
        max_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(inspect(&whole, &small), Err(Error::TooLarge("bytes")));
    let few = Limits {
        max_pixels: 1000,
        ..Limits::default()
    };
    assert_eq!(
        pdf::render(&whole, 1, 500, &few),
        Err(Error::TooLarge("the page's image"))
    );
}

#[test]
fn an_image_of_giant_size_is_not_decoded() {
    let image = b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 1>>stream\nx\nendstream";
    let page = b"<</Length 30>>stream\nq 500 0 0 500 0 0 cm /I Do Q\nendstream";
    let mut whole = file("", &[image.to_vec(), page.to_vec()]);
    let text = String::from_utf8(whole.clone()).unwrap();
    let text = text.replace(
        "/MediaBox[0 0 595 842]",
        "/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</XObject<</I 4 0 R>>>>",
    );
    whole = text.into_bytes();
    let limits = Limits {
        time: Duration::from_secs(5),
        ..Limits::default()
    };
    assert_eq!(
        pdf::render(&whole, 1, 500, &limits),
        Err(Error::TooLarge("an image on the page"))
    );
}

#[test]
fn signatures_are_seen() {
    for (name, bytes) in crate::shared::files("pdf") {
        if name.contains("signed-twice") || name.contains("PAdES-LT") {
            assert!(
                inspect(&bytes, &Limits::default()).unwrap().has_signatures,
                "{name}"
            );
        }
    }
}
