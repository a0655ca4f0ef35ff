//! Types by content.

use pdf::{FileType, file_type};

#[test]
fn types_are_told_by_content() {
    let cases: [(&[u8], FileType); 13] = [
        (b"%PDF-1.7\n", FileType::Pdf),
        (b"\r\n  junk before %PDF-1.4", FileType::Pdf),
        (
            b"PK\x03\x04....[Content_Types].xml....word/document.xml",
            FileType::Docx,
        ),
        (
            b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml",
            FileType::Xlsx,
        ),
        (
            b"PK\x03\x04....[Content_Types].xml....ppt/presentation.xml",
            FileType::Pptx,
        ),
        (
            b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text",
            FileType::Odt,
        ),
        (b"PK\x03\x04....readme.txt", FileType::Zip),
        (b"\x89PNG\r\n\x1a\n....", FileType::Png),
        (b"\xff\xd8\xff\xe0....", FileType::Jpeg),
        (b"II*\0....", FileType::Tiff),
        ("\u{feff}<?xml version=\"1.0\"?><a/>".as_bytes(), FileType::Xml),
        ("Kính gửi: Bộ Nội vụ".as_bytes(), FileType::Text),
        (b"MZ\x90\0\x03", FileType::Unknown),
    ];
    for (bytes, expected) in cases {
        assert_eq!(file_type(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(file_type(b""), FileType::Unknown);
}
