//! Office documents, packed here part by part.

use std::io::Write;

use pdf::{Error, FileType, Limits, file_type, office_text};
use zip::write::SimpleFileOptions;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let deflated = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, content) in parts {
        archive
            .start_file(*name, if *name == "mimetype" { stored } else { deflated })
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

#[test]
fn a_word_document_gives_its_paragraphs() {
    let document = "<w:document><w:body><w:p><w:r><w:t>Kính g\u{1eed}i: </w:t></w:r><w:r><w:t>Bộ N\u{1ed9}i vụ &amp; Sở</w:t></w:r></w:p>\
        <w:p/><w:p><w:r><w:t>So\u{302}\u{301} 5</w:t><w:br/><w:t>dòng hai</w:t></w:r></w:p><w:instrText>PAGE</w:instrText></w:body></w:document>";
    let file = package(&[
        TYPES,
        ("word/document.xml", document),
        (
            "word/footer1.xml",
            "<w:ftr><w:p><w:t>Chân trang</w:t></w:p></w:ftr>",
        ),
    ]);
    assert_eq!(file_type(&file), FileType::Docx);
    let text = office_text(&file, &Limits::default()).unwrap();
    assert_eq!(text, ["Kính gửi: Bộ Nội vụ & Sở\nSố 5\ndòng hai\nChân trang"]);
}

#[test]
fn a_workbook_gives_rows_and_a_presentation_slides() {
    let sheet = r#"<worksheet><row><c t="s"><v>1</v></c><c><v>12.5</v></c></row><row><c t="inlineStr"><is><t>trực tiếp</t></is></c></row></worksheet>"#;
    let strings = "<sst><si><t>không dùng</t></si><si><r><t>Chỉ </t></r><r><t>tiêu</t></r></si></sst>";
    let workbook = package(&[
        TYPES,
        ("xl/workbook.xml", "<w/>"),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ]);
    assert_eq!(
        office_text(&workbook, &Limits::default()).unwrap(),
        ["Chỉ tiêu\t12.5\ntrực tiếp"]
    );

    let slide = |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
    let slides: Vec<(String, String)> = [1, 10, 2]
        .iter()
        .map(|number| {
            (
                format!("ppt/slides/slide{number}.xml"),
                slide(&number.to_string()),
            )
        })
        .collect();
    let mut parts = vec![TYPES, ("ppt/presentation.xml", "<p/>")];
    parts.extend(slides.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    assert_eq!(
        office_text(&package(&parts), &Limits::default()).unwrap(),
        ["1", "2", "10"]
    );
}

#[test]
fn open_document_text_is_read() {
    let content = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><text:h>Mục I</text:h><text:p>Lời <text:span>văn</text:span></text:p></office:document-content>"#;
    let file = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content),
    ]);
    assert_eq!(
        office_text(&file, &Limits::default()).unwrap(),
        ["Mục I\nLời văn"]
    );
}

#[test]
fn what_unpacks_to_too_much_or_is_something_else_is_refused() {
    let long = format!(
        "<w:document><w:p><w:t>{}</w:t></w:p></w:document>",
        "a".repeat(3_000_000)
    );
    let file = package(&[TYPES, ("word/document.xml", &long)]);
    let limits = Limits {
        max_unpacked_bytes: 1_000_000,
        ..Limits::default()
    };
    assert_eq!(
        office_text(&file, &limits),
        Err(Error::TooLarge("parts unpack to too much"))
    );
    assert_eq!(office_text(b"%PDF-1.7", &limits), Err(Error::NotOffice));
    for cut in [30, file.len() / 2, file.len() - 5] {
        assert!(office_text(&file[..cut], &Limits::default()).is_err());
    }
}

/// A few bytes that ask for much: each within bounds of time and memory, with the text up to the bound.
#[test]
fn what_repeats_without_end_is_cut_at_the_limit() {
    let limits = Limits {
        max_glyphs: 10_000,
        ..Limits::default()
    };
    let strings = format!("<sst><si><t>{}</t></si></sst>", "báo cáo ".repeat(1_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(50_000);
    let sheet = format!("<worksheet><row>{cells}</row></worksheet>");
    let nested = format!("<w:p><w:t>{}sâu", "<w:r>".repeat(300_000));
    let many = format!("<w:p>{}<w:t>cuối</w:t></w:p>", "<w:p/><w:br/>".repeat(300_000));
    let attributes = format!("<w:p {}><w:t>đủ</w:t></w:p>", r#"a="" "#.repeat(300_000));
    for (parts, wanted) in [
        (
            vec![
                ("xl/workbook.xml", "<w/>"),
                ("xl/sharedStrings.xml", strings.as_str()),
                ("xl/worksheets/sheet1.xml", sheet.as_str()),
            ],
            "báo cáo",
        ),
        (vec![("word/document.xml", nested.as_str())], "sâu"),
        (vec![("word/document.xml", many.as_str())], "cuối"),
        (vec![("word/document.xml", attributes.as_str())], "đủ"),
    ] {
        let mut all = vec![TYPES];
        all.extend(parts);
        let text = office_text(&package(&all), &limits).unwrap().join("\n");
        assert!(text.contains(wanted), "{wanted}");
        assert!(text.len() <= 12_000, "{wanted}: {} bytes", text.len());
    }
}
